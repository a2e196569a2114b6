import * as vscode from 'vscode';
import { keyText } from '../../core/keyspace/keyText';
import { shownKeyspace } from '../../host/connections/shownKeyspace';
import { commands } from '../../host/ids';
import { keyFromInput, prefixProblem } from '../../host/keyInput';
import { isKeyTarget, isPrefixTarget, type PrefixTarget } from '../../host/keyTarget';
import type { Services } from '../../host/services';
import { chooseConnection } from './chooseConnection';
import type { KeyspaceView } from './keyspaceView';

/**
 * Asks for a key, spelled as keys are shown. Opens it if there is one; otherwise selects the row of the directory, or the
 * nearest one, and says so.
 */
export async function goToKey(services: Services, view: KeyspaceView, target: unknown): Promise<void> {
  const title = vscode.l10n.t('Go to Key');
  const connection = await chooseConnection(services.connections, target, title);
  if (!connection) {
    return;
  }
  const start = startOf(target);
  const typed = await vscode.window.showInputBox({
    title: `${title} · ${connection.configuration.name}`,
    prompt: vscode.l10n.t('A key, or the beginning of keys, exactly as it is. Bytes that are no text: \\x00 to \\xff.'),
    value: start,
    valueSelection: [start.length, start.length],
    validateInput: text => prefixProblem(text, vscode.l10n),
  });
  if (!typed) {
    return;
  }
  const connectionId = connection.configuration.id;
  const key = keyFromInput(typed);
  const { reader, revision } = await shownKeyspace(services.connections, connectionId);
  const { count } = await reader.range({ key, countOnly: true });
  if (count > 0) {
    await vscode.commands.executeCommand(commands.openKey, { connectionId, key, revision });
    return;
  }
  const directory: PrefixTarget = { connectionId, prefix: key };
  await view.revealAndTell(directory);
}

/** What the box begins with: where the user stands. */
function startOf(target: unknown): string {
  if (isPrefixTarget(target)) {
    return keyText(target.prefix);
  }
  return isKeyTarget(target) ? keyText(target.key) : '';
}
