import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { EtcdscopeError } from '../base/errors';
import { unreadable } from './pages/fileReads';

export interface OpenFile {
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
}

/** So that a named pipe is refused below, and not waited on; Windows has none. */
const nonBlocking = constants.O_NONBLOCK ?? 0;

/**
 * Opens a file for reading, without any lock.
 * @throws EtcdscopeError `snapshot.unreadable` with facts `path` and `reason`, an errno code or `notAFile`.
 */
export async function openForReading(path: string): Promise<OpenFile> {
  const handle = await open(path, constants.O_RDONLY | nonBlocking).catch((cause: unknown) => {
    throw unreadable(cause, path);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) {
      throw new EtcdscopeError('snapshot.unreadable', { path, reason: 'notAFile' });
    }
    return { handle, size: stat.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
