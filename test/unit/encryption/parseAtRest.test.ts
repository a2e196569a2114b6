import assert from 'node:assert/strict';
import { bytesFromText, concatBytes } from '../../../src/core/base/bytes';
import { type AtRestEnvelope, parseAtRest } from '../../../src/core/encryption';
import { seededRandom } from '../../support/seededRandom';
import { oneOfEach, secondKms, value } from './envelopes';

const etcdKey = bytesFromText('/registry/secrets/default/token');
const plaintext = bytesFromText('k8s\0 and what follows it, of some length');
const made = oneOfEach(etcdKey, plaintext);

/** `prefix 0-8, provider 8-14, …`. */
function partsText({ parts }: AtRestEnvelope): string {
  return parts.map(({ name, start, end }) => `${name} ${start}-${end}`).join(', ');
}

/** Every byte is in exactly one part. */
function assertTiled(envelope: AtRestEnvelope, length: number, message?: string): void {
  let at = 0;
  for (const { start, end } of envelope.parts) {
    assert.equal(start, at, message);
    assert.ok(end > start, message);
    at = end;
  }
  assert.equal(at, length, message);
}

function parsed(bytes: Uint8Array, keyNames?: readonly string[]): AtRestEnvelope {
  const envelope = parseAtRest(bytes, keyNames && { keyNames });
  assert.ok(envelope);
  assertTiled(envelope, bytes.length);
  return envelope;
}

describe('the envelope of an encrypted value', () => {
  it('says which byte is what', () => {
    const body = (length: number) => new Uint8Array(length);
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [
        value('k8s:enc:aescbc:v1:key1:', body(48)),
        'prefix 0-8, provider 8-14, separator 14-15, version 15-17, separator 17-18, keyName 18-22, separator 22-23, iv 23-39, ciphertext 39-71',
      ],
      [
        value('k8s:enc:aesgcm:v1:k:', body(38)),
        'prefix 0-8, provider 8-14, separator 14-15, version 15-17, separator 17-18, keyName 18-19, separator 19-20, nonce 20-32, ciphertext 32-42, tag 42-58',
      ],
      [
        value('k8s:enc:secretbox:v1:k:', body(50)),
        'prefix 0-8, provider 8-17, separator 17-18, version 18-20, separator 20-21, keyName 21-22, separator 22-23, nonce 23-47, tag 47-63, ciphertext 63-73',
      ],
      [
        value('k8s:enc:kms:v1:k:', Uint8Array.of(0, 5), body(5 + 30)),
        'prefix 0-8, provider 8-11, separator 11-12, version 12-14, separator 14-15, keyName 15-16, separator 16-17, dekLength 17-19, encryptedDek 19-24, nonce 24-36, ciphertext 36-38, tag 38-54',
      ],
      [
        value('k8s:enc:rot13:v7:k:', body(3)),
        'prefix 0-8, provider 8-13, separator 13-14, version 14-16, separator 16-17, keyName 17-18, separator 18-19, rest 19-22',
      ],
    ];
    for (const [bytes, expected] of cases) {
      const envelope = parsed(bytes);
      assert.equal(partsText(envelope), expected);
      assert.equal(envelope.problem, undefined);
    }
  });

  it('takes an EncryptedObject apart', () => {
    const seed = made.find(({ name }) => name === 'kms v2 with a seed')?.value ?? new Uint8Array();
    const envelope = parsed(seed);
    assert.deepEqual(
      envelope.parts.slice(7).map(({ name }) => name),
      [
        ...['fieldHeader', 'info', 'nonce', 'ciphertext', 'tag', 'fieldHeader', 'keyId', 'fieldHeader', 'encryptedDek'],
        ...['fieldHeader', 'annotation', 'fieldHeader', 'dekSourceType'],
      ],
    );
    const { encryptedObject } = envelope;
    assert.equal(encryptedObject?.keyId, 'key-1');
    assert.equal(encryptedObject.dekSourceType, 1);
    assert.equal(encryptedObject.encryptedDekSource.length, 40);
    assert.equal(encryptedObject.encryptedData.length, 32 + 12 + plaintext.length + 16);
    assert.deepEqual([...encryptedObject.annotations.keys()], ['version.example.com']);
  });

  it('is one for what begins with the prefix only', () => {
    for (const text of [
      '',
      'k',
      'k8s',
      'k8s:enc',
      'k8s:encoded',
      'K8S:ENC:aescbc:v1:k:',
      ' k8s:enc:',
      '{"k8s:enc:":1}',
    ]) {
      assert.equal(parseAtRest(bytesFromText(text)), undefined, text);
    }
    assert.equal(parseAtRest(bytesFromText('k8s\0enc:aescbc:v1:k:')), undefined);
  });

  it('reads names with odd characters, and with colons where they are known', () => {
    for (const name of [
      'a.b',
      'key with spaces',
      'schlüssel',
      '鍵',
      '🔑',
      '%41',
      '\\',
      '"',
      "'",
      'a\tb',
      'a/b',
      '*',
      '',
    ]) {
      const envelope = parsed(value(`k8s:enc:secretbox:v1:${name}:`, new Uint8Array(50)));
      assert.equal(envelope.keyName, name);
      assert.equal(envelope.problem, undefined);
    }
    const colons = value('k8s:enc:aesgcm:v1:team:a:b:', new Uint8Array(50));
    assert.equal(parsed(colons).keyName, 'team');
    assert.equal(parsed(colons, ['team:a']).keyName, 'team:a');
    assert.equal(parsed(colons, ['team:a:b', 'team:a', 'other']).keyName, 'team:a:b');
    assert.equal(parsed(colons, ['team:a:b:c']).keyName, 'team');
  });

  it('says what is wrong with names', () => {
    const cases: readonly (readonly [Uint8Array, string, number])[] = [
      [bytesFromText('k8s:enc:'), 'badPrefix', 8],
      [bytesFromText('k8s:enc:aescbc'), 'badPrefix', 8],
      [bytesFromText('k8s:enc::v1:k:'), 'badPrefix', 8],
      [bytesFromText('k8s:enc:aescbc:'), 'badPrefix', 15],
      [bytesFromText('k8s:enc:aescbc:v1'), 'badPrefix', 15],
      [bytesFromText('k8s:enc:aescbc:v1:'), 'badKeyName', 18],
      [bytesFromText('k8s:enc:aescbc:v1:key'), 'badKeyName', 18],
      [value('k8s:enc:aescbc:v1:', Uint8Array.of(0xff, 0x3a), new Uint8Array(40)), 'badKeyName', 18],
      [value(`k8s:enc:aescbc:v1:${'n'.repeat(2000)}:`, new Uint8Array(40)), 'badKeyName', 18],
      [value(`k8s:enc:${'p'.repeat(100)}:v1:k:`), 'badPrefix', 8],
      [value('k8s:enc:a\x1b[31m:v1:k:'), 'badPrefix', 8],
    ];
    for (const [bytes, code, offset] of cases) {
      assert.deepEqual(parsed(bytes).problem, { code, offset });
    }
  });

  it('says what is wrong with bodies', () => {
    const long = 'x'.repeat(1025);
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [value('k8s:enc:aescbc:v1:k:'), 'shortBody'],
      [value('k8s:enc:aescbc:v1:k:', new Uint8Array(16)), 'shortBody'],
      [value('k8s:enc:aescbc:v1:k:', new Uint8Array(49)), 'partialBlock'],
      [value('k8s:enc:aesgcm:v1:k:', new Uint8Array(27)), 'shortBody'],
      [value('k8s:enc:secretbox:v1:k:', new Uint8Array(39)), 'shortBody'],
      [value('k8s:enc:kms:v1:k:', Uint8Array.of(1)), 'shortBody'],
      [value('k8s:enc:kms:v1:k:', Uint8Array.of(0xff, 0xff), new Uint8Array(60)), 'badLength'],
      [value('k8s:enc:kms:v1:k:', Uint8Array.of(0, 4), new Uint8Array(20)), 'shortBody'],
      [value('k8s:enc:kms:v2:k:'), 'missingField'],
      // A length beyond the end, and beyond any number.
      [value('k8s:enc:kms:v2:k:', Uint8Array.of(0x0a, 0x7f, 1, 2)), 'badLength'],
      [
        value('k8s:enc:kms:v2:k:', Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)),
        'badLength',
      ],
      [value('k8s:enc:kms:v2:k:', new Uint8Array(12).fill(0xff)), 'badProtobuf'],
      [value('k8s:enc:kms:v2:k:', Uint8Array.of(0x00, 0x01)), 'badProtobuf'],
      [value('k8s:enc:kms:v2:k:', Uint8Array.of(0x0b)), 'badProtobuf'],
      [value('k8s:enc:kms:v2:k:', Uint8Array.of(0x12, 1, 0xff)), 'badProtobuf'],
      [secondKms({ keyId: '' }), 'missingField'],
      [secondKms({ encryptedData: new Uint8Array() }), 'missingField'],
      [secondKms({ encryptedDekSource: new Uint8Array() }), 'missingField'],
      [secondKms({ keyId: long }), 'fieldTooLong'],
      [secondKms({ encryptedDekSource: new Uint8Array(1025) }), 'fieldTooLong'],
      [secondKms({ annotations: new Map([['a.example.com', new Uint8Array(32 * 1024)]]) }), 'fieldTooLong'],
      [secondKms({ dekSourceType: 2 }), 'unknownDekSourceType'],
      [secondKms({ encryptedData: new Uint8Array(20) }), 'shortBody'],
      [secondKms({ encryptedData: new Uint8Array(59), dekSourceType: 1 }), 'shortBody'],
    ];
    for (const [bytes, code] of cases) {
      const { problem } = parsed(bytes);
      assert.equal(problem?.code, code);
      assert.ok(problem.offset >= 8 && problem.offset <= bytes.length);
    }
  });

  it('passes over what a newer server may add, and takes the last of what comes twice', () => {
    const [first, second] = [secondKms({ keyId: 'one' }), secondKms({ keyId: 'two', dekSourceType: 1 })];
    const prefix = bytesFromText('k8s:enc:kms:v2:new:');
    const added = Uint8Array.of(0x58, 0x05, 0x62, 0x02, 7, 7, 0x6d, 1, 2, 3, 4, 0x71, 1, 2, 3, 4, 5, 6, 7, 8, 0x08, 1);
    const envelope = parsed(concatBytes(first, second.subarray(prefix.length), added));
    assert.equal(envelope.problem, undefined);
    assert.equal(envelope.encryptedObject?.keyId, 'two');
    assert.equal(envelope.encryptedObject.dekSourceType, 1);
    assert.equal(envelope.parts.filter(({ name }) => name === 'unknownField').length, 5);
  });

  it('stands cutting at every byte, and any byte changed', () => {
    const random = seededRandom(4);
    for (const { name, value: whole } of made) {
      assert.equal(parsed(whole).problem, undefined, name);
      for (let length = 0; length < whole.length; length++) {
        const cut = whole.subarray(0, length);
        const envelope = parseAtRest(cut);
        assert.equal(envelope !== undefined, length >= 8, name);
        if (envelope) {
          assertTiled(envelope, length, `${name} cut to ${length}`);
          assert.equal(envelope.problem !== undefined || length >= envelope.bodyStart, true);
        }
      }
      for (let count = 0; count < 2000; count++) {
        const changed = Uint8Array.from(whole);
        changed[8 + random.below(whole.length - 8)] = random.below(256);
        parsed(changed);
      }
    }
  });
});
