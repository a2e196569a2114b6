import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../core/base/disposable';
import { isKeyDocument } from '../openDocuments';
import type { EditCheck, EditCheckParts } from './editCheck';

/** Has the texts of documents checked while they are edited. What that takes loads with the first edit. */
export function checkEdits(parts: EditCheckParts): Disposable {
  const disposables = new DisposableStore();
  let loading: Promise<EditCheck> | undefined;
  const load = async () => disposables.add(new (await import('./editCheck')).EditCheck(parts));
  disposables.add(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isKeyDocument(document) && (loading || document.isDirty)) {
        loading ??= load();
        loading.then(
          check => check.look(document),
          error => parts.log.error('Checking an edited object', error),
        );
      }
    }),
  );
  return disposables;
}
