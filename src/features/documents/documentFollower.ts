import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { KeyValue } from '../../core/base/keyValue';
import { isInRange } from '../../core/keyspace/partition';
import { readKey } from '../../core/keyspace/readKey';
import { targetFromUri } from '../../host/keyUri';
import type { Services } from '../../host/services';
import type { EditBases } from './editBases';
import type { KeyFileSystem } from './keyFileSystem';
import { openDocuments } from './openDocuments';

/** Has open documents follow what this window writes, and what may have changed while a connection was down. */
export function followKeys(services: Services, fileSystem: KeyFileSystem, bases: EditBases): Disposable {
  const disposables = new DisposableStore();
  const { connections, keyChanges, log } = services;
  const lookAgain = (isMeant: (uri: vscode.Uri) => boolean, afterDeletion?: (uri: vscode.Uri) => Promise<void>) => {
    for (const { uri } of openDocuments()) {
      if (targetFromUri(uri).revision === undefined && isMeant(uri)) {
        tellChanges(uri, afterDeletion).catch(error => log.error(uri.path, error));
      }
    }
  };
  const tellChanges = async (uri: vscode.Uri, afterDeletion: ((uri: vscode.Uri) => Promise<void>) | undefined) => {
    const { connectionId, key } = targetFromUri(uri);
    const current = await readKey(await connections.reader(connectionId), key, { keysOnly: true });
    fileSystem.fireChanges(changesOf(uri, current, bases));
    if (!current) {
      await afterDeletion?.(uri);
    }
  };
  disposables.add(
    keyChanges.event(({ connectionId, ...range }) =>
      lookAgain(uri => uri.authority === connectionId && isInRange(targetFromUri(uri).key, range), closeEditors),
    ),
  );
  disposables.add(
    connections.onDidChangeState(({ configuration, state }) => {
      if (state.kind === 'connected') {
        lookAgain(uri => uri.authority === configuration.id);
      }
    }),
  );
  // A connection that was made read-only makes its documents so: for that, VS Code has to ask for their stats.
  disposables.add(
    connections.onDidChangeList(() =>
      fileSystem.fireChanges(
        openDocuments()
          .filter(({ uri }) => connections.find(uri.authority)?.state.kind === 'connected')
          .map(({ uri }) => ({ type: vscode.FileChangeType.Changed, uri })),
      ),
    ),
  );
  return disposables;
}

/** VS Code marks a document as deleted, or takes the mark away, only where it is told which of the two happened. */
function changesOf(
  uri: vscode.Uri,
  current: KeyValue | undefined,
  bases: EditBases,
): readonly vscode.FileChangeEvent[] {
  if (!current) {
    return [{ type: vscode.FileChangeType.Deleted, uri }];
  }
  if (current.modRevision === bases.baseOf(uri.toString())?.revision) {
    // The document shows it already: it may be the one that was saved.
    return [];
  }
  const changed = { type: vscode.FileChangeType.Changed, uri };
  return current.version === 1n ? [{ type: vscode.FileChangeType.Created, uri }, changed] : [changed];
}

/** Closes the editors of a key that this window deleted, as VS Code does for files; unsaved changes stay open. */
async function closeEditors(uri: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const closing = tabs.filter(
    ({ input, isDirty }) => !isDirty && input instanceof vscode.TabInputText && input.uri.toString() === uri.toString(),
  );
  if (closing.length > 0) {
    await vscode.window.tabGroups.close(closing, true);
  }
}
