import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesFromText } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import {
  type AuditOptions,
  auditEncryption,
  decryptAtRest,
  encryptAtRest,
  type KmsKeyId,
  parseAtRest,
  parseEncryptionConfiguration,
  sealAtRest,
} from '../../../src/core/encryption';
import { type KmsPlugin, openKmsPlugin } from '../../../src/core/etcd';
import { startKmsPlugin, type TestKmsPlugin } from '../../support/kmsPlugin';
import { MemoryReader } from '../../support/memoryReader';

const seed = bytesFromText('a seed that is 32 bytes long, yes');
const key = bytesFromText('/registry/secrets/shop/card');

describe('a KMS v2 plugin', () => {
  let directory: string;
  let server: TestKmsPlugin;
  let plugin: KmsPlugin;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-kms-'));
    server = await startKmsPlugin(join(directory, 'kms.sock'));
    plugin = openKmsPlugin({ name: 'lab', socket: server.socket });
  });
  afterEach(async () => {
    plugin.close();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const fails = (reason: string) => (error: unknown) => {
    assert.ok(hasCode(error, 'encryption.kmsFailed'), String(error));
    assert.equal(error.facts.reason, reason);
    assert.equal(error.facts.keyName, 'lab');
    return true;
  };

  it('tells its status', async () => {
    assert.deepEqual(await plugin.status(), { version: 'v2', health: 'ok', keyId: 'test-kek-1' });
  });

  it('decrypts what it encrypted, under an earlier key as well', async () => {
    const encrypted = await plugin.encrypt(seed);
    assert.equal(encrypted.keyId, 'test-kek-1');
    assert.deepEqual([...encrypted.annotations.keys()], ['version.kms.example.com']);
    server.keyId = 'test-kek-2';
    assert.deepEqual(Buffer.from(await plugin.decrypt(encrypted)), Buffer.from(seed));
  });

  it('is asked once for what it was asked before, and again after it was closed', async () => {
    const encrypted = await plugin.encrypt(seed);
    assert.equal(plugin.knows(encrypted), false);
    await Promise.all([plugin.decrypt(encrypted), plugin.decrypt(encrypted)]);
    await plugin.decrypt({ ...encrypted });
    assert.equal(plugin.knows(encrypted), true);
    assert.deepEqual(server.calls, ['Encrypt', 'Decrypt']);
    plugin.close();
    assert.equal(plugin.knows(encrypted), false);
    await assert.rejects(plugin.decrypt(encrypted), error => hasCode(error, 'cancelled'));
  });

  it('does not take one answer for another question', async () => {
    const encrypted = await plugin.encrypt(seed);
    await plugin.decrypt(encrypted);
    await assert.rejects(plugin.decrypt({ ...encrypted, keyId: 'other' }), error => {
      assert.ok(fails('answer')(error) && hasCode(error, 'encryption.kmsFailed'));
      assert.equal(error.facts.server, 'no key of the id other');
      return true;
    });
    await plugin.decrypt({ ...encrypted, annotations: new Map([['a.b', seed]]) });
    assert.deepEqual(server.calls, ['Encrypt', 'Decrypt', 'Decrypt', 'Decrypt']);
  });

  it('says what it said, without control characters', async () => {
    server.trouble = { words: 'vault is\u001b[31m sealed' };
    await assert.rejects(plugin.encrypt(seed), error => {
      assert.ok(fails('answer')(error) && hasCode(error, 'encryption.kmsFailed'));
      assert.equal(error.facts.server, 'vault is [31m sealed');
      return true;
    });
  });

  it('ends with its deadline, and with the signal', async () => {
    server.trouble = 'silence';
    const hasty = openKmsPlugin({ name: 'lab', socket: server.socket, timeoutMilliseconds: 50 });
    await assert.rejects(hasty.encrypt(seed), fails('timeout'));
    hasty.close();
    const controller = new AbortController();
    const running = plugin.encrypt(seed, { signal: controller.signal });
    setImmediate(() => controller.abort());
    await assert.rejects(running, error => hasCode(error, 'cancelled'));
    await assert.rejects(plugin.decrypt(await fresh(), { signal: controller.signal }), error =>
      hasCode(error, 'cancelled'),
    );
  });
  const fresh = async () => ({ ciphertext: seed, keyId: 'x', annotations: new Map() });

  it('tells apart why nobody answers', async () => {
    const at = (socket: string) => openKmsPlugin({ name: 'lab', socket }).status();
    await assert.rejects(at(join(directory, 'missing.sock')), fails('noSocket'));
    const file = join(directory, 'file');
    await writeFile(file, '');
    await assert.rejects(at(file), fails('notASocket'));
    const deaf = await listen(join(directory, 'deaf.sock'));
    await assert.rejects(at(join(directory, 'deaf.sock')), fails('refused'));
    deaf.close();
  });

  describe('under an EncryptionConfiguration', () => {
    const configuration = () =>
      parseEncryptionConfiguration(
        JSON.stringify({
          apiVersion: 'apiserver.config.k8s.io/v1',
          kind: 'EncryptionConfiguration',
          resources: [
            {
              resources: ['secrets'],
              providers: [
                { kms: { apiVersion: 'v2', name: 'lab', endpoint: `unix://${server.socket}` } },
                { identity: {} },
              ],
            },
          ],
        }),
      );
    const kmsDecrypt: NonNullable<Parameters<typeof decryptAtRest>[3]>['kmsDecrypt'] = ({
      ciphertext,
      keyId = '',
      annotations = new Map(),
    }) => plugin.decrypt({ ciphertext, keyId, annotations });

    it('seals as an API server does, and reads that back', async () => {
      const plaintext = bytesFromText('k8s\0 a Secret');
      const sealed = await sealAtRest(key, plaintext, configuration(), {
        kmsEncrypt: (_, bytes) => plugin.encrypt(bytes),
      });
      assert.deepEqual([sealed.provider, sealed.version, sealed.keyName], ['kms', 'v2', 'lab']);
      const { encryptedObject, problem } = parseAtRest(sealed.value) ?? {};
      assert.equal(problem, undefined);
      assert.equal(encryptedObject?.keyId, 'test-kek-1');
      assert.equal(encryptedObject.dekSourceType, 1);
      const opened = await decryptAtRest(key, sealed.value, configuration(), { kmsDecrypt });
      assert.deepEqual(Buffer.from(opened.plaintext), Buffer.from(plaintext));
      assert.equal(opened.isStale, false);
      // The key is authenticated.
      await assert.rejects(
        decryptAtRest(bytesFromText('/registry/secrets/shop/copy'), sealed.value, configuration(), { kmsDecrypt }),
        error => hasCode(error, 'encryption.decryptionFailed') && error.facts.reason === 'badTag',
      );
    });

    it('refuses what an API server would refuse to store', async () => {
      const seal = () => sealAtRest(key, seed, configuration(), { kmsEncrypt: (_, bytes) => plugin.encrypt(bytes) });
      server.annotations = { 'no-domain': '1' };
      await assert.rejects(seal(), fails('badAnswer'));
      server.annotations = { 'large.example.com': 'x'.repeat(33 * 1024) };
      await assert.rejects(seal(), fails('badAnswer'));
      server.annotations = {};
      server.keyId = '';
      await assert.rejects(seal(), fails('badAnswer'));
    });

    it('lets an audit prove that values open, and not ask for ever', async () => {
      const reader = new MemoryReader([]);
      for (let index = 0; index < 40; index++) {
        const name = bytesFromText(`/registry/secrets/shop/${String(index).padStart(2, '0')}`);
        const { value } = await sealAtRest(name, bytesFromText('k8s\0'), configuration(), {
          kmsEncrypt: (_, bytes) => plugin.encrypt(bytes),
        });
        reader.put([name, value]);
        if (index === 5) {
          reader.put([bytesFromText('/registry/secrets/shop/copied'), value]);
        }
      }
      const audit = async (options: AuditOptions) => {
        const report = await auditEncryption(reader, { configuration: configuration(), kmsDecrypt, ...options });
        const { verified, unreadable } = report.resources[0]?.byProvider[0] ?? {};
        return { verified, unreadable };
      };
      assert.deepEqual(await audit({ verify: 'all' }), { verified: 41, unreadable: 1 });
      assert.deepEqual(await audit({}), { verified: 32, unreadable: 0 });
      assert.deepEqual(await audit({ verify: 'none' }), { verified: 0, unreadable: 0 });
      plugin.close();
      plugin = openKmsPlugin({ name: 'lab', socket: server.socket });
      server.trouble = { words: 'sealed' };
      const before = server.calls.length;
      assert.deepEqual(await audit({ verify: 'all' }), { verified: 0, unreadable: 0 });
      assert.equal(server.calls.length - before, 3);
    });

    it('lets an audit tell values under an earlier key of the plugin', async () => {
      const reader = new MemoryReader([]);
      const put = async (name: string) => {
        const path = bytesFromText(`/registry/secrets/shop/${name}`);
        const { value } = await sealAtRest(path, bytesFromText('k8s\0'), configuration(), {
          kmsEncrypt: (_, bytes) => plugin.encrypt(bytes),
        });
        reader.put([path, value]);
      };
      await put('a-before');
      await put('b-before');
      server.keyId = 'test-kek-2';
      await put('c-after');
      const kmsKeyId: KmsKeyId = async (_, options) => (await plugin.status(options)).keyId;
      const audit = (options: AuditOptions) =>
        auditEncryption(reader, { configuration: configuration(), kmsDecrypt, ...options });
      const report = await audit({ kmsKeyId });
      assert.equal(report.stale, 2);
      const [finding, ...others] = report.findings.filter(({ code }) => /stale|KeyId/.test(code));
      assert.deepEqual(others, []);
      assert.deepEqual(
        [finding?.code, finding?.keyName, finding?.count, finding?.facts, finding?.examples.map(({ name }) => name)],
        ['earlierKeyId', 'lab', 2, { keyId: 'test-kek-2' }, ['a-before', 'b-before']],
      );
      const codes = async (options: AuditOptions) => (await audit(options)).findings.map(({ code }) => code);
      assert.ok((await codes({})).includes('severalKeyIds'));
      server.trouble = { words: 'sealed' };
      const silent = await audit({ kmsKeyId });
      assert.equal(silent.stale, 0);
      assert.ok(silent.findings.some(({ code }) => code === 'severalKeyIds'));
    });

    it('needs the plugin, and nothing else for other resources', async () => {
      await assert.rejects(sealAtRest(key, seed, configuration()), error => hasCode(error, 'encryption.kmsRequired'));
      const other = bytesFromText('/registry/configmaps/shop/card');
      assert.deepEqual(await sealAtRest(other, seed, configuration()), encryptAtRest(other, seed, configuration()));
    });
  });
});

/** Takes connections and says nothing that gRPC would understand. */
async function listen(socket: string): Promise<Server> {
  const server = createServer(connection => connection.destroy());
  await new Promise<void>(resolve => server.listen(socket, resolve));
  return server;
}
