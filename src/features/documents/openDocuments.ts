import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { keyScheme } from '../../host/ids';
import type { EditBases } from './editBases';
import { digestOfText } from './edition';
import type { PendingKeys } from './pendingKeys';

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

/** A key that was never saved is forgotten with its last editor; VS Code keeps the document itself for minutes. */
export function forgetClosedKeys(pending: PendingKeys): Disposable {
  return vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
    for (const uri of closed.flatMap(urisOf)) {
      const isOpen = vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(tab => urisOf(tab).includes(uri)));
      if (!isOpen) {
        pending.delete(uri);
      }
    }
  });
}

function urisOf({ input }: vscode.Tab): readonly string[] {
  if (input instanceof vscode.TabInputText) {
    return [input.uri.toString()];
  }
  return input instanceof vscode.TabInputTextDiff ? [input.original.toString(), input.modified.toString()] : [];
}
