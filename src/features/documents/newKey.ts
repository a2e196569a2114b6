import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { bytesFromText, emptyBytes } from '../../core/base/bytes';
import { prefixRange } from '../../core/base/keyValue';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { keyText } from '../../core/keyspace/keyText';
import type { Connection } from '../../host/connections/connection';
import { keyFromInput, prefixProblem } from '../../host/keyInput';
import { isConnectionTarget, isPrefixTarget } from '../../host/keyTarget';
import { uriFromKey } from '../../host/keyUri';
import { shortened, withoutLinks } from '../../host/messageText';
import { pickWritableConnection } from '../../host/pickConnection';
import type { Services } from '../../host/services';
import { delimiterOf } from '../../host/settings';
import { parentOf } from './parentPrefix';
import type { PendingKeys } from './pendingKeys';

/** Milliseconds without typing after which the store is asked about the key. */
const typingPause = 200;

/**
 * Asks for a key and opens an empty document for it. Nothing is written before the user saves, and then only where the
 * key still does not exist.
 */
export async function newKey(services: Services, pending: PendingKeys, target: unknown): Promise<void> {
  const { connections } = services;
  const title = vscode.l10n.t('New Key');
  const connection = isConnectionTarget(target)
    ? connections.find(target.connectionId)
    : await pickWritableConnection(connections, title);
  if (!connection) {
    return;
  }
  const connectionId = connection.configuration.id;
  // Refuses a read-only connection before the user types anything.
  await connections.writer(connectionId);
  const prefix = keyText(isPrefixTarget(target) ? target.prefix : emptyBytes);
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('New Key on {0}', shortened(connection.configuration.name)),
    prompt: vscode.l10n.t(
      'The whole key. Nothing is written before you save. \\xff stands for a byte, \\\\ for a backslash.',
    ),
    value: prefix,
    valueSelection: [prefix.length, prefix.length],
    ignoreFocusOut: true,
    validateInput: createValidation(services, connection),
  });
  if (text === undefined) {
    return;
  }
  const uri = uriFromKey({ connectionId, key: keyFromInput(text) });
  pending.add(uri.toString());
  await vscode.window.showTextDocument(uri, { preview: false });
}

type Validation = (text: string) => Promise<vscode.InputBoxValidationMessage | undefined>;

/** Looks the key up while it is typed; a store that does not answer now will be asked again by the save. */
function createValidation({ connections, log }: Services, { configuration }: Connection): Validation {
  const delimiter = bytesFromText(delimiterOf(configuration));
  let latest = '';
  return async text => {
    latest = text;
    const message = text === '' ? vscode.l10n.t('A key has at least one byte.') : prefixProblem(text, vscode.l10n);
    if (message !== undefined) {
      return { message, severity: vscode.InputBoxValidationSeverity.Error };
    }
    await sleep(typingPause);
    if (latest !== text) {
      return undefined;
    }
    try {
      const key = keyFromInput(text);
      return await lookUp(await connections.reader(configuration.id), key, parentOf(key, delimiter));
    } catch (error) {
      log.error('Looking a new key up', error);
      return undefined;
    }
  };
}

async function lookUp(
  reader: KeyspaceReader,
  key: Uint8Array,
  parent: Uint8Array,
): Promise<vscode.InputBoxValidationMessage | undefined> {
  const [same, below] = await reader.ranges([
    { key, keysOnly: true },
    { ...prefixRange(parent), countOnly: true },
  ]);
  if (same && same.count > 0) {
    return {
      message: vscode.l10n.t('This key exists already.'),
      severity: vscode.InputBoxValidationSeverity.Error,
    };
  }
  if (parent.length > 0 && below?.count === 0) {
    return {
      message: withoutLinks(vscode.l10n.t("No key begins with '{0}' yet.", shortened(keyText(parent)))),
      severity: vscode.InputBoxValidationSeverity.Warning,
    };
  }
  return undefined;
}
