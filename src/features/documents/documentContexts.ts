import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { contextKeys } from '../../host/ids';
import type { EditBases } from './editBases';
import type { DocumentFacts } from './loadedDocument';
import { openDocuments } from './openDocuments';
import { isSecret } from './secretDocument';

/** Which documents a menu's command is for, by context key. */
const groups: readonly (readonly [key: string, belongs: (facts: DocumentFacts, uri: vscode.Uri) => boolean])[] = [
  [contextKeys.documentsHidingFields, ({ managedFields }) => managedFields === 'hidden'],
  [contextKeys.documentsShowingFields, ({ managedFields }) => managedFields === 'shown'],
  [contextKeys.secretDocuments, (facts, { query }) => isSecret(facts) && query === ''],
];

/**
 * Lists the open documents that a command applies to, so that the title of each editor offers what fits its own document
 * and not that of the active one.
 */
export function keepDocumentContexts(bases: EditBases): Disposable {
  const disposables = new DisposableStore();
  const update = () => {
    for (const [key, belongs] of groups) {
      const uris = openDocuments().filter(({ uri }) => {
        const facts = bases.shownBy(uri.toString())?.facts;
        return facts !== undefined && belongs(facts, uri);
      });
      void vscode.commands.executeCommand(
        'setContext',
        key,
        uris.map(({ uri }) => uri.toString()),
      );
    }
  };
  disposables.add(bases.onDidChange(update));
  disposables.add(vscode.workspace.onDidOpenTextDocument(update));
  disposables.add(vscode.workspace.onDidCloseTextDocument(update));
  return disposables;
}
