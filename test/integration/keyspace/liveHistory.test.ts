import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import type { KeyHistory, KeyRevision } from '../../../src/core/keyspace/history/keyHistory';
import { liveHistory } from '../../../src/core/keyspace/history/liveHistory';
import { type RunningEtcd, startEtcd } from '../../support/etcd';

const key = bytesFromText('/registry/configmaps/default/changing');
const other = bytesFromText('/registry/configmaps/default/other');

interface Write {
  readonly type: KeyRevision['type'];
  readonly modRevision: bigint;
  readonly value: string;
}

function told({ revisions, end }: KeyHistory): unknown {
  return { revisions: revisions.map(({ type, modRevision }) => `${type} ${modRevision}`), end };
}

describe('the history of a key in a live cluster', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;
  let writes: Write[];

  beforeEach(async () => {
    etcd = await startEtcd();
    store = await openEtcd({ endpoints: etcd.endpoints });
    writes = [];
  });
  afterEach(async () => {
    store?.close();
    await etcd?.stop();
  });

  const put = async (value: string): Promise<bigint> => {
    const { revision } = await store.put(key, bytesFromText(value));
    writes.push({ type: 'put', modRevision: revision, value });
    return revision;
  };
  const remove = async (): Promise<bigint> => {
    const { revision } = await store.delete(key);
    writes.push({ type: 'delete', modRevision: revision, value: '' });
    return revision;
  };
  const others = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index++) {
      await store.put(other, bytesFromText(String(index)));
    }
  };
  const expected = (from = 0n) =>
    writes.filter(({ modRevision }) => modRevision >= from).map(({ type, modRevision }) => `${type} ${modRevision}`);
  /** Each revision read at the revision that the history names. */
  const assertReadable = async ({ revisions }: KeyHistory): Promise<void> => {
    for (const { type, modRevision, readRevision } of revisions) {
      const [keyValue] = (await store.range({ key, revision: readRevision })).keyValues;
      const written = writes.find(write => write.modRevision === modRevision);
      assert.equal(keyValue && Buffer.from(keyValue.value).toString(), type === 'put' ? written?.value : undefined);
    }
  };

  it('goes back over deletions to the beginning', async () => {
    await put('one');
    await others(5);
    await put('two');
    await remove();
    await put('three');
    await remove();
    await others(3);
    await put('four');
    await put('five');
    const history = await liveHistory(store, key);
    assert.deepEqual(told(history), { revisions: expected(), end: 'beginning' });
    assert.equal(history.revisions.at(-1)?.version, 2n);
    await assertReadable(history);
  });

  it('tells of a key that is gone', async () => {
    await put('one');
    await remove();
    await others(1);
    assert.deepEqual(told(await liveHistory(store, key)), { revisions: expected(), end: 'beginning' });
  });

  it('knows nothing of a key that never was', async () => {
    await others(2);
    // That nothing comes proves nothing.
    assert.deepEqual(told(await liveHistory(store, key)), { revisions: [], end: 'limit' });
  });

  it('ends with what stood when the store was compacted', async () => {
    await put('one');
    const base = await put('two');
    await others(4);
    const compactRevision = (await store.put(other, bytesFromText('last'))).revision;
    await put('three');
    await remove();
    await put('four');
    await etcd.etcdctl(['compact', String(compactRevision), '--physical=true']);
    const history = await liveHistory(store, key);
    assert.deepEqual(told(history), { revisions: expected(base), end: 'compacted' });
    assert.ok((history.revisions[0]?.readRevision ?? 0n) >= compactRevision);
    await assertReadable(history);
  });

  it('tells of a key that was not written since the compaction', async () => {
    await put('one');
    await others(2);
    const { revision } = await store.put(other, bytesFromText('last'));
    await etcd.etcdctl(['compact', String(revision), '--physical=true']);
    const history = await liveHistory(store, key);
    assert.deepEqual(told(history), { revisions: expected(), end: 'compacted' });
    await assertReadable(history);
  });

  it('stops at its bounds, and says so', async () => {
    for (let index = 0; index < 6; index++) {
      await put(String(index));
    }
    const few = await liveHistory(store, key, { most: 3 });
    assert.deepEqual(told(few), { revisions: expected().slice(-3), end: 'limit' });
    await remove();
    await others(10);
    const created = await put('again');
    const near = await liveHistory(store, key, { window: 5n });
    assert.deepEqual(told(near), { revisions: expected(created), end: 'limit' });
    assert.deepEqual(told(await liveHistory(store, key, { window: 11n })), { revisions: expected(), end: 'beginning' });
  });

  it('ends when it is cancelled', async () => {
    await put('one');
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(liveHistory(store, key, { signal: controller.signal }), error => hasCode(error, 'cancelled'));
  });
});
