import * as vscode from 'vscode';
import { bytesFromText } from '../../core/base/bytes';

/** Asks for a file, writes it and opens it. */
export async function saveHealthExport(name: string, json: string): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const fileName = `etcd-health-${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)}.json`;
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export the Health Report'),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, fileName) }),
    filters: { JSON: ['json'] },
  });
  if (uri !== undefined) {
    await vscode.workspace.fs.writeFile(uri, bytesFromText(json));
    await vscode.window.showTextDocument(uri, { preview: true });
  }
}
