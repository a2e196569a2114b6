import * as vscode from 'vscode';
import { EtcdscopeError } from '../../core/base/errors';
import type { Connection, Connections } from '../../host/connections/connection';
import { isConnectionTarget } from '../../host/keyTarget';
import { pickConnection } from '../../host/pickConnection';

export interface ConnectionQuestion {
  readonly title: string;
  /** Which connections the list offers; all when absent. */
  readonly applies?: (connection: Connection) => boolean;
  /** What to say when it would be empty. */
  readonly none?: string;
}

/**
 * The connection that a command is about: that of the row it was called on, else the one that the user picks. Undefined
 * when there is none. Throws `configuration.invalid` for a row whose connection is gone.
 */
export async function chosenConnection(
  connections: Connections,
  target: unknown,
  { title, applies = () => true, none }: ConnectionQuestion,
): Promise<Connection | undefined> {
  if (!isConnectionTarget(target)) {
    const whenEmpty = none ?? vscode.l10n.t('There are no connections yet.');
    return pickConnection(connections, { title, applies, none: whenEmpty });
  }
  const { connectionId } = target;
  const connection = connections.find(connectionId);
  if (connection === undefined) {
    throw new EtcdscopeError('configuration.invalid', { reason: 'unknownConnection', connectionId });
  }
  return connection;
}
