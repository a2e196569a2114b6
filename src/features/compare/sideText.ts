import * as vscode from 'vscode';
import type { Connections } from '../../host/connections/connection';
import { shortened } from '../../host/messageText';

/** A side as titles name it: "kubernetes-a @ 1460"; without a revision "kubernetes-a, now". */
export function sideText(
  connections: Pick<Connections, 'find'>,
  connectionId: string,
  revision: bigint | undefined,
): string {
  const name = nameOf(connections, connectionId);
  return revision === undefined ? vscode.l10n.t('{0}, now', name) : `${name} @ ${revision}`;
}

/** A connection's name, as long as a title can show. */
export function nameOf(connections: Pick<Connections, 'find'>, connectionId: string): string {
  return shortened(connections.find(connectionId)?.configuration.name ?? connectionId);
}
