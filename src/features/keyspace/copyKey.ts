import * as vscode from 'vscode';
import { textFromBytes } from '../../core/base/bytes';
import { keyText } from '../../core/keyspace/keyText';
import { isKeyTarget, isPrefixTarget } from '../../host/keyTarget';
import { isTreeNode } from './treeNode';

/** Puts a key, or a directory's prefix, on the clipboard, exactly; spelled with escapes where it is no text. */
export async function copyKey(target: unknown): Promise<void> {
  const bytes = isKeyTarget(target) ? target.key : isPrefixTarget(target) ? target.prefix : undefined;
  if (!bytes) {
    askForRow();
    return;
  }
  const text = textFromBytes(bytes);
  await vscode.env.clipboard.writeText(text ?? keyText(bytes));
  if (text === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('This key is not UTF-8 text. Copied with its other bytes spelled as \\xff.'),
    );
  } else {
    vscode.window.setStatusBarMessage(vscode.l10n.t('Key copied'), 2000);
  }
}

/** Puts the name that a row shows on the clipboard. */
export async function copyName(target: unknown): Promise<void> {
  if (!isTreeNode(target) || (target.kind !== 'key' && target.kind !== 'prefix')) {
    askForRow();
    return;
  }
  await vscode.env.clipboard.writeText(target.name);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Name copied'), 2000);
}

function askForRow(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('Select a key or a directory of the etcd view first.'));
}
