import * as vscode from 'vscode';
import { markScheme } from '../levelItem';
import type { RowMark } from '../treeNode';

/** How rows look for a moment after something happened to them. */
export function registerMarkDecorations(): vscode.Disposable {
  const looks: Readonly<Record<RowMark, vscode.FileDecoration>> = {
    new: new vscode.FileDecoration(
      '+',
      vscode.l10n.t('New just now'),
      new vscode.ThemeColor('gitDecoration.addedResourceForeground'),
    ),
    changed: new vscode.FileDecoration(
      '●',
      vscode.l10n.t('Changed just now'),
      new vscode.ThemeColor('gitDecoration.modifiedResourceForeground'),
    ),
  };
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme, path }) => {
      const mark = path.slice(1);
      return scheme === markScheme && (mark === 'new' || mark === 'changed') ? looks[mark] : undefined;
    },
  });
}
