import assert from 'node:assert/strict';
import { bytesFromText, equalBytes, textFromBytes } from '../../../src/core/base/bytes';
import { EtcdscopeError, hasCode } from '../../../src/core/base/errors';
import {
  type DecryptedValue,
  decryptAtRest,
  encryptAtRest,
  type KmsDecryptRequest,
  parseAtRest,
  parseEncryptionConfiguration,
} from '../../../src/core/encryption';
import { allKeys, oneOfEach, plugin, secondKms, secret32, value } from './envelopes';

const etcdKey = bytesFromText('/registry/secrets/default/token');
const otherKey = bytesFromText('/registry/secrets/default/copied');
const plaintext = bytesFromText('k8s\0 and what follows it, of some length');
const made = oneOfEach(etcdKey, plaintext);
const configuration = parseEncryptionConfiguration(allKeys);
const kmsDecrypt = async ({ ciphertext }: KmsDecryptRequest) => plugin.decrypt(ciphertext);
const base64 = Buffer.from(secret32).toString('base64');
const wrong64 = Buffer.alloc(32, 9).toString('base64');

function madeAs(name: string): Uint8Array {
  const found = made.find(each => each.name === name);
  assert.ok(found, name);
  return found.value;
}

function secretsUnder(...providers: readonly string[]) {
  return parseEncryptionConfiguration(
    `{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets], providers: [${providers.join(', ')}]}]}`,
  );
}

async function failure(promise: Promise<unknown>): Promise<EtcdscopeError> {
  const error = await promise.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof EtcdscopeError, String(error));
  return error;
}

describe('decrypting at rest', () => {
  it('opens every layout, and says what was proved', async () => {
    for (const { name, value: encrypted } of made) {
      const opened = await decryptAtRest(etcdKey, encrypted, configuration, { kmsDecrypt });
      assert.equal(textFromBytes(opened.plaintext), textFromBytes(plaintext), name);
      const isUnproved = name === 'aescbc' || name === 'kms v1 of an old server';
      assert.equal(opened.authenticated, !isUnproved, name);
      assert.equal(opened.isStale, name !== 'aescbc', name);
      assert.equal(opened.looksStored, true);
    }
  });

  it('opens an empty plaintext', async () => {
    for (const { name, value: encrypted } of oneOfEach(etcdKey, new Uint8Array())) {
      const opened = await decryptAtRest(etcdKey, encrypted, configuration, { kmsDecrypt });
      assert.equal(opened.plaintext.length, 0, name);
      assert.equal(opened.looksStored, false);
    }
  });

  it('never opens a value cut at any byte or changed in any, where a tag tells', async () => {
    for (const { name, value: whole } of made) {
      const start = parseAtRest(whole)?.bodyStart ?? 0;
      for (let length = 0; length < whole.length; length++) {
        const cut = whole.subarray(0, length);
        if (length < 8) {
          assert.equal((await decryptAtRest(etcdKey, cut, configuration)).provider, 'identity');
          continue;
        }
        const outcome = await decryptAtRest(etcdKey, cut, configuration, { kmsDecrypt }).catch(
          (reason: unknown) => reason,
        );
        if (outcome instanceof EtcdscopeError) {
          continue;
        }
        const { plaintext: opened, authenticated } = outcome as DecryptedValue;
        // Blocks of AES-CBC may be cut off unnoticed, once in 256 times; the end of an EncryptedObject may be an annotation.
        assert.ok(!authenticated || equalBytes(opened, plaintext), `${name} cut to ${length}`);
        assert.ok(length > start, `${name} cut to ${length}`);
      }
      if (name === 'aescbc' || name.startsWith('kms v1')) {
        continue;
      }
      const { parts = [] } = parseAtRest(whole) ?? {};
      for (const part of parts) {
        if (['info', 'nonce', 'tag', 'ciphertext'].includes(part.name)) {
          for (let at = part.start; at < part.end; at++) {
            const changed = Uint8Array.from(whole);
            changed[at] = (changed[at] ?? 0) ^ 1;
            const error = await failure(decryptAtRest(etcdKey, changed, configuration, { kmsDecrypt }));
            assert.equal(error.code, 'encryption.decryptionFailed', `${name} changed at ${at}`);
            assert.equal(error.facts.reason, 'badTag');
          }
        }
      }
    }
  });

  it('refuses a value copied to another key, where the key is authenticated', async () => {
    for (const name of ['aesgcm', 'kms v2 with a key', 'kms v2 with a seed']) {
      const error = await failure(decryptAtRest(otherKey, madeAs(name), configuration, { kmsDecrypt }));
      assert.deepEqual([error.code, error.facts.reason], ['encryption.decryptionFailed', 'badTag'], name);
    }
    for (const name of ['aescbc', 'secretbox']) {
      const opened = await decryptAtRest(otherKey, madeAs(name), configuration);
      assert.equal(opened.plaintext.length, plaintext.length);
    }
  });

  it('says which key failed, and how', async () => {
    const wrong = secretsUnder(
      `{aesgcm: {keys: [{name: gcm, secret: "${wrong64}"}]}}`,
      `{aesgcm: {keys: [{name: gcm, secret: "${wrong64}"}]}}`,
      `{secretbox: {keys: [{name: box, secret: "${wrong64}"}]}}`,
    );
    const gcm = await failure(decryptAtRest(etcdKey, madeAs('aesgcm'), wrong));
    assert.equal(gcm.code, 'encryption.decryptionFailed');
    assert.deepEqual(gcm.facts, { provider: 'aesgcm', version: 'v1', keyName: 'gcm', reason: 'badTag', tried: 2 });
    const box = await failure(decryptAtRest(etcdKey, madeAs('secretbox'), wrong));
    assert.deepEqual(box.facts, { provider: 'secretbox', version: 'v1', keyName: 'box', reason: 'badTag', tried: 1 });
    const wrongCbc = secretsUnder(`{aescbc: {keys: [{name: cbc, secret: "${wrong64}"}]}}`);
    const reasons = new Set<unknown>();
    for (let count = 0; count < 20; count++) {
      const again = encryptAtRest(etcdKey, plaintext, configuration).value;
      const outcome = await decryptAtRest(etcdKey, again, wrongCbc).catch((error: unknown) => error);
      // By chance the padding may be right; then it does not look like an object, and says so.
      reasons.add(
        outcome instanceof EtcdscopeError ? outcome.facts.reason : (outcome as { looksStored: boolean }).looksStored,
      );
    }
    assert.ok(reasons.has('badPadding'));
    assert.ok(!reasons.has(true));
  });

  it('tries every key of a name, those of the resource before all others', async () => {
    const rotated = secretsUnder(
      `{aescbc: {keys: [{name: cbc, secret: "${wrong64}"}, {name: cbc, secret: "${base64}"}]}}`,
      `{aesgcm: {keys: [{name: gcm, secret: "${wrong64}"}]}}`,
      `{aesgcm: {keys: [{name: gcm, secret: "${base64}"}]}}`,
    );
    for (const name of ['aescbc', 'aesgcm']) {
      const opened = await decryptAtRest(etcdKey, madeAs(name), rotated);
      assert.equal(textFromBytes(opened.plaintext), textFromBytes(plaintext));
      assert.equal(opened.isStale, true);
    }
    const configMap = bytesFromText('/registry/configmaps/default/copied');
    const opened = await decryptAtRest(configMap, madeAs('secretbox'), configuration);
    assert.equal(opened.isStale, true);
  });

  it('tells what it has no key for', async () => {
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [value('k8s:enc:aesgcm:v1:gone:', new Uint8Array(60)), 'encryption.keyMissing'],
      [value('k8s:enc:kms:v2:gone:', new Uint8Array(60)), 'encryption.keyMissing'],
      [value('k8s:enc:aesgcm:v2:gcm:', new Uint8Array(60)), 'encryption.unknownProvider'],
      [value('k8s:enc:rot13:v1:gcm:', new Uint8Array(60)), 'encryption.unknownProvider'],
      [value('k8s:enc:'), 'encryption.malformed'],
      [value('k8s:enc:aesgcm:v1:gcm:'), 'encryption.malformed'],
      [value('k8s:enc:aescbc:v1:cbc:', new Uint8Array(33)), 'encryption.malformed'],
      [madeAs('kms v2 with a seed'), 'encryption.kmsRequired'],
    ];
    for (const [bytes, code] of cases) {
      assert.equal((await failure(decryptAtRest(etcdKey, bytes, configuration))).code, code);
    }
  });

  it('hands on what is not encrypted', async () => {
    const opened = await decryptAtRest(etcdKey, plaintext, configuration);
    assert.deepEqual([opened.provider, opened.authenticated, opened.isStale], ['identity', false, true]);
    assert.equal(opened.plaintext, plaintext);
    const pod = await decryptAtRest(bytesFromText('/registry/pods/default/web'), plaintext, configuration);
    assert.equal(pod.isStale, false);
  });

  describe('with a plugin', () => {
    it('asks it what the API server asks', async () => {
      const asked: KmsDecryptRequest[] = [];
      const listening = async (request: KmsDecryptRequest) => {
        asked.push(request);
        return plugin.decrypt(request.ciphertext);
      };
      await decryptAtRest(etcdKey, madeAs('kms v2 with a seed'), configuration, { kmsDecrypt: listening });
      await decryptAtRest(etcdKey, madeAs('kms v1'), configuration, { kmsDecrypt: listening });
      assert.deepEqual(
        asked.map(({ plugin: { name, version, endpoint }, keyId }) => [name, version, endpoint, keyId]),
        [
          ['new', 'v2', 'unix:///new.sock', 'key-1'],
          ['old', 'v1', 'unix:///old.sock', undefined],
        ],
      );
      assert.deepEqual([...(asked[0]?.annotations?.keys() ?? [])], ['version.example.com']);
    });

    it('tells its failures from those of the value', async () => {
      const value2 = madeAs('kms v2 with a seed');
      const failing = await failure(
        decryptAtRest(etcdKey, value2, configuration, { kmsDecrypt: () => Promise.reject(new Error('no such key')) }),
      );
      assert.deepEqual([failing.code, failing.facts.reason], ['encryption.kmsFailed', 'call']);
      const short = await failure(
        decryptAtRest(etcdKey, value2, configuration, { kmsDecrypt: async () => new Uint8Array(31) }),
      );
      assert.deepEqual([short.facts.reason, short.facts.bytes], ['badKeyLength', 31]);
      const other = await failure(
        decryptAtRest(etcdKey, value2, configuration, { kmsDecrypt: async () => new Uint8Array(32) }),
      );
      assert.deepEqual([other.code, other.facts.reason], ['encryption.decryptionFailed', 'badTag']);
      const cancelled = await failure(
        decryptAtRest(etcdKey, value2, configuration, {
          kmsDecrypt: () => Promise.reject(new EtcdscopeError('cancelled')),
        }),
      );
      assert.equal(cancelled.code, 'cancelled');
      const broken = secondKms({ keyId: '' });
      assert.equal(
        (await failure(decryptAtRest(etcdKey, broken, configuration, { kmsDecrypt }))).code,
        'encryption.malformed',
      );
      await assert.rejects(
        decryptAtRest(etcdKey, value2, configuration, { kmsDecrypt, signal: AbortSignal.abort() }),
        error => hasCode(error, 'cancelled'),
      );
    });
  });

  it('never tells a key in an error', async () => {
    const secrets = [base64, wrong64, Buffer.from(secret32).toString(), Buffer.from(secret32).toString('hex')];
    for (const { value: encrypted } of made) {
      const error = await failure(
        decryptAtRest(etcdKey, encrypted.subarray(0, -1), configuration, { kmsDecrypt }),
      ).catch(() => undefined);
      const told = `${error?.stack} ${JSON.stringify(error)}`;
      assert.ok(secrets.every(secret => !told.includes(secret)));
    }
    assert.ok(secrets.every(secret => !JSON.stringify(configuration).includes(secret)));
  });
});

describe('encrypting at rest', () => {
  it('writes as the API server would: under the first key of the first provider', async () => {
    const cases = [
      ['aescbc', `{aescbc: {keys: [{name: "a:b", secret: "${base64}"}, {name: old, secret: "${wrong64}"}]}}`],
      ['aesgcm', `{aesgcm: {keys: [{name: new, secret: "${base64}"}, {name: old, secret: "${wrong64}"}]}}`],
      ['secretbox', `{secretbox: {keys: [{name: new, secret: "${base64}"}]}}`],
    ] as const;
    for (const [provider, text] of cases) {
      const under = secretsUnder(text, '{identity: {}}');
      for (let length = 0; length < 70; length++) {
        const some = plaintext.subarray(0, length % plaintext.length);
        const encrypted = encryptAtRest(etcdKey, some, under);
        assert.equal(encrypted.provider, provider);
        const opened = await decryptAtRest(etcdKey, encrypted.value, under);
        assert.deepEqual(Buffer.from(opened.plaintext), Buffer.from(some));
        assert.deepEqual([opened.keyName, opened.isStale], [encrypted.keyName, false]);
      }
      const [one, two] = [encryptAtRest(etcdKey, plaintext, under), encryptAtRest(etcdKey, plaintext, under)];
      assert.notDeepEqual(one.value, two.value);
    }
  });

  it('leaves in clear what the configuration leaves in clear', () => {
    const plain = encryptAtRest(
      etcdKey,
      plaintext,
      secretsUnder('{identity: {}}', `{aescbc: {keys: [{name: k, secret: "${base64}"}]}}`),
    );
    assert.deepEqual([plain.provider, plain.value], ['identity', plaintext]);
    const pod = encryptAtRest(bytesFromText('/registry/pods/default/web'), plaintext, configuration);
    assert.equal(pod.provider, 'identity');
    assert.equal(
      encryptAtRest(bytesFromText('/x'), plaintext, configuration, { resource: 'secrets', group: '' }).provider,
      'aescbc',
    );
  });

  it('says that a plugin is needed', () => {
    const kms = secretsUnder('{kms: {apiVersion: v2, name: vault, endpoint: "unix:///vault.sock"}}');
    assert.throws(
      () => encryptAtRest(etcdKey, plaintext, kms),
      error => hasCode(error, 'encryption.kmsRequired') && error.facts.socket === 'unix:///vault.sock',
    );
  });
});
