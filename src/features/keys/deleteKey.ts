import * as vscode from 'vscode';
import { EtcdscopeError } from '../../core/base/errors';
import type { KeyValue } from '../../core/base/keyValue';
import { keyText } from '../../core/keyspace/keyText';
import { readKey } from '../../core/keyspace/readKey';
import { confirmDanger } from '../../host/confirmation';
import type { ConnectionConfiguration } from '../../host/connections/connection';
import { givenTarget } from '../../host/givenTarget';
import { errorAbout } from '../../host/keyError';
import { quoted } from '../../host/keyNames';
import type { KeyTarget } from '../../host/keyTarget';
import { withoutLinks } from '../../host/messageText';
import type { Services } from '../../host/services';
import { untilUnchanged } from '../../host/untilUnchanged';
import { connectionLine, kubernetesLine } from './deletionQuestion';

/** Deletes the key of a row, or that of the active editor, after asking. */
export async function deleteKey(services: Services, row: unknown): Promise<void> {
  const target = givenTarget(row);
  if (!target) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a key or select one in the etcd view first.'));
    return;
  }
  if (target.revision !== undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('This is the key as it was at revision {0}. The past cannot be changed.', String(target.revision)),
    );
    return;
  }
  try {
    await askAndDelete(services, target);
  } catch (error) {
    throw errorAbout(error, target);
  }
}

async function askAndDelete(services: Services, target: KeyTarget): Promise<void> {
  const { connections, keyChanges, log } = services;
  const { connectionId, key } = target;
  const writer = await connections.writer(connectionId);
  const reader = await connections.reader(connectionId);
  await untilUnchanged(async isLookAgain => {
    const current = await readKey(reader, key, { keysOnly: true });
    if (!current) {
      keyChanges.fire({ connectionId, key });
      throw new EtcdscopeError('key.notFound');
    }
    if (await confirmDeletion(current, connections.find(connectionId)?.configuration, isLookAgain)) {
      const { revision } = await writer.delete(key, { expectedModRevision: current.modRevision });
      log.info(`Deleted ${keyText(key)} on ${connectionId}, revision ${revision}`);
      keyChanges.fire({ connectionId, key });
    }
  });
}

function confirmDeletion(
  { key, modRevision, lease }: KeyValue,
  configuration: ConnectionConfiguration | undefined,
  isLookAgain: boolean,
): Promise<boolean> {
  const revision = String(modRevision);
  const detail = [
    configuration && connectionLine(configuration),
    isLookAgain
      ? vscode.l10n.t('It was changed at revision {0} since you were asked, and nothing was deleted yet.', revision)
      : vscode.l10n.t('Last changed at revision {0}.', revision),
    lease === 0n ? undefined : vscode.l10n.t('It has a lease, and would go by itself when that expires.'),
    kubernetesLine(key),
    vscode.l10n.t('This cannot be undone.'),
  ];
  return confirmDanger({
    message: withoutLinks(vscode.l10n.t('Delete the key {0}?', quoted(key))),
    detail: detail.filter(line => line !== undefined).join('\n'),
    confirmLabel: vscode.l10n.t('Delete Key'),
  });
}
