import assert from 'node:assert/strict';
import { bytesFromText, compareBytes, startsWithBytes } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { countKeys, sampleKeys } from '../../../src/core/keyspace/countKeys';
import { keyText } from '../../../src/core/keyspace/keyText';
import { type LevelPage, type ListLevelOptions, listLevel } from '../../../src/core/keyspace/listLevel';
import { searchKeys } from '../../../src/core/keyspace/searchKeys';
import { walkKeys } from '../../../src/core/keyspace/walkKeys';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { MemoryReader } from '../../support/memoryReader';

const nothing = new Uint8Array(0);

const awkwardKeys: readonly Uint8Array[] = [
  ...[
    'compact_rev_key',
    '/',
    '//',
    '/a',
    '/a/',
    '/a//b',
    '/a/b',
    '/a/b/c',
    'a',
    'a/',
    '.',
    '/..',
    '/größe/日本/🙂',
    'x::y',
    'x::y::z',
  ],
  ...[
    '/registry/pods/default/web',
    '/registry/pods/kube-system/dns',
    '/registry/secrets/default/token',
    '/registry/podsx',
    '\\xff',
  ],
  ...[`/long/${'n'.repeat(600)}/1`, `/long/${'n'.repeat(600)}/2`, `/long/${'n'.repeat(599)}`],
]
  .map(bytesFromText)
  .concat([
    Uint8Array.of(0),
    Uint8Array.of(0, 0),
    Uint8Array.of(0x2f, 0),
    Uint8Array.of(0xff),
    Uint8Array.of(0xff, 0xff),
    Uint8Array.of(0x2f, 0xff, 0x2f, 0xff),
  ]);

describe('listing a real keyspace', function () {
  this.timeout(120_000);
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
  afterEach(() => store.deletePrefix(nothing));

  it('shows awkward keys on every level as a plain sorted array of them does', async () => {
    await putAll(awkwardKeys);
    const plain = new MemoryReader(awkwardKeys);
    const prefixes = [
      nothing,
      ...awkwardKeys.flatMap(key => [key, key.slice(0, -1), bytesFromText(`${keyText(key)}/`)]),
    ];
    for (const delimiter of ['/', '::', '', Uint8Array.of(0xff), Uint8Array.of(0)]) {
      for (const prefix of prefixes) {
        for (const limit of [2, 500]) {
          const shown = await listAll(store, prefix, { delimiter, limit });
          assert.deepEqual(
            shown,
            await listAll(plain, prefix, { delimiter, limit }),
            `${keyText(prefix)} by ${delimiter}`,
          );
        }
      }
    }
  });

  it('shows what etcdctl put', async () => {
    for (const key of ['/one/a', '/one/b', 'two']) {
      await etcd.etcdctl(['put', key, 'value']);
    }
    const { children } = await listLevel(store, nothing);
    assert.deepEqual(
      children.map(({ name, isLeaf, count }) => [name, isLeaf, count]),
      [
        ['', false, 2],
        ['two', true, 1],
      ],
    );
  });

  it('opens every directory of a tree to all its keys', async () => {
    await putAll(awkwardKeys);
    const leaves: Uint8Array[] = [];
    const open = async (prefix: Uint8Array): Promise<number> => {
      let count = 0;
      for (const child of (await listLevel(store, prefix)).children) {
        if (child.isLeaf) {
          leaves.push(child.key);
          count++;
        } else {
          assert.equal(await open(child.key), child.count, keyText(child.key));
          count += child.count;
        }
      }
      return count;
    };
    await open(nothing);
    assert.deepEqual(leaves.sort(compareBytes), [...awkwardKeys].sort(compareBytes));
  });

  it('goes on at a newer revision when the first page’s has been compacted, unless it was asked for', async () => {
    await putAll(numbered('/p/', 900));
    const first = await listLevel(store, bytesFromText('/p/'), { limit: 100 });
    const asked = await listLevel(store, bytesFromText('/p/'), { limit: 100, revision: first.revision });
    const { revision } = await store.put(bytesFromText('/p/0099a'), nothing);
    await etcd.etcdctl(['compact', String(revision)]);
    const second = await listLevel(store, bytesFromText('/p/'), { limit: 800, next: first.next });
    assert.equal(second.hasMovedOn, true);
    assert.equal(second.revision, revision);
    assert.equal(second.children[0]?.name, '0099a');
    const third = await listLevel(store, bytesFromText('/p/'), { next: second.next });
    assert.deepEqual(
      [second.children.length + third.children.length, third.hasMovedOn, third.next],
      [801, undefined, undefined],
    );
    await assert.rejects(listLevel(store, bytesFromText('/p/'), { limit: 800, next: asked.next }), error =>
      hasCode(error, 'revision.compacted'),
    );
  });

  it('searches and walks across a compaction, every lasting key once', async () => {
    await putAll(numbered('/s/', 2_600));
    const keys: string[] = [];
    const revisions = new Set<bigint>();
    for await (const page of walkKeys(store, bytesFromText('/s/'))) {
      keys.push(...page.keys.map(keyText));
      revisions.add(page.revision);
      if (revisions.size === 1) {
        const { revision } = await store.put(bytesFromText('/s/2599a'), nothing);
        await etcd.etcdctl(['compact', String(revision)]);
      }
    }
    assert.equal(revisions.size, 2);
    assert.deepEqual(keys, [...numbered('/s/', 2_600).map(keyText), '/s/2599a']);
    const found: string[] = [];
    for await (const { key } of searchKeys(store, 'S/25?9')) {
      found.push(keyText(key));
    }
    assert.deepEqual(found, [...'0123456789'].map(digit => `/s/25${digit}9`).concat('/s/2599a'));
  });

  it('counts and samples what a deletion would take', async () => {
    await putAll(awkwardKeys);
    for (const prefix of [
      nothing,
      bytesFromText('/a/'),
      Uint8Array.of(0xff),
      Uint8Array.of(0),
      bytesFromText('none'),
    ]) {
      const expected = awkwardKeys.filter(key => startsWithBytes(key, prefix)).sort(compareBytes);
      assert.equal(await countKeys(store, prefix), expected.length);
      const sample = await sampleKeys(store, prefix, 5);
      assert.deepEqual([sample.keys, sample.count], [expected.slice(0, 5), expected.length]);
    }
  });

  it('stops a listing whose signal fires', async () => {
    await putAll(numbered('/c/', 200));
    const signal = AbortSignal.abort();
    await assert.rejects(listLevel(store, nothing, { signal }), error => hasCode(error, 'cancelled'));
  });

  async function putAll(keys: readonly Uint8Array[]): Promise<void> {
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map(key => store.put(key, nothing)));
    }
  }
});

function numbered(prefix: string, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => bytesFromText(prefix + String(index).padStart(4, '0')));
}

async function listAll(
  reader: EtcdStore | MemoryReader,
  prefix: Uint8Array,
  options: ListLevelOptions,
): Promise<(readonly [string, string, boolean, number])[]> {
  const children: (readonly [string, string, boolean, number])[] = [];
  let page: LevelPage | undefined;
  do {
    page = await listLevel(reader, prefix, { ...options, next: page?.next });
    children.push(...page.children.map(child => [child.name, keyText(child.key), child.isLeaf, child.count] as const));
  } while (page.next);
  return children;
}
