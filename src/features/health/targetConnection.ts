import * as vscode from 'vscode';
import type { Connections } from '../../host/connections/connection';
import { isLive } from '../../host/connections/isLive';
import { isConnectionTarget } from '../../host/keyTarget';
import { pickConnection } from '../../host/pickConnection';
import { connectionOfActiveReport, connectionOfReport } from './reportDocument';

/**
 * The id of the connection that a command is about: that of the row or the report it was called on, else of the report
 * on screen, else the one that the user picks. Undefined when the list was closed.
 */
export async function targetConnection(
  connections: Connections,
  target: unknown,
  title: string,
): Promise<string | undefined> {
  const given = isConnectionTarget(target)
    ? target.connectionId
    : (connectionOfReport(target) ?? connectionOfActiveReport());
  if (given !== undefined) {
    return given;
  }
  const isAnyLive = connections.all.some(isLive);
  const connection = await pickConnection(connections, {
    title,
    applies: candidate => !isAnyLive || isLive(candidate),
    none: vscode.l10n.t('There is no connection yet. Add one first.'),
  });
  return connection?.configuration.id;
}
