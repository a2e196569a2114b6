import { stat } from 'node:fs/promises';
import { type Disposable, toDisposable } from '../../../core/base/disposable';
import { hasCode } from '../../../core/base/errors';
import type { SnapshotStore } from '../../../core/snapshot';
import type { FileChange } from './openedSnapshot';

/** Milliseconds between two looks at an open file; each is a few system calls. */
const interval = 3000;

export interface FileFollower {
  /** Called once, with the first change: from then on the file is another than was opened. */
  changed(change: FileChange): void;
  logProblem(error: unknown): void;
}

/** Looks now and then whether a file is still what was opened, as nothing tells of what a server on the same machine writes. */
export async function followFile(store: SnapshotStore, path: string, follower: FileFollower): Promise<Disposable> {
  const opened = await stat(path);
  let isLooking = false;
  const look = async (): Promise<void> => {
    const change = await changeOf(store, path, opened);
    if (change) {
      clearInterval(timer);
      follower.changed(change);
    }
  };
  const timer = setInterval(() => {
    if (isLooking) {
      return;
    }
    isLooking = true;
    look()
      .catch((error: unknown) => {
        clearInterval(timer);
        if (!hasCode(error, 'snapshot.closed')) {
          follower.logProblem(error);
        }
      })
      .finally(() => {
        isLooking = false;
      });
  }, interval);
  timer.unref();
  return toDisposable(() => clearInterval(timer));
}

async function changeOf(
  store: SnapshotStore,
  path: string,
  opened: { readonly ino: number; readonly dev: number },
): Promise<FileChange | undefined> {
  const now = await stat(path).catch(() => undefined);
  if (!now) {
    return 'deleted';
  }
  if (now.ino !== opened.ino || now.dev !== opened.dev) {
    return 'replaced';
  }
  if (now.size < store.fileSize) {
    return 'shorter';
  }
  return (await store.hasChanged()) ? 'written' : undefined;
}
