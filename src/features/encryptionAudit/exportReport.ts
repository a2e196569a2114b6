import * as vscode from 'vscode';
import { bytesFromText } from '../../core/base/bytes';
import { type AuditExport, csvOfExport, jsonOfExport, markdownOfExport } from './exportFormats';

const formats = {
  markdown: { extension: 'md', write: markdownOfExport },
  json: { extension: 'json', write: jsonOfExport },
  csv: { extension: 'csv', write: csvOfExport },
} as const;

/** Asks for a format and a file, writes it and opens it. Answers whether it was written. */
export async function exportReport(audit: AuditExport): Promise<boolean> {
  const { l10n } = vscode;
  const choices = [
    { label: 'Markdown', description: l10n.t('verdict, figures and findings, to be read'), format: formats.markdown },
    { label: 'JSON', description: l10n.t('the whole report with every listed object'), format: formats.json },
    { label: 'CSV', description: l10n.t('a line for each listed object'), format: formats.csv },
  ];
  const choice = await vscode.window.showQuickPick(choices, {
    title: l10n.t('Export the Audit'),
    placeHolder: l10n.t('Choose a format. No secret value is in any of them.'),
  });
  if (choice === undefined) {
    return false;
  }
  const { extension, write } = choice.format;
  const uri = await vscode.window.showSaveDialog({
    title: l10n.t('Export the Audit'),
    defaultUri: suggestedUri(`encryption-audit.${extension}`),
    filters: { [choice.label]: [extension] },
  });
  if (uri === undefined) {
    return false;
  }
  await vscode.workspace.fs.writeFile(uri, bytesFromText(write(audit)));
  await vscode.window.showTextDocument(uri, { preview: true });
  return true;
}

function suggestedUri(name: string): vscode.Uri | undefined {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return folder && vscode.Uri.joinPath(folder.uri, name);
}
