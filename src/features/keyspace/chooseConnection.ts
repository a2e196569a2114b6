import * as vscode from 'vscode';
import type { Connection, Connections } from '../../host/connections/connection';
import { isConnectionTarget } from '../../host/keyTarget';
import { pickConnection } from '../../host/pickConnection';

/** The connection of a row; without one, the connected one, or the one that the user picks. */
export async function chooseConnection(
  connections: Connections,
  target: unknown,
  title: string,
): Promise<Connection | undefined> {
  if (isConnectionTarget(target)) {
    return connections.find(target.connectionId);
  }
  const isAnyConnected = connections.all.some(({ state }) => state.kind === 'connected');
  return pickConnection(connections, {
    title,
    applies: ({ state }) => !isAnyConnected || state.kind === 'connected',
    none: vscode.l10n.t('There is no connection yet. Add one first.'),
  });
}
