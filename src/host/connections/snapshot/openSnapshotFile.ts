import * as vscode from 'vscode';
import { EtcdscopeError, isEtcdscopeError } from '../../../core/base/errors';
import type { SnapshotStore } from '../../../core/snapshot';
import { errorSentence } from '../../errorSentences';
import { commands } from '../../ids';
import { loadSnapshot } from '../../lazy';
import { shortened } from '../../messageText';
import { tellProgress } from '../../tellProgress';
import type { ConnectionConfiguration } from '../connection';
import type { ConnectionLog } from '../connectionManager';
import type { OpenedConnection } from '../connectionSession';
import { followFile } from './followFile';
import type { FileChange } from './openedSnapshot';
import { removeLeftovers } from './removeLeftovers';
import { isGzip, type UnpackedSnapshot, unpackSnapshot } from './unpackSnapshot';

export interface SnapshotOpening {
  /** Where compressed snapshots are unpacked to. */
  readonly unpackingDirectory: string;
  readonly log: ConnectionLog;
  readonly signal: AbortSignal;
  /** The file is another than was opened. */
  readonly changed?: () => void;
}

/** Reading a file of which only the end is missing is most of the work; unpacking it before is the rest. */
const unpackingShare = 0.6;

/**
 * Opens a snapshot file as a connection, unpacking it first where it is compressed.
 * @throws EtcdscopeError what `unpackSnapshot` and `openSnapshot` throw, with the path that the user knows.
 */
export async function openSnapshotFile(
  configuration: ConnectionConfiguration,
  path: string,
  { unpackingDirectory, log, signal, changed }: SnapshotOpening,
): Promise<OpenedConnection> {
  const title = vscode.l10n.t("Opening '{0}'", shortened(configuration.name));
  let unpacked: UnpackedSnapshot | undefined;
  try {
    const store = await tellProgress(title, signal, async (report, either) => {
      const isPacked = await isGzip(path);
      if (isPacked) {
        await removeLeftovers(unpackingDirectory);
        const step = vscode.l10n.t('Unpacking…');
        const onProgress = (share: number) => report({ share: share * unpackingShare, step });
        unpacked = await unpackSnapshot(path, unpackingDirectory, { signal: either, onProgress });
      }
      const { openSnapshot } = await loadSnapshot();
      const before = isPacked ? unpackingShare : 0;
      const step = vscode.l10n.t('Reading keys…');
      const onProgress = (share: number) => report({ share: before + share * (1 - before), step });
      return openSnapshot(unpacked?.path ?? path, { signal: either, onProgress });
    });
    return await opened(store, path, unpacked, { configuration, log, ...(changed && { changed }) });
  } catch (error) {
    await unpacked?.remove();
    throw withPath(error, path);
  }
}

async function opened(
  store: SnapshotStore,
  path: string,
  unpacked: UnpackedSnapshot | undefined,
  {
    configuration,
    log,
    changed,
  }: Pick<SnapshotOpening, 'log' | 'changed'> & { configuration: ConnectionConfiguration },
): Promise<OpenedConnection> {
  let change: FileChange | undefined;
  const following =
    unpacked === undefined
      ? await followFile(store, path, {
          changed: found => {
            change = found;
            log.info(`${path} is another file than was opened: ${found}`);
            changed?.();
            void tellChange(configuration.id, path, found);
          },
          logProblem: error => log.error(`Looking at ${path}`, error),
        })
      : undefined;
  return {
    reader: store,
    version: '',
    snapshot: {
      store,
      databasePath: store.path,
      get change() {
        return change;
      },
    },
    close: () => {
      following?.dispose();
      close(store, unpacked).catch((error: unknown) => log.error(`Closing ${path}`, error));
    },
  };
}

/** Once for each opening: from then on the row of the view says it. */
async function tellChange(connectionId: string, path: string, change: FileChange): Promise<void> {
  const sentence = errorSentence(new EtcdscopeError('snapshot.changed', { path, change }), { all: [] });
  const again = vscode.l10n.t('Open Again');
  // A file that is gone is left only as long as it stays open.
  const ways = change === 'deleted' ? [] : [again];
  if ((await vscode.window.showWarningMessage(sentence, ...ways)) === again) {
    await vscode.commands.executeCommand(commands.reopenSnapshot, { connectionId });
  }
}

async function close(store: SnapshotStore, unpacked: UnpackedSnapshot | undefined): Promise<void> {
  try {
    unpacked?.removeNow();
  } catch {
    // Windows keeps a file that is open; it goes below, or with the leftovers when the window itself is closing.
  }
  await store.close();
  await unpacked?.remove();
}

/** Names the file that the user knows, and not the copy that it was unpacked to. */
function withPath(error: unknown, path: string): unknown {
  return isEtcdscopeError(error) && error.facts.path !== undefined
    ? new EtcdscopeError(error.code, { ...error.facts, path }, { cause: error.cause })
    : error;
}
