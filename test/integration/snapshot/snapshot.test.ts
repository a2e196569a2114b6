import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bytesFromText } from '../../../src/core/base/bytes';
import { prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { listLevel } from '../../../src/core/keyspace/listLevel';
import { describeSnapshot, openSnapshot, type SnapshotStore, snapshotStatus } from '../../../src/core/snapshot';
import { findEtcd, type RunningEtcd, rejectsWith, startEtcd } from '../../support/etcd';
import { seededRandom } from '../../support/seededRandom';
import { writeDatabase } from '../../unit/snapshot/databaseWriter';
import { etcdContent, randomHistory } from '../../unit/snapshot/storedHistory';

const run = promisify(execFile);
const everything = prefixRange(new Uint8Array(0));

const awkwardKeys = [
  '/registry/pods/default/a',
  '/registry/pods/default/b',
  '/registry/pods/kube-system/a',
  'noSlash',
  'a//b',
  'a',
  'a/',
  '\0',
  '\0\0',
  '\xff',
  '\xff\xff\xfe',
].map(text => new Uint8Array(Buffer.from(text, 'latin1')));

/** What the tool of the version under test prints of a file. Releases before 3.6 count the entries of all buckets as keys. */
async function printedStatus(etcd: Pick<RunningEtcd, 'binaries'>, path: string) {
  const { etcdutl, etcdctl } = etcd.binaries;
  const { stdout } = await run(etcdutl ?? etcdctl, ['snapshot', 'status', path, '--write-out=json'], {
    env: { ...process.env, ETCDCTL_API: '3' },
  });
  return JSON.parse(stdout) as { hash: number; revision: number; totalKey: number; totalSize: number };
}

/** Compares status and size with what the real tool prints. */
async function assertStatus(etcd: Pick<RunningEtcd, 'binaries'>, path: string): Promise<void> {
  const printed = await printedStatus(etcd, path);
  const { status, buckets, damage } = await describeSnapshot(path);
  assert.deepEqual(
    {
      hash: status.hash,
      revision: Number(status.revision),
      totalSize: status.totalSize,
      totalKey: buckets.reduce((sum, { entries }) => sum + entries, 0),
    },
    printed,
  );
  assert.deepEqual(damage, { unreadablePages: 0, firstPages: [] });
  assert.deepEqual(await snapshotStatus(path), status);
}

/** Compares every revision from the compaction on, whole, level by level and key by key. */
async function assertSame(snapshot: SnapshotStore, live: EtcdStore, compactRevision: bigint): Promise<void> {
  const newest = await live.range({ ...everything });
  assert.equal(snapshot.revision, newest.revision);
  for (let revision = compactRevision; revision <= newest.revision; revision++) {
    if (revision > 0n) {
      assert.deepEqual(
        await snapshot.range({ ...everything, revision }),
        await live.range({ ...everything, revision }),
      );
    }
  }
  assert.deepEqual(await snapshot.range(everything), newest);
  assert.deepEqual(
    (await listLevel(snapshot, bytesFromText('/registry/'))).children,
    (await listLevel(live, bytesFromText('/registry/'))).children,
  );
  for (const key of awkwardKeys) {
    assert.deepEqual(await snapshot.range({ key }), await live.range({ key }));
    assert.deepEqual(
      await snapshot.range({ key, limit: 3, rangeEnd: Uint8Array.of(0) }),
      await live.range({ key, limit: 3, rangeEnd: Uint8Array.of(0) }),
    );
  }
  for (const revision of [compactRevision - 1n, newest.revision + 1n]) {
    if (revision > 0n) {
      const codeOf = (error: { code?: string }) => error.code;
      assert.equal(
        await snapshot.range({ ...everything, revision }).then(() => 'answered', codeOf),
        await live.range({ ...everything, revision }).then(() => 'answered', codeOf),
      );
    }
  }
}

describe('snapshot files of a real etcd', function () {
  this.timeout(120_000);
  let etcd: RunningEtcd;
  let live: EtcdStore;
  let folder: string;
  let dataDirectory: string;
  let files = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'etcdscope-snapshot-'));
    dataDirectory = join(folder, 'data');
    etcd = await startEtcd({ dataDirectory });
    live = await openEtcd({ endpoints: etcd.endpoints });
  });
  after(async () => {
    live?.close();
    await etcd?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function saved(): Promise<string> {
    const path = join(folder, `saved-${files++}.db`);
    await etcd.etcdctl(['snapshot', 'save', path]);
    return path;
  }

  async function withSnapshot(path: string, use: (store: SnapshotStore) => Promise<void>): Promise<void> {
    const store = await openSnapshot(path);
    try {
      assert.deepEqual(store.damage, { unreadablePages: 0, firstPages: [] });
      await use(store);
    } finally {
      await store.close();
    }
  }

  async function writeAwkwardThings(seed: number): Promise<void> {
    const random = seededRandom(seed);
    for (let round = 0; round < 60; round++) {
      const key = random.pick(awkwardKeys);
      if (random.below(4) === 0) {
        await live.delete(key);
      } else {
        await live.put(key, random.bytes(random.pick([0, 1, 100, 5000])));
      }
    }
    await putLarge(etcd, awkwardKeys[0] as Uint8Array, random.bytes(1_400_000));
    await live.put(awkwardKeys[1] as Uint8Array, new Uint8Array(0));
    const granted = await etcd.etcdctl(['lease', 'grant', '600']);
    const lease = /lease ([0-9a-f]+) granted/.exec(granted)?.[1] ?? '';
    await etcd.etcdctl(['put', `--lease=${lease}`, '/registry/events/default/leased', 'value']);
    await live.deletePrefix(bytesFromText('/registry/pods/kube-system/'));
  }

  it('of an empty store', async () => {
    const path = await saved();
    await assertStatus(etcd, path);
    await withSnapshot(path, store => assertSame(store, live, 0n));
  });

  it('has each revision as the server answers it', async () => {
    await writeAwkwardThings(1);
    const path = await saved();
    await assertStatus(etcd, path);
    assert.equal((await describeSnapshot(path)).digest, 'right');
    await withSnapshot(path, store => assertSame(store, live, 0n));
  });

  it('after a compaction, before and after defragmentation', async () => {
    const { revision } = await live.range({ ...everything, countOnly: true });
    const compactRevision = revision - 20n;
    await etcd.etcdctl(['compact', String(compactRevision), '--physical=true']);
    await writeAwkwardThings(2);
    for (const defragment of [false, true]) {
      if (defragment) {
        await etcd.etcdctl(['defrag']);
      }
      const path = await saved();
      await assertStatus(etcd, path);
      await withSnapshot(path, async store => {
        assert.equal(store.compactRevision, compactRevision);
        await assertSame(store, live, compactRevision);
      });
    }
  });

  it('tells what a watch from there tells', async () => {
    const path = await saved();
    await withSnapshot(path, async store => {
      const told = [];
      for await (const { type, key, modRevision } of store.events()) {
        told.push({ type, key: Buffer.from(key).toString('base64'), modRevision });
      }
      const seen = await watchedEvents(etcd, store.compactRevision, told.length);
      assert.ok(told.length > 50);
      assert.deepEqual(told, seen);
    });
  });

  it('knows members, leases, version and compaction', async () => {
    const { clusterVersion, members, leases, finishedCompactRevision, consistentIndex, isAuthEnabled, freePages } =
      await describeSnapshot(await saved());
    assert.ok(etcd.binaries.version.startsWith((clusterVersion ?? '?').replace(/\.0$/, '')));
    assert.deepEqual(
      members.map(({ name, clientUrls }) => [name, clientUrls]),
      [['member1', etcd.endpoints]],
    );
    assert.deepEqual(
      leases.map(({ timeToLive }) => timeToLive),
      [600n, 600n],
    );
    assert.ok((finishedCompactRevision ?? 0n) > 0n && (consistentIndex ?? 0n) > 0n && !isAuthEnabled && freePages >= 0);
  });

  it('reads the file of a data directory while the server runs, and after it', async () => {
    const database = join(dataDirectory, 'member/snap/db');
    const copy = join(folder, 'copy.db');
    // What was written last reaches the file with the server's next commit, within 100 ms.
    await etcd.etcdctl(['snapshot', 'save', join(folder, 'committed.db')]);
    await withSnapshot(database, async store => {
      await assertSame(store, live, store.compactRevision);
      assert.equal(await store.hasChanged(), false);
      await live.put(bytesFromText('later'), bytesFromText('1'));
      await etcd.etcdctl(['snapshot', 'save', join(folder, 'later.db')]);
      assert.equal(await store.hasChanged(), true);
    });
    await copyFile(database, copy);
    const { digest } = await describeSnapshot(copy);
    assert.equal(digest, 'absent');
    await assertStatus(etcd, copy);
  });

  it('names users and roles, and no password', async () => {
    const secured = await startEtcd({
      auth: {
        rootPassword: 'rootPassword',
        users: [{ name: 'reader', password: 'secret', permissions: [{ prefix: '/x', type: 'read' }] }],
      },
    });
    try {
      const path = join(folder, 'secured.db');
      await secured.etcdctl(['snapshot', 'save', path]);
      await assertStatus(secured, path);
      const description = await describeSnapshot(path);
      assert.deepEqual(
        [description.isAuthEnabled, description.users, description.roles],
        // The role root is not written down unless it is made.
        [true, ['reader', 'root'], ['reader']],
      );
      assert.ok(
        !/\$2[aby]\$/.test(JSON.stringify(description, (_, value) => (typeof value === 'bigint' ? '' : value))),
      );
    } finally {
      await secured.stop();
    }
  });

  it('finds a digest that no longer fits', async () => {
    const path = await saved();
    const file = await import('node:fs/promises').then(fs => fs.open(path, 'r+'));
    const { size } = await file.stat();
    await file.write(new Uint8Array(4), 0, 4, size - 4);
    await file.close();
    assert.equal((await describeSnapshot(path)).digest, 'wrong');
  });

  it('indexes a large file in a thread, with progress, and stops when told', async () => {
    for (let index = 0; index < 12; index++) {
      await putLarge(etcd, bytesFromText(`/large/${index}`), seededRandom(index).bytes(1_000_000));
    }
    const path = await saved();
    const shares: number[] = [];
    const store = await openSnapshot(path, { onProgress: share => shares.push(share) });
    assert.ok(store.fileSize > 8 * 1024 * 1024);
    await assertSame(store, live, store.compactRevision);
    await store.close();
    assert.ok(shares.every(share => share >= 0 && share <= 1));
    const controller = new AbortController();
    const cancelled = openSnapshot(path, { signal: controller.signal });
    setImmediate(() => controller.abort());
    await rejectsWith(cancelled, 'cancelled');
    await assertStatus(etcd, path);
    await writeFile(path, Buffer.alloc(9 * 1024 * 1024, 1));
    await rejectsWith(openSnapshot(path), 'snapshot.notDatabase', { path });
  });
});

describe('files of our own writer', function () {
  this.timeout(60_000);

  it('are what bbolt calls sound', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etcdscope-snapshot-'));
    const binaries = await findEtcd('3.5');
    try {
      for (const pageSize of [1024, 4096, 16_384, 65_536]) {
        for (const freelist of ['kept', 'absent'] as const) {
          const keys = ['a', 'b/c', '\0', '\xff'];
          const content = etcdContent(randomHistory(seededRandom(pageSize), 200, keys), 5n);
          const path = join(folder, `${pageSize}-${freelist}.db`);
          await writeFile(path, writeDatabase(content, { pageSize, freelist, freePages: 3, branchWidth: 9 }));
          await assertStatus({ binaries }, path);
        }
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** Through the server's own JSON gateway, in one request that holds the value once. */
async function putLarge(etcd: RunningEtcd, key: Uint8Array, value: Uint8Array): Promise<void> {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const response = await fetch(`${etcd.endpoints[0]}/v3/kv/put`, {
    method: 'POST',
    body: JSON.stringify({ key: base64(key), value: base64(value) }),
  });
  assert.ok(response.ok, await response.text());
}

/** The first `most` events from a revision on, from the server's own watch. */
async function watchedEvents(etcd: RunningEtcd, revision: bigint, most: number) {
  const [endpoint] = etcd.endpoints;
  const controller = new AbortController();
  const response = await fetch(`${endpoint}/v3/watch`, {
    method: 'POST',
    body: JSON.stringify({
      create_request: { key: 'AA==', range_end: 'AA==', start_revision: String(revision) },
    }),
    signal: controller.signal,
  });
  const events: { type: string; key: string; modRevision: bigint }[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const { result } = JSON.parse(line) as {
        result: { events?: readonly { type?: string; kv: { key: string; mod_revision: string } }[] };
      };
      for (const { type, kv } of result.events ?? []) {
        events.push({ type: type === 'DELETE' ? 'delete' : 'put', key: kv.key, modRevision: BigInt(kv.mod_revision) });
      }
    }
    if (events.length >= most) {
      break;
    }
  }
  controller.abort();
  return events;
}
