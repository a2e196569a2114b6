import * as vscode from 'vscode';
import type { Connection } from '../../host/connections/connection';
import { isConnectionTarget } from '../../host/keyTarget';
import { pickConnection } from '../../host/pickConnection';
import type { SnapshotServices } from './snapshotServices';

/** Takes a snapshot out of the view; the file itself stays, but for what it was unpacked to. */
export async function close(services: SnapshotServices, target: unknown): Promise<void> {
  const snapshot = await chooseSnapshot(services, target, vscode.l10n.t('Close Snapshot'));
  if (snapshot) {
    await services.openSnapshots.remove(snapshot.configuration.id);
  }
}

/** Reads a file again that has changed. */
export async function reopen(services: SnapshotServices, target: unknown): Promise<void> {
  const snapshot = await chooseSnapshot(services, target, vscode.l10n.t('Open Snapshot Again'));
  if (snapshot) {
    const { id } = snapshot.configuration;
    await services.connections.disconnect(id);
    await services.connections.connect(id);
  }
}

/** The snapshot of a row, or the one that the user picks. */
export async function chooseSnapshot(
  { connections }: Pick<SnapshotServices, 'connections'>,
  target: unknown,
  title: string,
): Promise<Connection | undefined> {
  if (isConnectionTarget(target)) {
    const connection = connections.find(target.connectionId);
    return connection?.configuration.snapshot && connection;
  }
  return pickConnection(connections, {
    title,
    applies: ({ configuration }) => configuration.snapshot !== undefined,
    none: vscode.l10n.t('No snapshot is open.'),
  });
}
