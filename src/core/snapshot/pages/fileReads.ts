import { readSync } from 'node:fs';
import { EtcdscopeError } from '../../base/errors';

/**
 * Fills `target` from the file, as far as it reaches, and gives the number of bytes read.
 * @throws EtcdscopeError `snapshot.unreadable` with fact `reason`, an errno code.
 */
export function readInto(file: number, position: number, target: Uint8Array): number {
  let done = 0;
  while (done < target.length) {
    const count = readOnce(file, position + done, target, done);
    if (count === 0) {
      break;
    }
    done += count;
  }
  return done;
}

function readOnce(file: number, position: number, target: Uint8Array, from: number): number {
  try {
    return readSync(file, target, from, target.length - from, position);
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** At most `length` bytes from `position` on; fewer at the end of the file. */
export function readUpTo(file: number, position: number, length: number): Uint8Array {
  const target = new Uint8Array(length);
  return target.subarray(0, readInto(file, position, target));
}

/** Undefined where the file ends earlier. */
export function readExactly(file: number, position: number, length: number): Uint8Array | undefined {
  const bytes = readUpTo(file, position, length);
  return bytes.length === length ? bytes : undefined;
}

/** A failure of the operating system as a typed error. */
export function unreadable(cause: unknown, path?: string): EtcdscopeError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return new EtcdscopeError('snapshot.unreadable', { ...(path !== undefined && { path }), reason }, { cause });
}
