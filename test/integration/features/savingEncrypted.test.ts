import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { Emitter } from '../../../src/core/base/emitter';
import { EtcdscopeError, hasCode, isEtcdscopeError } from '../../../src/core/base/errors';
import { decryptAtRest, encryptAtRest, parseAtRest, parseEncryptionConfiguration } from '../../../src/core/encryption';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import * as kubernetes from '../../../src/core/kubernetes';
import { decodeValue, renderYaml } from '../../../src/core/kubernetes';
import { DocumentSaver } from '../../../src/features/documents/documentSaver';
import { EditBases } from '../../../src/features/documents/editBases';
import { digestOfText } from '../../../src/features/documents/edition';
import type { Protection } from '../../../src/host/atRest/atRestValues';
import { ConnectionVaults } from '../../../src/host/atRest/connectionVaults';
import type { Connection, ConnectionConfiguration } from '../../../src/host/connections/connection';
import type { KeyTarget } from '../../../src/host/keyTarget';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { startKmsPlugin, type TestKmsPlugin } from '../../support/kmsPlugin';
import { storedKeys } from '../../support/kubernetesA';
import { repositoryRoot } from '../../support/repositoryRoot';

const compressed = join(repositoryRoot, 'test/fixtures/kubernetes-a/encryption.yaml.gz');
const form = { language: 'yaml', hideManagedFields: true } as const;
const secretKey = (name: string) => `/registry/secrets/${name}`;

/** The providers of the real file, by kind, as a text each that stands in the list of a configuration. */
const providers: Readonly<Record<string, string>> = {
  aescbc:
    '{aescbc: {keys: [{name: cbc.key-b, secret: "CWNL0u+oUx5R0ZScdDCLJK5RaRKfcQEp"}, {name: cbc-key-a, secret: "tuWGjb6DfrtlxHCAUX1F8+Z/jGqzNySYsAqHtkOkEBg="}]}}',
  secretbox: '{secretbox: {keys: [{name: sbox-2026q1, secret: "KqYlIX5U8CLFHpG6tn50kNf41xFmhP8qrTTutyWjg6M="}]}}',
  aesgcm: '{aesgcm: {keys: [{name: gcm-128, secret: "GZLbVBy3pMy1qSRZY8Jc0w=="}]}}',
  identity: '{identity: {}}',
};

/** The order of fields is not the user's. */
function isSameObject(a: string, b: string): boolean {
  return isDeepStrictEqual(parse(a), parse(b));
}

function configurationText(...list: readonly string[]): string {
  return `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets, configmaps, widgets.lab.example.com]
    providers: [${list.join(', ')}]
`;
}

describe('documents of encrypted values', function () {
  this.timeout(60_000);
  let directory: string;
  let file: string;
  let etcd: RunningEtcd;
  let store: EtcdStore;
  let vaults: ConnectionVaults;
  let configuration: ConnectionConfiguration;
  let bases: EditBases;
  let plaintextQuestions: number;
  let allowPlaintext: boolean;
  const stateChanges = new Emitter<Connection>();
  const listChanges = new Emitter<void>();
  const encrypted = storedKeys().filter(({ value }) => parseAtRest(value) !== undefined);
  const local = encrypted.filter(({ value }) => parseAtRest(value)?.provider !== 'kms');

  before(async () => {
    etcd = await startEtcd();
    store = await openEtcd({ endpoints: etcd.endpoints });
  });
  after(async () => {
    store?.close();
    await etcd?.stop();
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-saving-'));
    file = join(directory, 'encryption.yaml');
    await writeFile(file, gunzipSync(await readFile(compressed)));
    configuration = { id: 'a', name: 'A', endpoints: etcd.endpoints, encryptionConfigurationFile: file };
    vaults = new ConnectionVaults(
      {
        connections: {
          find: id => (id === 'a' ? { configuration, state: { kind: 'disconnected' } } : undefined),
          onDidChangeState: stateChanges.event,
          onDidChangeList: listChanges.event,
        },
        log: { info: () => undefined },
        watchFile: () => ({ dispose: () => undefined }),
      },
      () => undefined,
    );
    bases = new EditBases();
    plaintextQuestions = 0;
    allowPlaintext = false;
    await store.deletePrefix(bytesFromText(''));
  });
  afterEach(async () => {
    vaults.dispose();
    await rm(directory, { recursive: true, force: true });
  });

  const configure = (fields: Partial<ConnectionConfiguration>) => {
    configuration = { ...configuration, ...fields };
    listChanges.fire();
  };
  const targetOf = (key: Uint8Array | string): KeyTarget => ({
    connectionId: 'a',
    key: typeof key === 'string' ? bytesFromText(key) : key,
  });
  /** What a document of a key shows, taken for what the editor has loaded. */
  const load = async (key: Uint8Array | string) => {
    const target = targetOf(key);
    const stored = await store.get(target.key);
    assert.ok(stored);
    const { plaintext, protection } = await vaults.open(target, stored.value);
    const text = renderYaml(decodeValue(target.key, plaintext), form);
    const { modRevision: revision } = stored;
    const facts = { format: 'kubernetes-protobuf', isEditable: true, size: stored.value.length, form } as const;
    bases.wasSaved(uriOf(target), { revision, size: text.length, digest: digestOfText(text), facts });
    return { text, protection, stored };
  };
  const uriOf = ({ key }: KeyTarget) => `etcd://a${textFromBytes(key)}`;
  const save = (key: Uint8Array | string, text: string) => {
    const target = targetOf(key);
    const saver = new DocumentSaver({
      askToReplace: () => assert.fail('nothing was to be asked'),
      loadCodec: async () => kubernetes,
      atRest: vaults,
      confirmPlaintext: async () => {
        plaintextQuestions++;
        if (!allowPlaintext) {
          throw new EtcdscopeError('cancelled');
        }
      },
      confirmWrite: async () => undefined,
    });
    const request = { target, content: bytesFromText(text), origin: bases.takeOrigin(uriOf(target)) };
    return saver.save({ ...request, mayCreate: true, mayReplace: true }, store, store);
  };
  const labelled = (text: string) => text.replace(/^metadata:\n/m, 'metadata:\n  labels:\n    saved: "here"\n');
  const lockedBy = (protection: Protection | undefined) => {
    assert.equal(protection?.kind, 'locked');
    return protection.kind === 'locked' && isEtcdscopeError(protection.error) ? protection.error : undefined;
  };

  it('open as the objects that they are, and say by which key', async () => {
    assert.equal(local.length, 18);
    for (const { key, value } of local) {
      const { plaintext, protection } = await vaults.open(targetOf(key), value);
      const names = parseAtRest(value);
      assert.equal(protection?.kind, 'opened');
      assert.deepEqual([protection.provider, protection.keyName], [names?.provider, names?.keyName]);
      assert.equal(protection.kind === 'opened' && protection.canSeal, true);
      assert.equal(decodeValue(key, plaintext).problem, undefined);
    }
  });

  for (const first of ['aescbc', 'secretbox', 'aesgcm'] as const) {
    it(`are saved under the first key: ${first}`, async () => {
      const rest = Object.keys(providers).filter(name => name !== first);
      const text = configurationText(...[first, ...rest].map(name => providers[name] ?? ''));
      await writeFile(file, text);
      const parsed = parseEncryptionConfiguration(text);
      // The first of each way in which the real cluster wrote them.
      for (const provider of ['aescbc', 'secretbox', 'aesgcm']) {
        const found = local.find(({ key, value }) => {
          const isSecret = textFromBytes(key)?.startsWith(secretKey(''));
          return isSecret && parseAtRest(value)?.provider === provider;
        });
        assert.ok(found);
        await store.put(found.key, found.value);
        const { text: before, stored } = await load(found.key);
        assert.equal((await save(found.key, before)).kind, 'same', 'an unchanged text writes nothing');
        assert.equal((await store.get(found.key))?.modRevision, stored.modRevision);
        const after = before.includes('  labels:\n')
          ? before.replace('  labels:\n', '  labels:\n    saved: "here"\n')
          : labelled(before);
        const result = await save(found.key, after);
        assert.equal(result.kind, 'written');
        const now = await store.get(found.key);
        assert.ok(now);
        const names = parseAtRest(now.value);
        assert.deepEqual(
          [names?.provider, names?.keyName],
          [first, parsed.entries[0]?.providers[0] && keyNameOf(first)],
        );
        const opened = await decryptAtRest(found.key, now.value, parsed);
        assert.equal(opened.isStale, false);
        assert.ok(isSameObject(renderYaml(decodeValue(found.key, opened.plaintext), form), after));
      }
    });
  }
  const keyNameOf = (provider: string) => /name: ([^,]+),/.exec(providers[provider] ?? '')?.[1];

  it('are saved below a prefix of their own as well, under the key that their resource has', async () => {
    const text = `${configurationText(providers.secretbox ?? '', providers.aesgcm ?? '')}  - resources: [events]
    providers: [${providers.aescbc}]
`;
    await writeFile(file, text);
    const parsed = parseEncryptionConfiguration(text);
    const old = parseEncryptionConfiguration(configurationText(providers.aesgcm ?? ''));
    const stored = bytesFromText('{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"type":"Opaque"}\n');
    const secrets = { resource: 'secrets', group: '' };
    for (const key of ['/tenant-a/secrets/shop/a', '/tenants/a/lab.example.com/widgets/shop/a']) {
      await store.put(bytesFromText(key), encryptAtRest(bytesFromText(key), stored, old, secrets).value);
      const { text: before, protection } = await load(key);
      assert.equal(protection?.kind === 'opened' && protection.canSeal, true, key);
      assert.equal((await save(key, labelled(before))).kind, 'written');
      const now = await store.get(bytesFromText(key));
      assert.equal(parseAtRest(now?.value ?? stored)?.keyName, 'sbox-2026q1');
    }
    assert.equal(plaintextQuestions, 0);
    // The configuration has other keys for what these keys look like, so that nothing is known.
    for (const key of ['/tenant-a/events/shop/a', '/tenant-a/things/shop/a']) {
      const { value } = encryptAtRest(bytesFromText(key), stored, parsed, secrets);
      const { protection } = await vaults.open(targetOf(key), value);
      assert.equal(protection?.kind === 'opened' && protection.canSeal, false, key);
    }
  });

  it('ask before identity writes them as plaintext', async () => {
    const found = local.find(({ key }) => textFromBytes(key)?.startsWith(secretKey('')));
    assert.ok(found);
    await store.put(found.key, found.value);
    const { text, stored } = await load(found.key);
    await assert.rejects(save(found.key, labelled(text)), error => hasCode(error, 'cancelled'));
    assert.equal((await store.get(found.key))?.modRevision, stored.modRevision);
    allowPlaintext = true;
    await load(found.key);
    assert.equal((await save(found.key, labelled(text))).kind, 'written');
    assert.equal(plaintextQuestions, 2);
    assert.equal(parseAtRest((await store.get(found.key))?.value ?? bytesFromText('')), undefined);
  });

  it('stay closed, and are not written, where a key of the name is another one', async () => {
    const wrong = Buffer.alloc(32, 7).toString('base64');
    const providersOfWrong = [
      `{aescbc: {keys: [{name: cbc.key-b, secret: "${wrong}"}, {name: cbc-key-a, secret: "${wrong}"}]}}`,
      `{secretbox: {keys: [{name: sbox-2026q1, secret: "${wrong}"}]}}`,
      `{aesgcm: {keys: [{name: gcm-128, secret: "${wrong}"}]}}`,
    ];
    await writeFile(file, configurationText(...providersOfWrong));
    for (const { key, value } of local) {
      const { plaintext, protection } = await vaults.open(targetOf(key), value);
      const error = lockedBy(protection);
      const names = parseAtRest(value);
      assert.equal(error?.code, 'encryption.decryptionFailed');
      assert.equal(error.facts.keyName, names?.keyName);
      const reasons = names?.provider === 'aescbc' ? ['badPadding', 'noObject'] : ['badTag'];
      assert.ok(reasons.includes(String(error.facts.reason)), String(error.facts.reason));
      assert.deepEqual(plaintext, value, 'what failed its check is not handed on');
    }
    const [one] = local;
    assert.ok(one);
    await store.put(one.key, one.value);
    await assert.rejects(save(one.key, 'kind: Secret\n'), error => hasCode(error, 'encryption.decryptionFailed'));
  });

  it('open otherwise as soon as the file has changed, and not at all without one', async () => {
    const [one] = local;
    assert.ok(one);
    const open = async () => (await vaults.open(targetOf(one.key), one.value)).protection;
    assert.equal((await open())?.kind, 'opened');
    await writeFile(file, configurationText(providers.identity ?? ''));
    assert.equal(lockedBy(await open())?.code, 'encryption.keyMissing');
    await writeFile(file, 'kind: Nothing');
    assert.equal(lockedBy(await open())?.code, 'encryption.badConfiguration');
    await rm(file);
    assert.equal(lockedBy(await open())?.code, 'file.unreadable');
    configure({ encryptionConfigurationFile: undefined });
    assert.deepEqual(await open(), {
      kind: 'locked',
      provider: parseAtRest(one.value)?.provider,
      version: 'v1',
      keyName: parseAtRest(one.value)?.keyName,
    });
  });

  it('are encrypted where they are new, as far as the configuration names them', async () => {
    await writeFile(file, configurationText(providers.aesgcm ?? '', providers.identity ?? ''));
    const create = async (key: string, text: string) => {
      bases.wasSaved(uriOf(targetOf(key)), { revision: 0n, size: 0, digest: digestOfText('') });
      assert.equal((await save(key, text)).kind, 'written');
      return parseAtRest((await store.get(bytesFromText(key)))?.value ?? bytesFromText(''))?.keyName;
    };
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: fresh\n  namespace: shop\ntype: Opaque\n';
    assert.equal(await create(secretKey('shop/fresh'), secret), 'gcm-128');
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: fresh\n  namespace: shop\n';
    assert.equal(await create('/registry/serviceaccounts/shop/fresh', account), undefined);
    assert.equal(await create('/elsewhere/fresh', 'some text'), undefined);
    assert.equal(plaintextQuestions, 0);
  });

  describe('under a plugin', () => {
    let plugin: TestKmsPlugin;
    beforeEach(async () => {
      plugin = await startKmsPlugin(join(directory, 'kms.sock'));
      const kms = '{kms: {apiVersion: v2, name: test-kms, endpoint: "unix:///run/elsewhere.sock"}}';
      await writeFile(file, configurationText(kms, providers.secretbox ?? '', providers.identity ?? ''));
      configure({ kmsPlugins: { 'test-kms': plugin.socket } });
    });
    afterEach(() => plugin.stop());

    const secretUnderPlugin = async () => {
      const found = local.find(({ value }) => parseAtRest(value)?.provider === 'secretbox');
      assert.ok(found);
      await store.put(found.key, found.value);
      const { text } = await load(found.key);
      const changed = text.replace(/^metadata:\n/m, 'metadata:\n  generateName: under-kms\n');
      assert.equal((await save(found.key, changed)).kind, 'written');
      const now = await store.get(found.key);
      assert.ok(now);
      return { ...now, text: changed };
    };

    it('are saved and opened through it, with one call for what is open already', async () => {
      const { key, value, text } = await secretUnderPlugin();
      const names = parseAtRest(value);
      assert.deepEqual([names?.provider, names?.version, names?.keyName], ['kms', 'v2', 'test-kms']);
      const { text: again, protection } = await load(key);
      assert.ok(isSameObject(again, text));
      assert.deepEqual([protection?.kind, protection?.keyName], ['opened', 'test-kms']);
      await load(key);
      assert.deepEqual(plugin.calls, ['Encrypt', 'Decrypt']);
    });

    it('are asked for anew after the connection was closed', async () => {
      const { key } = await secretUnderPlugin();
      await load(key);
      stateChanges.fire({ configuration, state: { kind: 'disconnected' } });
      await load(key);
      assert.deepEqual(plugin.calls, ['Encrypt', 'Decrypt', 'Decrypt']);
    });

    it('say that they need it where the settings do not name it', async () => {
      const { key, value } = await secretUnderPlugin();
      configure({ kmsPlugins: undefined });
      const error = lockedBy((await vaults.open(targetOf(key), value)).protection);
      assert.equal(error?.code, 'encryption.kmsRequired');
      assert.equal(error.facts.keyName, 'test-kms');
      await assert.rejects(vaults.seal(targetOf(key), value), thrown => hasCode(thrown, 'encryption.kmsRequired'));
    });

    it('say what is wrong with it', async () => {
      const { key, value } = await secretUnderPlugin();
      plugin.trouble = { words: 'sealed' };
      const error = lockedBy((await vaults.open(targetOf(key), value)).protection);
      assert.deepEqual(
        [error?.code, error?.facts.reason, error?.facts.server],
        ['encryption.kmsFailed', 'answer', 'sealed'],
      );
    });

    it('open without a file as well, and are for reading then', async () => {
      const { key, value } = await secretUnderPlugin();
      configure({ encryptionConfigurationFile: undefined });
      const { protection } = await vaults.open(targetOf(key), value);
      assert.equal(protection?.kind === 'opened' && protection.canSeal, false);
    });

    it('cost whoever opens many no more calls than they have', async () => {
      const { key, value } = await secretUnderPlugin();
      const budget = { pluginCalls: 0 };
      const refused = await vaults.open(targetOf(key), value, { budget });
      assert.equal(lockedBy(refused.protection)?.code, 'encryption.kmsRequired');
      budget.pluginCalls = 1;
      for (let round = 0; round < 3; round++) {
        assert.equal((await vaults.open(targetOf(key), value, { budget })).protection?.kind, 'opened');
      }
      assert.equal(budget.pluginCalls, 0);
    });
  });
});
