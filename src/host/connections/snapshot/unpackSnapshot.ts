import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, stat, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { EtcdscopeError, isEtcdscopeError } from '../../../core/base/errors';
import { throwIfAborted } from '../../../core/base/limiter';

export interface UnpackOptions {
  readonly signal?: AbortSignal;
  /** Called with the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Bytes; {@link mostUnpackedBytes} unless given. */
  readonly mostBytes?: number;
}

/** The unpacked copy of a compressed snapshot, for its owner's eyes only. */
export interface UnpackedSnapshot {
  readonly path: string;
  /** Removes it, and waits for nothing: a window that closes has no time. Throws where the system keeps open files. */
  removeNow(): void;
  remove(): Promise<void>;
}

/** Bytes: four times what etcd's documentation suggests as the most for a database (8 GB). A small file can claim to hold any number of them. */
export const mostUnpackedBytes = 32 * 1024 ** 3;

/** Bytes that are left free on the disk, for whatever else runs on this machine. */
const spareBytes = 256 * 1024 ** 2;

/** Bytes between two looks at the free space. */
const spaceCheckInterval = 64 * 1024 ** 2;

const gzipMagic = [0x1f, 0x8b];

/** Whether a file begins as gzip does (RFC 1952, 2.3.1), whatever it is called. False for one that cannot be read. */
export async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path).catch(() => undefined);
  if (!handle) {
    return false;
  }
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(gzipMagic.length), 0, gzipMagic.length, 0);
    return bytesRead === gzipMagic.length && gzipMagic.every((byte, at) => buffer[at] === byte);
  } catch {
    // A directory, for one: whoever opens it says what it is.
    return false;
  } finally {
    await handle.close();
  }
}

/**
 * Unpacks a gzip file into a directory of its own below `parent`. Nothing stays of it where that fails.
 * @throws EtcdscopeError `snapshot.notUnpacked` with facts `path` and `reason`: `damaged`, `tooLarge` (with `limit`),
 *   `noSpace`, or an errno code; `cancelled`.
 */
export async function unpackSnapshot(
  path: string,
  parent: string,
  { signal, onProgress, mostBytes = mostUnpackedBytes }: UnpackOptions = {},
): Promise<UnpackedSnapshot> {
  throwIfAborted(signal);
  let directory: string | undefined;
  try {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    // The system makes it for its owner only.
    directory = await mkdtemp(join(parent, directoryPrefix()));
    const target = join(directory, 'snapshot.db');
    const { size } = await stat(path);
    await requireSpace(directory, size);
    const source = createReadStream(path);
    source.on('data', () => onProgress?.(source.bytesRead / Math.max(1, size)));
    await pipeline(
      source,
      createGunzip(),
      limitedTo(mostBytes, directory),
      createWriteStream(target, { flags: 'wx', mode: 0o600 }),
      { ...(signal && { signal }) },
    );
    return unpackedAt(target, directory);
  } catch (error) {
    if (directory !== undefined) {
      await rm(directory, { recursive: true, force: true });
    }
    throwIfAborted(signal);
    throw unpackError(error, path);
  }
}

/** The name of a directory tells which process it belongs to; see `removeLeftovers`. */
export function directoryPrefix(): string {
  return `${hostname()}-${process.pid}-`;
}

function unpackedAt(path: string, directory: string): UnpackedSnapshot {
  return {
    path,
    removeNow: () => rmSync(directory, { recursive: true, force: true }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Passes bytes on until there are too many of them, or too little room. */
function limitedTo(mostBytes: number, directory: string): Transform {
  let bytes = 0;
  let checkAt = spaceCheckInterval;
  const check = async (chunk: Uint8Array): Promise<Uint8Array> => {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      throw new EtcdscopeError('snapshot.notUnpacked', { reason: 'tooLarge', limit: mostBytes });
    }
    if (bytes >= checkAt) {
      checkAt = bytes + spaceCheckInterval;
      await requireSpace(directory, spaceCheckInterval);
    }
    return chunk;
  };
  return new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => {
      check(chunk).then(
        passed => done(null, passed),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
}

async function requireSpace(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < bytes + spareBytes) {
    throw new EtcdscopeError('snapshot.notUnpacked', { reason: 'noSpace' });
  }
}

function unpackError(error: unknown, path: string): EtcdscopeError {
  if (isEtcdscopeError(error)) {
    return new EtcdscopeError(error.code, { path, ...error.facts }, { cause: error.cause });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  // zlib's own codes, of which Z_BUF_ERROR means that the file ends too soon.
  const reason = code?.startsWith('Z_') ? 'damaged' : code === 'ENOSPC' ? 'noSpace' : code;
  return new EtcdscopeError('snapshot.notUnpacked', { path, reason }, { cause: error });
}
