import assert from 'node:assert/strict';
import { parseAtRest } from '../../../../src/core/encryption';
import { decodeValue } from '../../../../src/core/kubernetes';
import { envelopeFacts, labelledEnvelope } from '../../../../src/features/encryptionAudit/envelopeLabels';
import { labelledPlaintext } from '../../../../src/features/encryptionAudit/plaintextLabels';
import { type LabelledBytes, rawBytesText } from '../../../../src/features/encryptionAudit/rawBytesText';
import { storedKeys } from '../../../support/kubernetesA';
import { english } from './localization';

const stored = new Map(storedKeys().map(({ key, value }) => [Buffer.from(key).toString(), { key, value }]));

function storedAt(key: string): { readonly key: Uint8Array; readonly value: Uint8Array } {
  const found = stored.get(key);
  assert.ok(found, key);
  return found;
}

/** The runs side by side over the whole value: nothing hidden, nothing twice. */
function assertComplete(runs: readonly LabelledBytes[], length: number): void {
  let at = 0;
  for (const { start, end } of runs) {
    assert.equal(start, at);
    assert.ok(end > start);
    at = end;
  }
  assert.equal(at, length);
}

describe('raw bytes at rest', () => {
  it('name every byte of every encrypted value of a real cluster', () => {
    let seen = 0;
    for (const { value } of stored.values()) {
      const envelope = parseAtRest(value);
      if (envelope) {
        seen++;
        assertComplete(labelledEnvelope(envelope, english), value.length);
        assert.equal(envelope.problem, undefined);
      }
    }
    assert.equal(seen, 21);
  });

  it('say what kms v2 keeps beside the data', () => {
    const kms = [...stored.values()].map(({ value }) => parseAtRest(value)).find(found => found?.version === 'v2');
    assert.ok(kms);
    const facts = envelopeFacts(kms, english).join('\n');
    assert.match(facts, /by kms v2 with the plugin "lab-kms"/);
    assert.match(facts, /Key ID: \S+/);
    assert.match(facts, /type 1 \(seed for HKDF-SHA256\), \d+ bytes/);
    const labels = labelledEnvelope(kms, english).map(({ label }) => label);
    for (const label of [
      'Key derivation info',
      'Nonce',
      'Ciphertext',
      'Authentication tag',
      'Encrypted data key',
      'Key ID',
    ]) {
      assert.ok(labels.includes(label), label);
    }
  });

  it('mark where the data of a plaintext Secret can be read', () => {
    const { key, value } = storedAt('/registry/secrets/shop/plain-opaque');
    const runs = labelledPlaintext(value, decodeValue(key, value), english);
    assertComplete(runs, value.length);
    const readable = runs.filter(({ tone }) => tone === 'readable');
    assert.deepEqual(
      readable.map(({ start, end }) => Buffer.from(value.subarray(start, end)).toString()),
      ['{"host":"db","port":5432}', 'S3cr3t-plain!', 'shop-user-2'],
    );
  });

  it('mark nothing where no Secret is', () => {
    const value = new TextEncoder().encode('text');
    const runs = labelledPlaintext(value, decodeValue(new Uint8Array(0), value), english);
    assert.deepEqual(runs, [{ start: 0, end: 4, label: 'In clear', tone: 'other' }]);
  });

  it('are text in which each colour stands on its own bytes', () => {
    const value = Uint8Array.from({ length: 20 }, (_, index) => 0x41 + index);
    const runs: LabelledBytes[] = [
      { start: 0, end: 17, label: 'first', tone: 'name' },
      { start: 17, end: 20, label: 'second', tone: 'tag' },
    ];
    const { text, ranges } = rawBytesText(value, runs, ['head'], english);
    const lines = text.split('\n');
    assert.deepEqual(lines.slice(0, 3), ['head', '', 'first: 17 bytes']);
    const texts = ranges.map(({ line, start, end }) => lines[line]?.slice(start, end));
    assert.deepEqual(texts, [
      '41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50',
      'ABCDEFGHIJKLMNOP',
      '51',
      'Q',
      '52 53 54',
      'RST',
    ]);
    assert.ok(lines.every(line => line.length <= 80));
  });

  it('show the ends of what is long, and stay small', () => {
    const value = new Uint8Array(1_500_000);
    const { text } = rawBytesText(value, [{ start: 0, end: value.length, label: 'x', tone: 'other' }], [], english);
    assert.match(text, /… 1497952 bytes more/);
    assert.match(text, /\n {2}0016e350 /);
    assert.ok(text.length < 20_000);
    const many = Array.from({ length: 1000 }, (_, index) => ({
      start: index,
      end: index + 1,
      label: 'x',
      tone: 'other' as const,
    }));
    assert.match(rawBytesText(value, many, [], english).text, /… 500 more parts\n$/);
  });
});
