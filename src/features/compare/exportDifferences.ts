import * as vscode from 'vscode';
import { bytesFromText } from '../../core/base/bytes';
import { differenceLines } from './differenceLines';
import type { ListedDifference } from './differenceList';

/** Asks for a file, writes what is shown, and opens it. */
export async function exportDifferences(differences: readonly ListedDifference[]): Promise<void> {
  const title = vscode.l10n.t('Export Differences');
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = await vscode.window.showSaveDialog({
    title,
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, 'differences.jsonl') }),
    filters: { [vscode.l10n.t('JSON Lines')]: ['jsonl'] },
  });
  if (uri) {
    await vscode.workspace.fs.writeFile(uri, bytesFromText(differenceLines(differences)));
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}
