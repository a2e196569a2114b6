import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { keyScheme } from '../../host/ids';
import type { EditBases } from './editBases';
import { digestOfText } from './edition';

/** The key documents that this window has open. */
export function openDocuments(): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(isKeyDocument);
}

export function isKeyDocument({ uri, isClosed }: vscode.TextDocument): boolean {
  return uri.scheme === keyScheme && !isClosed;
}

export function findOpenDocument(uri: string): vscode.TextDocument | undefined {
  return openDocuments().find(document => document.uri.toString() === uri);
}

/** Tells the bases what the editor's documents hold: what is loaded, what is being saved. */
export function trackEditBases(bases: EditBases): Disposable {
  const disposables = new DisposableStore();
  const look = (document: vscode.TextDocument) => {
    if (isKeyDocument(document) && !document.isDirty) {
      bases.documentIsClean(document.uri.toString(), digestOfText(document.getText()));
    }
  };
  disposables.add(vscode.workspace.onDidOpenTextDocument(look));
  // Also fires, without changes, when unsaved changes are gone.
  disposables.add(vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)));
  disposables.add(
    vscode.workspace.onWillSaveTextDocument(({ document }) => {
      if (isKeyDocument(document)) {
        bases.saveBegins(document.uri.toString());
      }
    }),
  );
  return disposables;
}

/** Tells when a document's last editor was closed; VS Code keeps the document itself for minutes. */
export function onDidCloseEditors(closed: (uri: vscode.Uri) => void): Disposable {
  return vscode.window.tabGroups.onDidChangeTabs(change => {
    for (const uri of change.closed.flatMap(urisOf)) {
      const isOpen = vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(tab => urisOf(tab).some(shown => shown.toString() === uri.toString())),
      );
      if (uri.scheme === keyScheme && !isOpen) {
        closed(uri);
      }
    }
  });
}

function urisOf({ input }: vscode.Tab): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputText) {
    return [input.uri];
  }
  return input instanceof vscode.TabInputTextDiff ? [input.original, input.modified] : [];
}
