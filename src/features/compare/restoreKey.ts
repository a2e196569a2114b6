import * as vscode from 'vscode';
import { bytesFromText, equalBytes, startsWithBytes } from '../../core/base/bytes';
import { EtcdscopeError } from '../../core/base/errors';
import type { KeyValue } from '../../core/base/keyValue';
import { differenceOf } from '../../core/keyspace/compare/keyDifference';
import { keyText } from '../../core/keyspace/keyText';
import { readKey } from '../../core/keyspace/readKey';
import { registryPrefixes } from '../../core/kubernetes/registryPath';
import { confirmByTyping, confirmDanger } from '../../host/confirmation';
import { type ConnectionConfiguration, placeOf } from '../../host/connections/connection';
import { isIncomplete } from '../../host/connections/snapshot/isIncomplete';
import { errorAbout } from '../../host/keyError';
import { quoted } from '../../host/keyNames';
import type { KeyTarget } from '../../host/keyTarget';
import { loadKubernetes } from '../../host/lazy';
import { shortened, withoutLinks } from '../../host/messageText';
import type { Services } from '../../host/services';
import { untilUnchanged } from '../../host/untilUnchanged';
import type { ComparisonRequest } from './comparisonRequest';
import type { ListedDifference } from './differenceList';
import { closeDifference, openDifference } from './openDifference';
import { restoreNotes } from './restoreNotes';
import { nameOf, sideText } from './sideText';

/**
 * Puts a key of the left side back into the right one, after showing both and asking: in a transaction on what stands
 * there now, so that nothing is replaced unseen. Answers whether it was written.
 * @throws EtcdscopeError `store.readOnly` before anything is asked; `key.notFound` where the left side has no such key.
 */
export async function restoreKey(
  services: Services,
  request: ComparisonRequest,
  difference: ListedDifference,
): Promise<boolean> {
  const target: KeyTarget = { connectionId: request.right.connectionId, key: difference.key };
  try {
    return await showAndRestore(services, request, difference, target);
  } catch (error) {
    throw errorAbout(error, target);
  }
}

async function showAndRestore(
  services: Services,
  request: ComparisonRequest,
  difference: ListedDifference,
  target: KeyTarget,
): Promise<boolean> {
  const { connections, keyChanges, log } = services;
  const { connectionId, key } = target;
  const writer = await connections.writer(connectionId);
  const reader = await connections.reader(connectionId);
  const from = await readLeft(services, request, difference);
  return untilUnchanged(async isLookAgain => {
    const { keyValues, revision: now } = await reader.range({ key });
    const [current] = keyValues;
    if (current && equalBytes(current.value, from.value)) {
      keyChanges.fire(target);
      void vscode.window.showInformationMessage(
        withoutLinks(vscode.l10n.t('{0} has this value already. Nothing was written.', quoted(key))),
      );
      return false;
    }
    // The question stands above the difference that it is about.
    const shown = { ...differenceOf(from, current), leftRevision: difference.leftRevision, rightRevision: now };
    const opened = await openDifference(services, request, shown, { preserveFocus: true });
    if (!(await confirmRestoration(services, request, { difference, from, current, isLookAgain }))) {
      return false;
    }
    const expectedModRevision = current?.modRevision ?? 0n;
    const { revision } = await writer.put(key, from.value, { expectedModRevision });
    log.info(`Restored ${keyText(key)} on ${connectionId}: ${from.value.length} bytes, revision ${revision}`);
    keyChanges.fire(target);
    await closeDifference(opened);
    const message = vscode.l10n.t(
      'Restored {0} on {1}, at revision {2}.',
      quoted(key),
      nameOf(connections, connectionId),
      String(revision),
    );
    void vscode.window.showInformationMessage(withoutLinks(message));
    return true;
  });
}

async function readLeft(
  { connections }: Services,
  { left }: ComparisonRequest,
  { key, leftRevision }: ListedDifference,
): Promise<KeyValue> {
  const target = { connectionId: left.connectionId, key };
  try {
    const reader = await connections.reader(left.connectionId);
    const from = await readKey(reader, key, { revision: leftRevision });
    if (!from) {
      throw new EtcdscopeError('key.notFound');
    }
    return from;
  } catch (error) {
    throw errorAbout(error, target);
  }
}

interface Question {
  readonly difference: ListedDifference;
  readonly from: KeyValue;
  readonly current: KeyValue | undefined;
  readonly isLookAgain: boolean;
}

async function confirmRestoration(
  { atRest, connections }: Services,
  { left, right }: ComparisonRequest,
  { difference, from, current, isLookAgain }: Question,
): Promise<boolean> {
  const { key } = difference;
  const configuration = connections.find(right.connectionId)?.configuration;
  const { decodeValue } = await loadKubernetes();
  const [opened, openedCurrent] = await Promise.all([
    atRest.open({ connectionId: left.connectionId, key }, from.value),
    current && atRest.open({ connectionId: right.connectionId, key }, current.value),
  ]);
  const notes = restoreNotes(
    {
      from,
      ...(opened.protection && { encryption: opened.protection }),
      decoded: decodeValue(key, opened.plaintext),
      current,
      decodedCurrent: openedCurrent && decodeValue(key, openedCurrent.plaintext),
      isFromDamaged: isIncomplete(connections.find(left.connectionId)),
      isKubernetes: isRegistryKey(key),
    },
    vscode.l10n,
  );
  const detail = [
    configuration && connectionLine(configuration),
    vscode.l10n.t('From: {0}', sideText(connections, left.connectionId, difference.leftRevision)),
    stateLine(current, isLookAgain),
    '',
    ...notes,
  ];
  const message = withoutLinks(vscode.l10n.t('Restore the key {0}?', quoted(key)));
  const isSure = await confirmDanger({
    message,
    detail: detail
      .filter(line => line !== undefined)
      .join('\n')
      .trim(),
    confirmLabel: vscode.l10n.t('Restore Key'),
  });
  if (!isSure || !configuration?.production) {
    return isSure;
  }
  return confirmByTyping({
    title: message,
    prompt: vscode.l10n.t('Type the name of the connection, which is marked production.'),
    expected: configuration.name,
  });
}

function connectionLine(configuration: ConnectionConfiguration): string {
  const where = `${shortened(configuration.name)} (${shortened(placeOf(configuration))})`;
  return configuration.production ? vscode.l10n.t('PRODUCTION: {0}', where) : vscode.l10n.t('Connection: {0}', where);
}

function stateLine(current: KeyValue | undefined, isLookAgain: boolean): string {
  if (!current) {
    return isLookAgain
      ? vscode.l10n.t('It was deleted since you were asked, and would be created. Nothing was written yet.')
      : vscode.l10n.t('The key is not there now, and would be created.');
  }
  const revision = String(current.modRevision);
  return isLookAgain
    ? vscode.l10n.t('It was changed at revision {0} since you were asked. Nothing was written yet.', revision)
    : vscode.l10n.t('What is there now, last changed at revision {0}, would be replaced.', revision);
}

function isRegistryKey(key: Uint8Array): boolean {
  return registryPrefixes.some(prefix => startsWithBytes(key, bytesFromText(`${prefix}/`)));
}
