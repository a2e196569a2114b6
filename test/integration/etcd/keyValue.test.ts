import assert from 'node:assert/strict';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import type { KeyspaceReader } from '../../../src/core/keyspace/keyspaceReader';
import { type RunningEtcd, rejectsWith, startEtcd } from '../../support/etcd';

const bytes = bytesFromText;
const text = (value: Uint8Array | undefined) => (value === undefined ? undefined : textFromBytes(value));

describe('reading and writing keys', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;

  before(async () => {
    etcd = await startEtcd();
    store = await openEtcd({ endpoints: etcd.endpoints });
  });
  after(async () => {
    store?.close();
    await etcd?.stop();
  });
  afterEach(() => store.deletePrefix(bytes('')));

  it('satisfies KeyspaceReader', async () => {
    const reader: KeyspaceReader = store;
    assert.equal((await reader.range({ key: bytes('a') })).count, 0);
  });

  describe('put', () => {
    it('creates and overwrites, and says which', async () => {
      const created = await store.put(bytes('/a'), bytes('1'));
      const overwritten = await store.put(bytes('/a'), bytes('2'));
      assert.deepEqual([created.isNew, overwritten.isNew], [true, false]);
      assert.equal(overwritten.revision, created.revision + 1n);
      const found = await store.get(bytes('/a'));
      assert.deepEqual(found, {
        key: bytes('/a'),
        value: bytes('2'),
        createRevision: created.revision,
        modRevision: overwritten.revision,
        version: 2n,
        lease: 0n,
      });
    });

    it('keeps any bytes of key and value', async () => {
      const key = new Uint8Array([0, 0xff, 0x2f, 0x2f, 0xc3, 0x28, 0]);
      const value = new Uint8Array(256).map((_, index) => index);
      await store.put(key, value);
      const found = await store.get(key);
      assert.deepEqual([found?.key, found?.value], [key, value]);
      const { stdout } = { stdout: await etcd.etcdctl(['get', '', '--prefix', '-w', 'json']) };
      const seen = (JSON.parse(stdout) as { kvs: { key: string; value: string }[] }).kvs[0];
      assert.deepEqual(seen?.key, Buffer.from(key).toString('base64'));
      assert.deepEqual(seen?.value, Buffer.from(value).toString('base64'));
    });

    it('takes an empty value', async () => {
      await store.put(bytes('/empty'), bytes(''));
      assert.equal((await store.get(bytes('/empty')))?.value.length, 0);
    });

    it('refuses an empty key', async () => {
      await rejectsWith(store.put(bytes(''), bytes('1')), 'key.invalid', { reason: 'empty' });
      await rejectsWith(store.get(bytes('')), 'key.invalid', { reason: 'empty' });
    });

    it('writes over the expected revision', async () => {
      const { revision } = await store.put(bytes('/a'), bytes('1'));
      await store.put(bytes('/a'), bytes('2'), { expectedModRevision: revision });
      assert.equal(text((await store.get(bytes('/a')))?.value), '2');
    });

    it('writes nothing over another revision', async () => {
      const { revision } = await store.put(bytes('/a'), bytes('1'));
      const other = await store.put(bytes('/a'), bytes('theirs'));
      await rejectsWith(store.put(bytes('/a'), bytes('mine'), { expectedModRevision: revision }), 'key.conflict', {
        expected: revision,
        actual: other.revision,
      });
      const found = await store.get(bytes('/a'));
      assert.deepEqual([text(found?.value), found?.modRevision], ['theirs', other.revision]);
    });

    it('writes nothing over a key that was deleted meanwhile', async () => {
      const { revision } = await store.put(bytes('/a'), bytes('1'));
      await store.delete(bytes('/a'));
      await rejectsWith(store.put(bytes('/a'), bytes('2'), { expectedModRevision: revision }), 'key.conflict', {
        expected: revision,
        actual: 0n,
      });
      assert.equal(await store.get(bytes('/a')), undefined);
    });

    it('creates only where no key is, when asked to', async () => {
      const { revision, isNew } = await store.put(bytes('/new'), bytes('1'), { expectedModRevision: 0n });
      assert.equal(isNew, true);
      await rejectsWith(store.put(bytes('/new'), bytes('2'), { expectedModRevision: 0n }), 'key.conflict', {
        expected: 0n,
        actual: revision,
      });
      assert.equal(text((await store.get(bytes('/new')))?.value), '1');
    });

    it('takes a value of almost the request limit of the server, new and over an old one', async () => {
      // etcd's default limit is 1.5 MiB (server/embed/config.go, DefaultMaxRequestBytes).
      const value = new Uint8Array(1.5 * 1024 * 1024 - 1024);
      assert.equal((await store.put(bytes('/large'), value)).isNew, true);
      assert.equal((await store.put(bytes('/large'), value)).isNew, false);
      assert.equal((await store.get(bytes('/large')))?.value.length, value.length);
    });

    it('refuses a value over the request limit of the server', async () => {
      const endpoint = etcd.endpoints[0];
      await rejectsWith(store.put(bytes('/large'), new Uint8Array(1_600_000)), 'request.tooLarge', { endpoint });
      // So large that the server's gRPC stops it before etcd can look.
      await rejectsWith(store.put(bytes('/large'), new Uint8Array(5_000_000)), 'request.tooLarge', { endpoint });
      assert.equal(await store.get(bytes('/large')), undefined);
    });
  });

  describe('leases', () => {
    let lease: bigint;
    beforeEach(async () => {
      const granted = await etcd.etcdctl(['lease', 'grant', '600']);
      lease = BigInt(`0x${/lease (\w+) granted/.exec(granted)?.[1]}`);
      await etcd.etcdctl(['put', '/leased', '1', `--lease=${lease.toString(16)}`]);
    });

    it('keeps the lease of a key that is overwritten', async () => {
      await store.put(bytes('/leased'), bytes('2'));
      assert.equal((await store.get(bytes('/leased')))?.lease, lease);
    });

    it('keeps it when a revision is expected', async () => {
      const before = await store.get(bytes('/leased'));
      await store.put(bytes('/leased'), bytes('2'), { expectedModRevision: before?.modRevision });
      const after = await store.get(bytes('/leased'));
      assert.deepEqual([text(after?.value), after?.lease], ['2', lease]);
    });

    it('takes another lease, or none, when told to', async () => {
      await store.put(bytes('/leased'), bytes('2'), { lease: 0n });
      assert.equal((await store.get(bytes('/leased')))?.lease, 0n);
      await store.put(bytes('/leased'), bytes('3'), { lease });
      assert.equal((await store.get(bytes('/leased')))?.lease, lease);
    });

    it('says when there is no such lease', async () => {
      await rejectsWith(store.put(bytes('/leased'), bytes('2'), { lease: 12345n }), 'lease.notFound', {
        endpoint: etcd.endpoints[0],
      });
      assert.equal(text((await store.get(bytes('/leased')))?.value), '1');
    });
  });

  describe('delete', () => {
    it('deletes a key and says how many there were', async () => {
      await store.put(bytes('/a'), bytes('1'));
      assert.equal((await store.delete(bytes('/a'))).deleted, 1);
      assert.equal((await store.delete(bytes('/a'))).deleted, 0);
    });

    it('deletes at the expected revision only', async () => {
      const { revision } = await store.put(bytes('/a'), bytes('1'));
      await rejectsWith(store.delete(bytes('/a'), { expectedModRevision: revision - 1n }), 'key.conflict', {
        expected: revision - 1n,
        actual: revision,
      });
      assert.equal((await store.get(bytes('/a')))?.modRevision, revision);
      assert.equal((await store.delete(bytes('/a'), { expectedModRevision: revision })).deleted, 1);
      await rejectsWith(store.delete(bytes('/a'), { expectedModRevision: revision }), 'key.conflict', { actual: 0n });
    });

    it('deletes a prefix and nothing beside it', async () => {
      for (const key of ['/a', '/a/1', '/a/2', '/a0', '/b']) {
        await store.put(bytes(key), bytes('x'));
      }
      assert.equal((await store.deletePrefix(bytes('/a/'))).deleted, 2);
      const left = await store.range(prefixRange(bytes('')));
      assert.deepEqual(
        left.keyValues.map(({ key }) => text(key)),
        ['/a', '/a0', '/b'],
      );
    });

    it('deletes a prefix only as it was looked at', async () => {
      await store.put(bytes('/p/1'), bytes('x'));
      const preview = await store.put(bytes('/p/2'), bytes('x'));
      await store.put(bytes('/other'), bytes('x'));
      const later = await store.put(bytes('/p/3'), bytes('x'));
      await rejectsWith(store.deletePrefix(bytes('/p/'), { unchangedSince: preview.revision }), 'key.conflict', {
        expected: preview.revision,
        actual: later.revision,
        changed: 1,
      });
      assert.equal((await store.range({ ...prefixRange(bytes('/p/')), countOnly: true })).count, 3);
      assert.equal((await store.deletePrefix(bytes('/p/'), { unchangedSince: later.revision })).deleted, 3);
      assert.equal((await store.deletePrefix(bytes('/p/'), { unchangedSince: later.revision })).deleted, 0);
    });
  });

  describe('reading', () => {
    it('reads a range with limit, count and more', async () => {
      for (const key of ['/r/1', '/r/2', '/r/3']) {
        await store.put(bytes(key), bytes(`value of ${key}`));
      }
      const page = await store.range({ ...prefixRange(bytes('/r/')), limit: 2 });
      assert.deepEqual([page.keyValues.length, page.count, page.more], [2, 3, true]);
      const keys = await store.range({ ...prefixRange(bytes('/r/')), keysOnly: true });
      assert.deepEqual(
        keys.keyValues.map(({ key, value }) => [text(key), value.length]),
        [
          ['/r/1', 0],
          ['/r/2', 0],
          ['/r/3', 0],
        ],
      );
      const count = await store.range({ ...prefixRange(bytes('/r/')), countOnly: true });
      assert.deepEqual([count.keyValues.length, count.count, count.more], [0, 3, false]);
    });

    it('reads several ranges together, in order, at one revision', async () => {
      await store.put(bytes('/a'), bytes('1'));
      const { revision } = await store.put(bytes('/b'), bytes('2'));
      const requests = Array.from({ length: 128 }, (_, index) => ({ key: bytes(index % 2 ? '/b' : '/a') }));
      const results = await store.ranges(requests);
      assert.equal(results.length, 128);
      assert.deepEqual(text(results[0]?.keyValues[0]?.value), '1');
      assert.deepEqual(text(results[127]?.keyValues[0]?.value), '2');
      assert.deepEqual([...new Set(results.map(result => result.revision))], [revision]);
      assert.deepEqual(await store.ranges([]), []);
      await rejectsWith(store.ranges([...requests, { key: bytes('/a') }]), 'request.tooLarge', {
        operations: 129,
        limit: 128,
      });
    });

    it('reads an old revision', async () => {
      const first = await store.put(bytes('/a'), bytes('old'));
      await store.put(bytes('/a'), bytes('new'));
      assert.equal(text((await store.get(bytes('/a'), { revision: first.revision }))?.value), 'old');
      assert.equal(await store.get(bytes('/a'), { revision: first.revision - 1n }), undefined);
    });

    it('says when a revision is compacted, or not there yet', async () => {
      const first = await store.put(bytes('/a'), bytes('old'));
      const second = await store.put(bytes('/a'), bytes('new'));
      await etcd.etcdctl(['compact', String(second.revision)]);
      const endpoint = etcd.endpoints[0];
      await rejectsWith(store.get(bytes('/a'), { revision: first.revision }), 'revision.compacted', {
        endpoint,
        revision: first.revision,
      });
      await rejectsWith(
        store.ranges([{ key: bytes('/a'), revision: first.revision }, { key: bytes('/a') }]),
        'revision.compacted',
        { endpoint, revision: first.revision },
      );
      await rejectsWith(store.get(bytes('/a'), { revision: 1_000_000n }), 'revision.future', {
        endpoint,
        revision: 1_000_000n,
      });
    });

    it('tells status and members', async () => {
      const status = await store.status({ endpoint: etcd.endpoints[0] });
      assert.equal(status.version, etcd.binaries.version);
      assert.equal(status.leader, status.header.memberId);
      assert.equal(status.databaseSize > 0n, true);
      const members = await store.members();
      assert.deepEqual(members[0]?.clientUrls, etcd.endpoints);
      assert.deepEqual([members.length, members[0]?.name], [1, 'member1']);
      await rejectsWith(store.status({ endpoint: 'http://127.0.0.1:1' }), 'configuration.invalid', {
        reason: 'unknown',
      });
    });
  });

  describe('a read-only connection', () => {
    it('reads, and refuses every write before any call', async () => {
      await store.put(bytes('/a'), bytes('1'));
      const readOnly = await openEtcd({ endpoints: etcd.endpoints, readOnly: true });
      try {
        const { revision } = await store.status().then(status => status.header);
        assert.equal(text((await readOnly.get(bytes('/a')))?.value), '1');
        assert.equal((await readOnly.ranges([{ key: bytes('/a') }])).length, 1);
        await rejectsWith(readOnly.put(bytes('/a'), bytes('2')), 'store.readOnly', { operation: 'put' });
        await rejectsWith(readOnly.delete(bytes('/a')), 'store.readOnly', { operation: 'delete' });
        await rejectsWith(readOnly.deletePrefix(bytes('/')), 'store.readOnly', { operation: 'deleteRange' });
        await rejectsWith(readOnly.deleteRange({ key: bytes('/a') }), 'store.readOnly', { operation: 'deleteRange' });
        assert.equal((await store.status()).header.revision, revision);
      } finally {
        readOnly.close();
      }
    });
  });
});

describe('limits', function () {
  this.timeout(60_000);

  it('reads and writes values over gRPC’s 4 MiB, up to its own limit', async () => {
    const etcd = await startEtcd({ arguments: [`--max-request-bytes=${32 * 1024 * 1024}`] });
    const store = await openEtcd({ endpoints: etcd.endpoints });
    const narrow = await openEtcd({ endpoints: etcd.endpoints, mostReceivedBytes: 4 * 1024 * 1024 });
    try {
      const value = new Uint8Array(6 * 1024 * 1024).map((_, index) => index % 251);
      await store.put(bytes('/large'), value);
      assert.deepEqual((await store.get(bytes('/large')))?.value, value);
      const error = await rejectsWith(narrow.get(bytes('/large')), 'message.tooLarge', {
        endpoint: etcd.endpoints[0],
        limit: 4 * 1024 * 1024,
        outcome: undefined,
      });
      assert.equal(Number(error.facts.size) > value.length, true);
      // The connection survives it.
      assert.equal((await narrow.range({ key: bytes('/large'), keysOnly: true })).count, 1);
    } finally {
      store.close();
      narrow.close();
      await etcd.stop();
    }
  });

  it('says when the cluster has no space left', async () => {
    const etcd = await startEtcd({ quota: 20 * 4096 });
    const store = await openEtcd({ endpoints: etcd.endpoints });
    try {
      const fill = async () => {
        for (let index = 0; index < 100; index++) {
          await store.put(bytes(`/${index}`), new Uint8Array(16 * 1024));
        }
      };
      await rejectsWith(fill(), 'cluster.noSpace', { endpoint: etcd.endpoints[0] });
    } finally {
      store.close();
      await etcd.stop();
    }
  });
});
