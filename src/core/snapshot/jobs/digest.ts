import { createHash } from 'node:crypto';
import { EtcdscopeError } from '../../base/errors';
import { readInto, readUpTo } from '../pages/fileReads';

/** Bytes of the SHA-256 that the server sends after a snapshot. */
export const digestBytes = 32;

/**
 * `absent` for a copy from a data directory, which restores only when the check is skipped; `wrong` for a file that was changed or cut
 * after it was saved.
 */
export type DigestState = 'right' | 'wrong' | 'absent';

/** Databases consist of whole sectors, so a rest of 32 bytes is a digest (etcd-io/etcd, etcdutl/snapshot, hasChecksum). */
const sectorBytes = 512;

/** What stays in a core's own cache until it is summed. */
const chunkBytes = 128 * 1024;

export function hasDigest(fileSize: number): boolean {
  return fileSize % sectorBytes === digestBytes;
}

/** Bytes of a file that belong to its database. */
export function databaseSize(fileSize: number): number {
  return hasDigest(fileSize) ? fileSize - digestBytes : fileSize;
}

/**
 * Compares the digest after a database with that of its bytes; yields the share that is done.
 * @throws EtcdscopeError `snapshot.changed`, `snapshot.unreadable`.
 */
export function* checkDigest(file: number, fileSize: number): Generator<number, DigestState> {
  if (!hasDigest(fileSize)) {
    return 'absent';
  }
  const size = databaseSize(fileSize);
  const hash = createHash('sha256');
  const chunk = new Uint8Array(Math.min(chunkBytes, size));
  for (let at = 0; at < size; at += chunkBytes) {
    const wanted = chunk.subarray(0, Math.min(chunkBytes, size - at));
    if (readInto(file, at, wanted) < wanted.length) {
      throw new EtcdscopeError('snapshot.changed', { reason: 'shorter' });
    }
    hash.update(wanted);
    yield at / size;
  }
  return hash.digest().equals(readUpTo(file, size, digestBytes)) ? 'right' : 'wrong';
}
