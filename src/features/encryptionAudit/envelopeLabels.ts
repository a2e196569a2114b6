import type { AtRestEnvelope, EnvelopePartName, EnvelopeProblemCode } from '../../core/encryption';
import { keyText } from '../../core/keyspace/keyText';
import type { Localization } from '../../host/errorSentenceTable';
import { shortened } from '../../host/messageText';
import { bytesText, type LabelledBytes, type Tone } from './rawBytesText';

const tones: Readonly<Record<EnvelopePartName, Tone>> = {
  prefix: 'name',
  provider: 'name',
  version: 'name',
  keyName: 'key',
  separator: 'other',
  iv: 'nonce',
  nonce: 'nonce',
  tag: 'tag',
  ciphertext: 'ciphertext',
  dekLength: 'other',
  encryptedDek: 'key',
  encryptedData: 'ciphertext',
  info: 'nonce',
  fieldHeader: 'other',
  keyId: 'key',
  annotation: 'other',
  dekSourceType: 'other',
  unknownField: 'other',
  rest: 'other',
};

/** The parts of an envelope with their names. A separator belongs to the name that it ends. */
export function labelledEnvelope({ parts }: AtRestEnvelope, l10n: Localization): readonly LabelledBytes[] {
  const names = partNames(l10n);
  const runs: LabelledBytes[] = [];
  for (const { name, start, end } of parts) {
    const before = runs.at(-1);
    if (name === 'separator' && before) {
      runs[runs.length - 1] = { ...before, end, label: l10n.t('{name} and a colon', { name: before.label }) };
    } else {
      runs.push({ start, end, label: names[name], tone: tones[name] });
    }
  }
  return runs;
}

/** What the envelope says, a line each: names, lengths, and what an API server would refuse. */
export function envelopeFacts(envelope: AtRestEnvelope, l10n: Localization): readonly string[] {
  const { provider, version, keyName, encryptedObject, problem } = envelope;
  const name = JSON.stringify(shortened(keyName));
  const facts = [
    provider === 'kms'
      ? l10n.t('Encrypted at rest by {provider} {version} with the plugin {name}', { provider, version, name })
      : l10n.t('Encrypted at rest by {provider} {version} with the key {name}', { provider, version, name }),
  ];
  if (encryptedObject) {
    const { keyId, dekSourceType, encryptedDekSource, annotations } = encryptedObject;
    facts.push(
      l10n.t('Key ID: {keyId}', { keyId: shortened(printableText(keyId)) }),
      l10n.t('Encrypted data key source: type {type} ({meaning}), {bytes}', {
        type: dekSourceType,
        meaning: dekSourceMeaning(dekSourceType, l10n),
        bytes: bytesText(encryptedDekSource.length, l10n),
      }),
    );
    for (const [annotation, content] of [...annotations].slice(0, 20)) {
      const text = shortened(keyText(content.subarray(0, 400)));
      facts.push(l10n.t('Annotation {name}: {text}', { name: shortened(printableText(annotation)), text }));
    }
  }
  if (problem) {
    const { offset } = problem;
    facts.push(
      l10n.t('An API server would not read it: {problem} (at byte {offset})', {
        problem: problemTexts(l10n)[problem.code],
        offset,
      }),
    );
  }
  return facts;
}

function printableText(text: string): string {
  return keyText(new TextEncoder().encode(text));
}

function dekSourceMeaning(type: number, l10n: Localization): string {
  return type === 0 ? l10n.t('AES-GCM key') : type === 1 ? l10n.t('seed for HKDF-SHA256') : l10n.t('not known here');
}

function partNames(l10n: Localization): Readonly<Record<EnvelopePartName, string>> {
  return {
    prefix: l10n.t('Prefix of every encrypted value'),
    provider: l10n.t('Provider'),
    version: l10n.t('Version'),
    keyName: l10n.t('Key name'),
    separator: l10n.t('Separator'),
    iv: l10n.t('Initialization vector (IV)'),
    nonce: l10n.t('Nonce'),
    tag: l10n.t('Authentication tag'),
    ciphertext: l10n.t('Ciphertext'),
    dekLength: l10n.t('Length of the encrypted data key'),
    encryptedDek: l10n.t('Encrypted data key'),
    encryptedData: l10n.t('Encrypted data: nonce or IV, ciphertext, tag'),
    info: l10n.t('Key derivation info'),
    fieldHeader: l10n.t('Protobuf field header'),
    keyId: l10n.t('Key ID'),
    annotation: l10n.t('Annotation'),
    dekSourceType: l10n.t('Type of the data key source'),
    unknownField: l10n.t('Unknown field'),
    rest: l10n.t('Not understood'),
  };
}

function problemTexts(l10n: Localization): Readonly<Record<EnvelopeProblemCode, string>> {
  return {
    badPrefix: l10n.t('provider or version do not end'),
    badKeyName: l10n.t('the key name does not end'),
    shortBody: l10n.t('too short'),
    partialBlock: l10n.t('the last block is not full'),
    badLength: l10n.t('a length goes beyond the end'),
    badProtobuf: l10n.t('no protobuf message'),
    missingField: l10n.t('a field is missing'),
    fieldTooLong: l10n.t('a field is too long'),
    unknownDekSourceType: l10n.t('unknown type of data key source'),
  };
}
