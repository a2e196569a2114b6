import * as vscode from 'vscode';
import { givenTarget } from '../../host/givenTarget';
import { keyFromInput, prefixProblem } from '../../host/keyInput';
import type { KeyTarget } from '../../host/keyTarget';
import { pickConnection } from '../../host/pickConnection';
import type { Services } from '../../host/services';
import type { HistoryView } from './historyView';

/** Shows the history of a row's key, of an editor's, or of one that the user names: it may be gone by now. */
export async function showHistory(services: Services, view: HistoryView, given: unknown): Promise<void> {
  const target = givenTarget(given) ?? (await askForKey(services));
  if (target) {
    await view.show(target);
  }
}

async function askForKey({ connections }: Services): Promise<KeyTarget | undefined> {
  const title = vscode.l10n.t('Show History');
  const isAnyConnected = connections.all.some(({ state }) => state.kind === 'connected');
  const connection = await pickConnection(connections, {
    title,
    applies: ({ state }) => !isAnyConnected || state.kind === 'connected',
    none: vscode.l10n.t('There is no connection yet. Add one first.'),
  });
  const typed =
    connection &&
    (await vscode.window.showInputBox({
      title: `${title} · ${connection.configuration.name}`,
      prompt: vscode.l10n.t('A key, exactly as it is or was; one that was deleted has a history, too.'),
      validateInput: text => prefixProblem(text, vscode.l10n),
    }));
  return connection && typed ? { connectionId: connection.configuration.id, key: keyFromInput(typed) } : undefined;
}
