import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EtcdscopeError } from '../../core/base/errors';
import type { EncryptionConfiguration } from '../../core/encryption';
import { loadEncryption } from '../lazy';

/** Bytes. A real one has a few thousand. */
const mostBytes = 1024 * 1024;

/** What a file is told from its other versions by. */
export interface FileVersion {
  readonly modified: number;
  readonly size: number;
}

/**
 * Reads an EncryptionConfiguration. What comes back holds keys: it is used and dropped, never written or logged.
 *
 * @param path full, or beginning with `~/`.
 * @throws EtcdscopeError `file.unreadable`; ConfigurationError with each problem and its place.
 */
export async function readConfiguration(path: string): Promise<EncryptionConfiguration> {
  await fileVersion(path);
  const { parseEncryptionConfiguration } = await loadEncryption();
  return parseEncryptionConfiguration(await reading(path, () => readFile(fullPath(path), 'utf8')));
}

/** @throws EtcdscopeError `file.unreadable` for what is no file, or too large for a configuration. */
export async function fileVersion(path: string): Promise<FileVersion> {
  const stats = await reading(path, () => stat(fullPath(path)));
  if (!stats.isFile()) {
    throw new EtcdscopeError('file.unreadable', { ...about(path), reason: 'notAFile' });
  }
  if (stats.size > mostBytes) {
    throw new EtcdscopeError('file.unreadable', { ...about(path), reason: 'tooLarge' });
  }
  return { modified: stats.mtimeMs, size: stats.size };
}

export function fullPath(path: string): string {
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
}

async function reading<T>(path: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    throw new EtcdscopeError('file.unreadable', { ...about(path), reason }, { cause: error });
  }
}

function about(path: string) {
  return { file: 'encryptionConfiguration', path };
}
