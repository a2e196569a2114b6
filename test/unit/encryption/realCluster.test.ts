import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import {
  decryptAtRest,
  type EncryptionProvider,
  encryptAtRest,
  isEncryptedAtRest,
  parseAtRest,
  parseEncryptionConfiguration,
} from '../../../src/core/encryption';
import { decodeValue, isJsonObject, type JsonObject } from '../../../src/core/kubernetes';
import { storedKeys, truthFiles } from '../../support/kubernetesA';
import { repositoryRoot } from '../../support/repositoryRoot';

const file = join(repositoryRoot, 'test/fixtures/kubernetes-a/encryption.yaml.gz');
const configuration = parseEncryptionConfiguration(gunzipSync(readFileSync(file)).toString());
const encrypted = storedKeys().filter(({ value }) => isEncryptedAtRest(value));

/** By etcd key, what the API server says is stored there. */
const truth: ReadonlyMap<string, TruthObject> = new Map(
  [
    ['secrets.json', '/registry/secrets'],
    ['configmaps.json', '/registry/configmaps'],
    ['widgets.lab.example.com.json', '/registry/lab.example.com/widgets'],
  ].flatMap(([name = '', directory = '']) => {
    const { items } = truthFiles().get(name) as { readonly items: readonly TruthObject[] };
    return items.map(item => [`${directory}/${item.metadata.namespace}/${item.metadata.name}`, item] as const);
  }),
);

interface TruthObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

/** Without what is not stored: the version of an object is its key's, and a custom resource may be stored as another version. */
function comparable(object: unknown): JsonObject {
  assert.ok(isJsonObject(object as JsonObject));
  const { apiVersion: _apiVersion, metadata, ...rest } = JSON.parse(JSON.stringify(object)) as JsonObject;
  assert.ok(isJsonObject(metadata));
  const { resourceVersion: _resourceVersion, ...others } = metadata;
  return { ...rest, metadata: others };
}

describe('encrypted values of a real cluster', () => {
  it('are the 21 that its README counts, by provider and key', () => {
    const counts: Record<string, number> = {};
    for (const { value } of encrypted) {
      const { provider, version, keyName, problem } = parseAtRest(value) ?? {};
      assert.equal(problem, undefined);
      const name = `${provider} ${version} ${keyName}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    assert.deepEqual(counts, {
      'aescbc v1 cbc-key-a': 4,
      'aescbc v1 cbc.key-b': 3,
      'aesgcm v1 gcm-128': 5,
      'secretbox v1 sbox-2026q1': 6,
      'kms v2 lab-kms': 3,
    });
  });

  it('decrypt to what the API server says', async () => {
    let decrypted = 0;
    for (const { key, value } of encrypted) {
      if (parseAtRest(value)?.provider === 'kms') {
        continue;
      }
      const { plaintext, looksStored, authenticated, provider } = await decryptAtRest(key, value, configuration);
      const { object, problem } = decodeValue(key, plaintext);
      assert.equal(problem, undefined);
      assert.ok(looksStored);
      assert.equal(authenticated, provider !== 'aescbc');
      const said = truth.get(textFromBytes(key) ?? '');
      assert.ok(said, `nothing said of ${textFromBytes(key)}`);
      assert.deepEqual(comparable(object), comparable(said));
      decrypted++;
    }
    assert.equal(decrypted, 18);
  });

  it('do not open under another etcd key, where that key is authenticated', async () => {
    const copy = bytesFromText('/registry/secrets/default/copied');
    for (const { value } of encrypted) {
      if (parseAtRest(value)?.provider === 'aesgcm') {
        await assert.rejects(
          decryptAtRest(copy, value, configuration),
          error => hasCode(error, 'encryption.decryptionFailed') && error.facts.reason === 'badTag',
        );
      }
    }
  });

  it('say which plugin they need, and what it is asked', async () => {
    for (const { key, value } of encrypted) {
      const { provider, encryptedObject } = parseAtRest(value) ?? {};
      if (provider !== 'kms') {
        continue;
      }
      assert.equal(encryptedObject?.keyId, 'lab-kek-1');
      assert.equal(encryptedObject.dekSourceType, 1);
      assert.deepEqual(
        [...encryptedObject.annotations].map(([name, bytes]) => [name, textFromBytes(bytes)]),
        [['version.kms.lab.example.com', '1']],
      );
      await assert.rejects(
        decryptAtRest(key, value, configuration),
        error => hasCode(error, 'encryption.kmsRequired') && error.facts.keyName === 'lab-kms',
      );
    }
  });

  it('read back after they were encrypted under each provider', async () => {
    const [entry] = configuration.entries;
    assert.ok(entry);
    const local = entry.providers.filter(({ kind }) => kind !== 'identity' && kind !== 'kms');
    assert.equal(local.length, 3);
    for (const provider of local) {
      const providers: readonly EncryptionProvider[] = [provider, ...entry.providers.filter(each => each !== provider)];
      const rotated = { entries: [{ resources: ['secrets', 'configmaps', 'widgets.lab.example.com'], providers }] };
      for (const { key, value } of encrypted) {
        if (parseAtRest(value)?.provider === 'kms') {
          continue;
        }
        const { plaintext } = await decryptAtRest(key, value, configuration);
        const again = encryptAtRest(key, plaintext, rotated);
        assert.equal(again.provider, provider.kind);
        assert.equal(parseAtRest(again.value)?.provider, provider.kind);
        const back = await decryptAtRest(key, again.value, rotated);
        assert.deepEqual(Buffer.from(back.plaintext), Buffer.from(plaintext));
        assert.equal(back.isStale, false);
        assert.equal((await decryptAtRest(key, again.value, configuration)).isStale, true);
      }
    }
  });
});
