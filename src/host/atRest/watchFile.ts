import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable';

/** Tells of a file's creation, change and removal, wherever it is. */
export function watchFile(path: string, changed: () => void): Disposable {
  const uri = vscode.Uri.file(path);
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name.replace(/[[\]{}*?]/g, '?')),
  );
  watcher.onDidCreate(changed);
  watcher.onDidChange(changed);
  watcher.onDidDelete(changed);
  return watcher;
}
