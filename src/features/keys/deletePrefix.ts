import * as vscode from 'vscode';
import { EtcdscopeError, hasCode } from '../../core/base/errors';
import { prefixRange } from '../../core/base/keyValue';
import { type KeySample, sampleKeys } from '../../core/keyspace/countKeys';
import { keyText } from '../../core/keyspace/keyText';
import { confirmByTyping, confirmDanger } from '../../host/confirmation';
import type { ConnectionConfiguration } from '../../host/connections/connection';
import { errorAbout } from '../../host/keyError';
import { prefixFromInput, prefixProblem } from '../../host/keyInput';
import { quoted } from '../../host/keyNames';
import { isPrefixTarget, type PrefixTarget } from '../../host/keyTarget';
import { withoutLinks } from '../../host/messageText';
import { pickWritableConnection } from '../../host/pickConnection';
import type { Services } from '../../host/services';
import { connectionLine, kubernetesLine } from './deletionQuestion';
import { needsTyping, textToType } from './typedConfirmation';

/** Keys that the question names. */
const mostNamed = 10;

/** Deletes all keys below the prefix of a row, or one that the user types, after showing how many and which. */
export async function deletePrefix(services: Services, row: unknown): Promise<void> {
  const target = isPrefixTarget(row) ? row : await askTarget(services);
  if (!target) {
    return;
  }
  try {
    await askAndDelete(services, target);
  } catch (error) {
    throw errorAbout(error, target);
  }
}

async function askTarget({ connections }: Services): Promise<PrefixTarget | undefined> {
  const title = vscode.l10n.t('Delete Prefix');
  const connection = await pickWritableConnection(connections, title);
  if (!connection) {
    return undefined;
  }
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'All keys that begin with this are counted first. Nothing at all stands for the whole keyspace.',
    ),
    ignoreFocusOut: true,
    validateInput: value => prefixProblem(value, vscode.l10n),
  });
  return text === undefined ? undefined : { connectionId: connection.configuration.id, prefix: prefixFromInput(text) };
}

async function askAndDelete(services: Services, { connectionId, prefix }: PrefixTarget): Promise<void> {
  const { connections, keyChanges, log } = services;
  const writer = await connections.writer(connectionId);
  const reader = await connections.reader(connectionId);
  const range = prefixRange(prefix);
  for (;;) {
    const sample = await sampleKeys(reader, prefix, mostNamed);
    if (sample.count === 0) {
      keyChanges.fire({ connectionId, ...range });
      void vscode.window.showInformationMessage(
        withoutLinks(vscode.l10n.t('There is no key below {0}.', placeOf(prefix))),
      );
      return;
    }
    const configuration = connections.find(connectionId)?.configuration;
    if (!configuration) {
      throw new EtcdscopeError('configuration.invalid', { reason: 'unknownConnection' });
    }
    if (!(await confirmDeletion(prefix, sample, configuration))) {
      return;
    }
    try {
      const title = vscode.l10n.t('Deleting {0}…', keysText(sample.count));
      const { deleted, revision } = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title },
        () => writer.deleteRange(range, { unchangedSince: sample.revision }),
      );
      log.info(`Deleted ${deleted} keys below ${keyText(prefix)} on ${connectionId}, revision ${revision}`);
      keyChanges.fire({ connectionId, ...range });
      void vscode.window.showInformationMessage(
        withoutLinks(vscode.l10n.t('Deleted {0} below {1}.', keysText(deleted), placeOf(prefix))),
      );
      return;
    } catch (error) {
      if (!hasCode(error, 'key.conflict')) {
        throw error;
      }
      if (!(await wantsToLookAgain(prefix))) {
        return;
      }
    }
  }
}

async function confirmDeletion(
  prefix: Uint8Array,
  sample: KeySample,
  configuration: ConnectionConfiguration,
): Promise<boolean> {
  const named = sample.keys.map(quoted);
  const unnamed = sample.count - named.length;
  const detail = [
    connectionLine(configuration),
    kubernetesLine(prefix) ?? (prefix.length === 0 ? sample.keys.map(kubernetesLine).find(Boolean) : undefined),
    vscode.l10n.t('This cannot be undone. It deletes:'),
    ...named,
    unnamed > 0 ? vscode.l10n.t('and {0} more', unnamed) : undefined,
  ];
  const question = vscode.l10n.t('Delete {0} below {1}?', keysText(sample.count), placeOf(prefix));
  const isSure = await confirmDanger({
    message: withoutLinks(question),
    detail: detail.filter(line => line !== undefined).join('\n'),
    confirmLabel: sample.count === 1 ? vscode.l10n.t('Delete 1 Key') : vscode.l10n.t('Delete {0} Keys', sample.count),
  });
  if (!isSure || !needsTyping(prefix, sample.count, configuration)) {
    return isSure;
  }
  return confirmByTyping({
    title: withoutLinks(question),
    prompt: withoutLinks(
      prefix.length === 0
        ? vscode.l10n.t('Type the name of the connection to delete its whole keyspace.')
        : vscode.l10n.t('Type the prefix to delete all of its keys on {0}.', configuration.name),
    ),
    expected: textToType(prefix, configuration),
  });
}

async function wantsToLookAgain(prefix: Uint8Array): Promise<boolean> {
  const lookAgain = vscode.l10n.t('Look Again');
  const message = vscode.l10n.t(
    'Keys below {0} were written since you were asked. Nothing was deleted.',
    placeOf(prefix),
  );
  return (await vscode.window.showWarningMessage(withoutLinks(message), { modal: true }, lookAgain)) === lookAgain;
}

function keysText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 key') : vscode.l10n.t('{0} keys', count);
}

function placeOf(prefix: Uint8Array): string {
  return prefix.length === 0 ? vscode.l10n.t('the whole keyspace') : quoted(prefix);
}
