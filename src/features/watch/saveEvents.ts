import { setImmediate as turn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { bytesFromText } from '../../core/base/bytes';

/** Lines between which other work gets its turn: words are found for each. */
const linesAtOnce = 100;

/** Asks for a file, writes the lines to it and opens it; nothing where no file was chosen. */
export async function saveEvents(lines: AsyncIterable<string>, name: string): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Events'),
    filters: { [vscode.l10n.t('JSON lines')]: ['jsonl'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, fileNameOf(name)) }),
  });
  if (!uri) {
    return;
  }
  const written: string[] = [];
  for await (const line of lines) {
    written.push(line);
    if (written.length % linesAtOnce === 0) {
      await turn();
    }
  }
  await vscode.workspace.fs.writeFile(uri, bytesFromText(written.join('')));
  await vscode.window.showTextDocument(uri, { preview: true });
}

function fileNameOf(name: string): string {
  return `watch-${name.replace(/[^\w.-]+/g, '-').slice(0, 60) || 'events'}.jsonl`;
}
