import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesFromText } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { type CompareOptions, compareKeyspaces } from '../../../src/core/keyspace/compare/compareKeyspaces';
import type { KeyspaceReader } from '../../../src/core/keyspace/keyspaceReader';
import { keyText } from '../../../src/core/keyspace/keyText';
import { openSnapshot, type SnapshotStore } from '../../../src/core/snapshot';
import { loadKeys } from '../../bench/snapshot/loadKeys';
import { type RunningEtcd, restoreSnapshot, startEtcd } from '../../support/etcd';

const keys = 100_000;

async function compare(left: KeyspaceReader, right: KeyspaceReader, options: CompareOptions = {}) {
  const found: string[] = [];
  const differences = compareKeyspaces(left, right, options);
  for (;;) {
    const step = await differences.next();
    if (step.done) {
      return { found, summary: step.value };
    }
    found.push(`${step.value.kind} ${keyText(step.value.key)}`);
  }
}

describe('comparing real stores', function () {
  this.timeout(180_000);
  let directory: string;
  let etcd: RunningEtcd;
  let live: EtcdStore;
  let snapshot: SnapshotStore;

  const put = (key: string, value: string | Uint8Array) =>
    live.put(bytesFromText(key), typeof value === 'string' ? bytesFromText(value) : value);
  const save = async (name: string) => {
    const path = join(directory, name);
    await etcd.etcdctl(['snapshot', 'save', path]);
    return path;
  };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-compare-'));
    etcd = await startEtcd();
    live = await openEtcd({ endpoints: etcd.endpoints });
    await loadKeys(etcd.endpoints[0] as string, keys);
    await put('\u0000first', 'x');
    await put('/registry/large', new Uint8Array(1_000_000));
    await put('/registry/again', 'same');
    snapshot = await openSnapshot(await save('before.db'));
    await put('/registry/large', new Uint8Array(1_000_000).fill(1));
    await put('/registry/again', 'same');
    await put('/registry/new', 'x');
    await live.delete(bytesFromText('/registry/resource-a0/ns-0/object-0000000'));
  });
  after(async () => {
    await snapshot?.close();
    live?.close();
    await etcd?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const changes = [
    'changed /registry/large',
    'created /registry/new',
    'deleted /registry/resource-a0/ns-0/object-0000000',
  ];

  it('finds what a cluster wrote since its snapshot', async () => {
    const { found, summary } = await compare(snapshot, live);
    assert.deepEqual(found, changes);
    assert.deepEqual([summary.basis, summary.leftRevision], ['revisions', snapshot.revision]);
    assert.equal(summary.compared, 2 * (keys + 3));
    const below = await compare(snapshot, live, { prefix: bytesFromText('/registry/l') });
    assert.deepEqual(below.found, changes.slice(0, 1));
  });

  it('finds the same by reading every value', async () => {
    const { found, summary } = await compare(snapshot, live, { everyValue: true });
    assert.deepEqual(found, changes);
    assert.equal(summary.basis, 'values');
  });

  it('finds the same between two snapshots, and between two revisions', async () => {
    const later = await openSnapshot(await save('after.db'));
    try {
      assert.deepEqual((await compare(snapshot, later)).found, changes);
      assert.deepEqual((await compare(later, later, { leftRevision: snapshot.revision })).found, changes);
      assert.deepEqual((await compare(live, live, { leftRevision: snapshot.revision })).found, changes);
    } finally {
      await later.close();
    }
  });

  it('does not take a restored cluster for the one that it comes from', async () => {
    const dataDirectory = await restoreSnapshot(join(directory, 'before.db'), { into: join(directory, 'restored') });
    const restored = await startEtcd({ dataDirectory });
    const other = await openEtcd({ endpoints: restored.endpoints });
    try {
      assert.deepEqual((await compare(snapshot, other)).found, []);
      // The same key, at the same revision, for the same time: only the value tells.
      await other.put(bytesFromText('/registry/large'), bytesFromText('another'));
      const revision = snapshot.revision + 1n;
      const { found, summary } = await compare(live, other, { leftRevision: revision, rightRevision: revision });
      assert.deepEqual(found, ['changed /registry/large']);
      assert.equal(summary.basis, 'values');
    } finally {
      other.close();
      await restored.stop();
    }
  });

  it('says which revision is gone', async () => {
    const { revision } = await put('/registry/new', 'y');
    await etcd.etcdctl(['compact', String(revision)]);
    await assert.rejects(
      compare(snapshot, live, { rightRevision: revision - 1n }),
      error => hasCode(error, 'revision.compacted') && error.facts.side === 'right',
    );
    assert.deepEqual((await compare(snapshot, live)).found, changes);
  });
});
