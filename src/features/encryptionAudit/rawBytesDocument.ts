import * as vscode from 'vscode';
import { EtcdscopeError } from '../../core/base/errors';
import { parseAtRest } from '../../core/encryption';
import { keyText } from '../../core/keyspace/keyText';
import { errorSentence } from '../../host/errorSentences';
import type { KeyTarget } from '../../host/keyTarget';
import { loadKubernetes } from '../../host/lazy';
import { shortened } from '../../host/messageText';
import type { Services } from '../../host/services';
import { envelopeFacts, labelledEnvelope } from './envelopeLabels';
import { labelledPlaintext } from './plaintextLabels';
import { rememberRanges } from './rawBytesDecorations';
import { bytesText, type RawBytesText, rawBytesText } from './rawBytesText';

/** The text of a value's bytes. What keeps it from being read is the text then, as such a document has no other way to say it. */
export async function provideRawBytes(
  { connections, log }: Services,
  target: KeyTarget,
  uri: vscode.Uri,
  token: vscode.CancellationToken,
): Promise<string> {
  const controller = new AbortController();
  const subscription = token.onCancellationRequested(() => controller.abort());
  try {
    const reader = await connections.reader(target.connectionId);
    const { keyValues } = await reader.range(
      { key: target.key, revision: target.revision },
      { signal: controller.signal },
    );
    const [keyValue] = keyValues;
    if (keyValue === undefined) {
      throw new EtcdscopeError('key.notFound', { connectionId: target.connectionId, key: keyText(target.key) });
    }
    const { l10n } = vscode;
    const name = connections.find(target.connectionId)?.configuration.name ?? target.connectionId;
    const head = [
      shortened(keyText(target.key)),
      l10n.t('{connection} · revision {revision} · {size}', {
        connection: shortened(name),
        revision: String(keyValue.modRevision),
        size: bytesText(keyValue.value.length, l10n),
      }),
    ];
    const { text, ranges } = await describe(target.key, keyValue.value, head);
    rememberRanges(uri, ranges);
    return text;
  } catch (error) {
    log.error(`Raw bytes of ${keyText(target.key)}`, error);
    return `${errorSentence(error, connections)}\n`;
  } finally {
    subscription.dispose();
  }
}

async function describe(key: Uint8Array, value: Uint8Array, head: readonly string[]): Promise<RawBytesText> {
  const { l10n } = vscode;
  const envelope = parseAtRest(value);
  if (envelope) {
    return rawBytesText(value, labelledEnvelope(envelope, l10n), [...head, ...envelopeFacts(envelope, l10n)], l10n);
  }
  const { decodeValue } = await loadKubernetes();
  const decoded = decodeValue(key, value);
  const runs = labelledPlaintext(value, decoded, l10n);
  const isReadable = runs.some(({ tone }) => tone === 'readable');
  const facts = [
    l10n.t('Not encrypted: whoever reads etcd, its data directory or a backup reads this'),
    ...(isReadable ? [l10n.t("The Secret's data are marked below, as they lie in etcd")] : []),
  ];
  return rawBytesText(value, runs, [...head, ...facts], l10n);
}
