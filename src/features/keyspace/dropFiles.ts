import * as vscode from 'vscode';
import { commands } from '../../host/ids';

/** Opens what was dropped on the view as snapshot files, whatever it turns out to be. */
export async function dropFiles(dropped: vscode.DataTransfer): Promise<void> {
  const list = await dropped.get('text/uri-list')?.asString();
  const uris = list ? urisOfList(list) : [...dropped].flatMap(([, item]) => item.asFile()?.uri ?? []);
  if (uris.length > 0) {
    await vscode.commands.executeCommand(commands.openSnapshot, uris[0], uris);
  } else {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('What was dropped is no file on this machine. Use Open Snapshot File… instead.'),
    );
  }
}

/** RFC 2483, section 5: a URI a line, and comments. */
function urisOfList(list: string): vscode.Uri[] {
  return list
    .split(/\r?\n/)
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => vscode.Uri.parse(line, true));
}
