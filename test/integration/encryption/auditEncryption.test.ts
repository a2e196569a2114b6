import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesFromText } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import {
  type AuditReport,
  auditEncryption,
  decryptAtRest,
  encryptAtRest,
  parseEncryptionConfiguration,
} from '../../../src/core/encryption';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import type { KeyspaceReader } from '../../../src/core/keyspace/keyspaceReader';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { storedKeys } from '../../support/kubernetesA';
import { repositoryRoot } from '../../support/repositoryRoot';

const file = join(repositoryRoot, 'test/fixtures/kubernetes-a/encryption.yaml.gz');
const configuration = parseEncryptionConfiguration(gunzipSync(readFileSync(file)).toString());
const prefixes = ['/registry/secrets/', '/registry/configmaps/', '/registry/lab.example.com/'];

/** `resource provider` → count. */
function countsOf({ resources }: AuditReport): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { resource, byProvider } of resources) {
    for (const { provider, version = '', count } of byProvider) {
      const name = `${resource} ${provider} ${version}`.trim();
      counts[name] = (counts[name] ?? 0) + count;
    }
  }
  return counts;
}

describe('auditing a real etcd', function () {
  this.timeout(120_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;

  before(async () => {
    etcd = await startEtcd();
    store = await openEtcd({ endpoints: etcd.endpoints });
    for (const { key, value } of storedKeys()) {
      await store.put(key, value);
    }
  });
  after(async () => {
    store?.close();
    await etcd?.stop();
  });

  it('counts what the README of the state counts', async () => {
    const report = await auditEncryption(store, { prefixes, configuration, verify: 'all' });
    assert.deepEqual(countsOf(report), {
      'configmaps plaintext': 20,
      'configmaps aesgcm v1': 2,
      'widgets.lab.example.com plaintext': 3,
      'clusterthings.lab.example.com plaintext': 1,
      'widgets.lab.example.com secretbox v1': 2,
      'widgets.lab.example.com aescbc v1': 1,
      'secrets plaintext': 9,
      'secrets aescbc v1': 6,
      'secrets aesgcm v1': 3,
      'secrets secretbox v1': 4,
      'secrets kms v2': 3,
    });
    assert.equal(report.unreadable, 0);
    const all = await auditEncryption(store, { prefixes: [''] });
    assert.deepEqual([all.total, all.total - all.plaintext], [707, 21]);
  });

  it('reads what it began with, while others write', async () => {
    const before = await auditEncryption(store, { prefixes });
    const reading = withHook(store, async () => {
      await store.put(bytesFromText('/registry/secrets/shop/meanwhile'), bytesFromText('k8s\0'));
    });
    const during = await auditEncryption(reading, { prefixes });
    assert.deepEqual(countsOf(during), countsOf(before));
    await store.delete(bytesFromText('/registry/secrets/shop/meanwhile'));
  });

  it('goes on when its revision is compacted, and says so', async () => {
    let compactions = 0;
    const reading = withHook(store, async () => {
      if (compactions++ === 1) {
        const { revision } = await store.put(bytesFromText('compact_rev_key'), bytesFromText('now'));
        await etcd.etcdctl(['compaction', String(revision)]);
      }
    });
    const report = await auditEncryption(reading, { prefixes: ['/registry/'] });
    assert.equal(report.moves, 1);
    assert.equal(report.total, 707);
    assert.equal(report.total - report.plaintext, 21);
  });

  it('ends at once when it is cancelled', async () => {
    const controller = new AbortController();
    const reading = withHook(store, async () => controller.abort());
    await assert.rejects(auditEncryption(reading, { prefixes: ['/registry/'], signal: controller.signal }), error =>
      hasCode(error, 'cancelled'),
    );
  });

  it('finds a value that was copied to another key, and one that was encrypted here', async () => {
    const [from, to] = ['/registry/secrets/shop/gcm-opaque', '/registry/secrets/shop/copied'].map(bytesFromText);
    assert.ok(from && to);
    const stored = await store.get(from);
    assert.ok(stored);
    await store.put(to, stored.value);
    const [entry] = configuration.entries;
    const providers = entry?.providers.filter(({ kind }) => kind === 'aesgcm') ?? [];
    const gcmOnly = { entries: [{ resources: ['secrets'], providers }] };
    const { plaintext } = await decryptAtRest(from, stored.value, configuration);
    await store.put(from, encryptAtRest(from, plaintext, gcmOnly).value);
    const report = await auditEncryption(store, { prefixes: ['/registry/secrets/shop/'], configuration });
    const wrong = report.findings.filter(({ code }) => code === 'unreadableObjects');
    assert.deepEqual(
      wrong.map(({ facts, examples }) => [facts?.reason, examples.map(({ name }) => name)]),
      [['wrongKey', ['copied']]],
    );
  });
});

/** A reader that does something before each page is read. */
function withHook(reader: KeyspaceReader, hook: () => Promise<void>): KeyspaceReader {
  return {
    ranges: (requests, options) => reader.ranges(requests, options),
    range: async (request, options) => {
      await hook();
      return reader.range(request, options);
    },
  };
}
