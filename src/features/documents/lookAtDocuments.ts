import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { EditBases } from './editBases';
import { findOpenDocument, openDocuments } from './openDocuments';

/** Has every document looked at that is open or opens, and again whenever what it shows has changed. */
export function lookAtDocuments(bases: EditBases, look: (document: vscode.TextDocument) => void): Disposable {
  const disposables = new DisposableStore();
  disposables.add(vscode.workspace.onDidOpenTextDocument(look));
  disposables.add(
    bases.onDidChange(uri => {
      const document = findOpenDocument(uri);
      if (document) {
        look(document);
      }
    }),
  );
  openDocuments().forEach(look);
  return disposables;
}
