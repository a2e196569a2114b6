import * as vscode from 'vscode';
import { rolloutScheme } from '../../host/ids';

/** Of VS Code's own Markdown support. */
const previewEditor = 'vscode.markdown.preview.editor';

/**
 * Shows the steps beside the file that they are about. The document's own URI holds its text, so that a tab which is left
 * open still shows it in a later window; there is no key in it.
 */
export async function showRollout(keyName: string, markdown: string): Promise<void> {
  const uri = vscode.Uri.from({
    scheme: rolloutScheme,
    path: `/${vscode.l10n.t('Rolling Out {0}', keyName)}.md`,
    query: Buffer.from(markdown).toString('base64url'),
  });
  await vscode.commands.executeCommand('vscode.openWith', uri, previewEditor, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: false,
  });
}

export function textOfRollout({ query }: vscode.Uri): string {
  return Buffer.from(query, 'base64url').toString();
}
