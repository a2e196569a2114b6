import * as vscode from 'vscode';
import { keyText } from '../../core/keyspace/keyText';
import { keyScheme } from '../../host/ids';
import { prefixFromInput, prefixProblem } from '../../host/keyInput';
import { isConnectionTarget, isKeyTarget, isPrefixTarget } from '../../host/keyTarget';
import { targetFromUri } from '../../host/keyUri';
import { shortened } from '../../host/messageText';
import { pickConnection } from '../../host/pickConnection';
import type { Services } from '../../host/services';
import type { WatchScope } from './watchScope';

/** What a command is to watch: the row it was called on, the key of an editor, or what the user types. */
export async function askScope({ connections }: Services, target: unknown): Promise<WatchScope | undefined> {
  if (isKeyTarget(target)) {
    return { connectionId: target.connectionId, key: target.key };
  }
  if (isPrefixTarget(target)) {
    return { connectionId: target.connectionId, prefix: target.prefix };
  }
  if (isConnectionTarget(target)) {
    return { connectionId: target.connectionId, prefix: new Uint8Array(0) };
  }
  if (target instanceof vscode.Uri && target.scheme === keyScheme) {
    const { connectionId, key } = targetFromUri(target);
    return { connectionId, key };
  }
  const isLive = ({ snapshot }: { readonly snapshot?: unknown }) => snapshot === undefined;
  const isAnyConnected = connections.all.some(
    ({ configuration, state }) => isLive(configuration) && state.kind === 'connected',
  );
  const connection = await pickConnection(connections, {
    title: vscode.l10n.t('Watch'),
    applies: ({ configuration, state }) => isLive(configuration) && (!isAnyConnected || state.kind === 'connected'),
    none: vscode.l10n.t('There is no connection to a live cluster yet. Add one first.'),
  });
  return connection && askPrefix(connection.configuration.id, connection.configuration.name);
}

async function askPrefix(connectionId: string, name: string): Promise<WatchScope | undefined> {
  const { document } = vscode.window.activeTextEditor ?? {};
  const shown = document?.uri.scheme === keyScheme ? targetFromUri(document.uri) : undefined;
  const value = shown?.connectionId === connectionId ? keyText(shown.key) : '/registry/';
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Watch on {0}', shortened(name)),
    prompt: vscode.l10n.t('What the keys begin with. Nothing at all stands for every key.'),
    value,
    valueSelection: [value.length, value.length],
    validateInput: text => prefixProblem(text, vscode.l10n),
  });
  if (typed === undefined) {
    return undefined;
  }
  return { connectionId, prefix: prefixFromInput(typed) };
}
