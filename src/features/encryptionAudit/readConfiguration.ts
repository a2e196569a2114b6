import { readFile, stat } from 'node:fs/promises';
import { EtcdscopeError } from '../../core/base/errors';
import type { EncryptionConfiguration } from '../../core/encryption';

/** Bytes. A real one has a few thousand. */
const mostBytes = 1024 * 1024;

/**
 * Reads an EncryptionConfiguration. What comes back holds keys: it is used and dropped, never kept or logged.
 * @throws EtcdscopeError `file.unreadable`; ConfigurationError with each problem and its place.
 */
export async function readConfiguration(path: string): Promise<EncryptionConfiguration> {
  const { parseEncryptionConfiguration } = await import('../../core/encryption');
  return parseEncryptionConfiguration(await readText(path));
}

async function readText(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > mostBytes) {
      throw new EtcdscopeError('file.unreadable', { path, reason: 'tooLarge' });
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof EtcdscopeError) {
      throw error;
    }
    const reason = (error as NodeJS.ErrnoException).code;
    throw new EtcdscopeError('file.unreadable', { path, reason }, { cause: error });
  }
}
