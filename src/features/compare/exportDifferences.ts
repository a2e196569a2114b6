import * as vscode from 'vscode';
import { bytesFromText } from '../../core/base/bytes';
import { differenceLines } from './differenceLines';
import type { DifferenceList } from './differenceList';

/** Asks for a file, writes what is shown, and opens it. Says so where that is not all that was found. */
export async function exportDifferences({ visible, listed, unlisted }: DifferenceList): Promise<void> {
  const title = vscode.l10n.t('Export Differences');
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = await vscode.window.showSaveDialog({
    title,
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, 'differences.jsonl') }),
    filters: { [vscode.l10n.t('JSON Lines')]: ['jsonl'] },
  });
  if (uri) {
    await vscode.workspace.fs.writeFile(uri, bytesFromText(differenceLines(visible)));
    await vscode.window.showTextDocument(uri, { preview: true });
    const found = listed.length + unlisted;
    if (visible.length < found) {
      const number = (count: number) => count.toLocaleString(vscode.env.language);
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'The file holds {0} of {1} differences, those that are listed.',
          number(visible.length),
          number(found),
        ),
      );
    }
  }
}
