import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import { EtcdscopeError } from '../../core/base/errors';
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
    const { id, snapshot: file } = snapshot.configuration;
    await requireFile(file?.path ?? '');
    await services.connections.disconnect(id);
    await services.connections.connect(id);
  }
}

/** What is open of a file that is gone would be gone with it. */
async function requireFile(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    throw new EtcdscopeError('snapshot.unreadable', { path, reason }, { cause });
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
