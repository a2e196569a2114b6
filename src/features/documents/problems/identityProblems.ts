import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../core/base/disposable';
import { keyScheme } from '../../../host/ids';
import type { EditBases } from '../editBases';
import { lookAtDocuments } from '../lookAtDocuments';
import { isKeyDocument } from '../openDocuments';

/** Warns in the list of problems where an object is another than its key says. */
export function showIdentityProblems(bases: EditBases, onFailed: (error: unknown) => void): Disposable {
  const disposables = new DisposableStore();
  const collection = disposables.add(vscode.languages.createDiagnosticCollection(`${keyScheme}.identity`));
  const look = (document: vscode.TextDocument) => {
    const mismatches = bases.shownBy(document.uri.toString())?.facts?.mismatches ?? [];
    if (mismatches.length > 0 && isKeyDocument(document)) {
      const { version } = document;
      import('./identityDiagnostics').then(({ identityDiagnostics }) => {
        if (document.version === version && isKeyDocument(document)) {
          collection.set(document.uri, identityDiagnostics(mismatches, document));
        }
      }, onFailed);
    } else {
      collection.delete(document.uri);
    }
  };
  disposables.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)));
  disposables.add(lookAtDocuments(bases, look));
  return disposables;
}
