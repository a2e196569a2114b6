import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EtcdscopeError, isEtcdscopeError } from '../../core/base/errors';
import type { TlsOptions } from '../../core/etcd';
import type { ConnectionConfiguration } from './connection';

/** Bytes. All public authorities together are some 250 KB of PEM; what is larger was chosen by mistake. */
const mostPemBytes = 4 * 1024 * 1024;

/**
 * Reads the PEM files of a configuration, so that a renewed certificate counts from the next connecting on.
 * Undefined without any. Throws `file.unreadable` with facts `path` and `reason` (an errno code or `tooLarge`).
 */
export async function readTlsFiles(tls: ConnectionConfiguration['tls']): Promise<TlsOptions | undefined> {
  if (tls === undefined) {
    return undefined;
  }
  const read = (path: string | undefined) => (path === undefined ? undefined : readPem(path));
  const [ca, certificate, key] = await Promise.all([read(tls.caFile), read(tls.certificateFile), read(tls.keyFile)]);
  return {
    ...(ca && { ca }),
    ...(certificate && { certificate }),
    ...(key && { key }),
    ...(tls.serverName !== undefined && { serverName: tls.serverName }),
  };
}

async function readPem(path: string): Promise<Uint8Array> {
  const expanded = /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
  try {
    // A pipe or a device would keep the reading waiting, or never end.
    const stats = await stat(expanded);
    if (!stats.isFile()) {
      throw new EtcdscopeError('file.unreadable', { path, reason: 'notAFile' });
    }
    if (stats.size > mostPemBytes) {
      throw new EtcdscopeError('file.unreadable', { path, reason: 'tooLarge' });
    }
    return await readFile(expanded);
  } catch (error) {
    if (isEtcdscopeError(error)) {
      throw error;
    }
    throw new EtcdscopeError(
      'file.unreadable',
      { path, reason: (error as NodeJS.ErrnoException).code },
      { cause: error },
    );
  }
}
