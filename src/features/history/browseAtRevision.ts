import * as vscode from 'vscode';
import { hasCode } from '../../core/base/errors';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import type { Connection } from '../../host/connections/connection';
import { errorSentence } from '../../host/errorSentences';
import { commands } from '../../host/ids';
import { isConnectionTarget } from '../../host/keyTarget';
import { pickConnection } from '../../host/pickConnection';
import type { Services } from '../../host/services';
import { isRevisionRow } from './revisionRow';

/** Any key serves to ask whether a revision can be read; a single one costs the server next to nothing. */
const anyKey = Uint8Array.of(0);

/** Has the tree show the keyspace as it was: at the revision of a row of a history, or at one that the user names. */
export async function browseAtRevision(services: Services, target: unknown): Promise<void> {
  const { connections } = services;
  const connection = await connectionOf(services, target);
  if (!connection) {
    return;
  }
  const connectionId = connection.configuration.id;
  const reader = await connections.reader(connectionId);
  const revision = isRevisionRow(target) ? target.revision : await askForRevision(services, connection, reader);
  if (revision !== undefined) {
    connections.browseAt(connectionId, revision);
    await vscode.commands.executeCommand(commands.revealInTree, isRevisionRow(target) ? target : { connectionId });
  }
}

/** Has the tree show the newest again. */
export async function browseNow({ connections }: Services): Promise<void> {
  const connection = await pickConnection(connections, {
    title: vscode.l10n.t('Back to Now'),
    applies: ({ browsedRevision }) => browsedRevision !== undefined,
    none: vscode.l10n.t('Every connection shows its newest revision already.'),
  });
  if (connection) {
    connections.browseAt(connection.configuration.id, undefined);
  }
}

async function connectionOf({ connections }: Services, target: unknown): Promise<Connection | undefined> {
  if (isConnectionTarget(target)) {
    return connections.find(target.connectionId);
  }
  const isAnyConnected = connections.all.some(({ state }) => state.kind === 'connected');
  return pickConnection(connections, {
    title: vscode.l10n.t('Browse at Revision'),
    applies: ({ state }) => !isAnyConnected || state.kind === 'connected',
    none: vscode.l10n.t('There is no connection yet. Add one first.'),
  });
}

async function askForRevision(
  { connections }: Services,
  { configuration, state }: Connection,
  reader: KeyspaceReader,
): Promise<bigint | undefined> {
  const { revision: newest } = await reader.range({ key: anyKey, countOnly: true });
  const oldest = state.kind === 'connected' ? state.snapshot?.store.compactRevision : undefined;
  const problemOf = async (text: string): Promise<string | undefined> => {
    const revision = revisionFrom(text);
    if (revision === undefined) {
      return vscode.l10n.t('A revision is a whole number above 0.');
    }
    try {
      await reader.range({ key: anyKey, countOnly: true, revision });
      return undefined;
    } catch (error) {
      if (hasCode(error, 'revision.compacted')) {
        return vscode.l10n.t('Revision {0} was compacted away and cannot be read any more.', text);
      }
      return hasCode(error, 'revision.future')
        ? vscode.l10n.t('The newest revision is {0}.', String(newest))
        : errorSentence(error, connections);
    }
  };
  const typed = await vscode.window.showInputBox({
    title: `${vscode.l10n.t('Browse at Revision')} · ${configuration.name}`,
    prompt:
      oldest === undefined
        ? vscode.l10n.t('A revision from the last compaction on, up to {0}', String(newest))
        : vscode.l10n.t('A revision from {0} to {1}', String(oldest > 0n ? oldest : 1n), String(newest)),
    validateInput: text => (text === '' ? undefined : problemOf(text)),
  });
  return typed && (await problemOf(typed)) === undefined ? revisionFrom(typed) : undefined;
}

/** Digits as etcd has them in 64 bits with a sign. */
function revisionFrom(text: string): bigint | undefined {
  return /^[1-9]\d{0,17}$/.test(text.trim()) ? BigInt(text.trim()) : undefined;
}
