import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../../core/base/disposable';
import { keyScheme } from '../../../host/ids';
import { isKeyDocument } from '../openDocuments';
import { linesMoved } from './linesMoved';

/** What keeps the texts of documents from being saved, in the list of problems. Only unsaved changes can have any. */
export class EditProblems implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly collection = this.disposables.add(vscode.languages.createDiagnosticCollection(`${keyScheme}.edits`));

  constructor() {
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const shown = this.collection.get(document.uri) ?? [];
        if (shown.length === 0 || !isKeyDocument(document)) {
          return;
        }
        this.collection.set(
          document.uri,
          document.isDirty ? shown.flatMap(problem => afterChange(problem, contentChanges)) : [],
        );
      }),
    );
    this.disposables.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.clear(uri)));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  show(uri: vscode.Uri, problems: readonly vscode.Diagnostic[]): void {
    this.collection.set(uri, problems);
  }

  clear(uri: vscode.Uri): void {
    this.collection.delete(uri);
  }
}

function afterChange(
  diagnostic: vscode.Diagnostic,
  changes: readonly vscode.TextDocumentContentChangeEvent[],
): readonly vscode.Diagnostic[] {
  const lines = linesMoved(diagnostic.range, changes);
  if (lines === undefined) {
    return [];
  }
  const { start, end } = diagnostic.range;
  const moved = new vscode.Diagnostic(
    new vscode.Range(start.translate(lines), end.translate(lines)),
    diagnostic.message,
    diagnostic.severity,
  );
  moved.code = diagnostic.code;
  moved.source = diagnostic.source;
  return [moved];
}
