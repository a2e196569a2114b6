import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { type KeyValue, prefixRange } from '../../../src/core/base/keyValue';
import { listLevel } from '../../../src/core/keyspace/listLevel';
import { describeSnapshot, openSnapshot, type SnapshotStore, snapshotStatus } from '../../../src/core/snapshot';
import { repositoryRoot } from '../../support/repositoryRoot';
import { skip } from '../../support/skip';
import { TemporaryFiles } from './temporaryFiles';

const folder = join(repositoryRoot, 'test/fixtures/kubernetes-a');
const unpacked = (name: string): Buffer => gunzipSync(readFileSync(join(folder, name)));

/** A key with its value as etcdctl prints it: bytes in base64, numbers left out where they are zero. */
interface PrintedKeyValue {
  readonly key: string;
  readonly value?: string;
  readonly create_revision?: number;
  readonly mod_revision?: number;
  readonly version?: number;
  readonly lease?: number | string;
}

const fromPrinted = (kv: PrintedKeyValue): KeyValue => ({
  key: new Uint8Array(Buffer.from(kv.key, 'base64')),
  value: new Uint8Array(Buffer.from(kv.value ?? '', 'base64')),
  createRevision: BigInt(kv.create_revision ?? 0),
  modRevision: BigInt(kv.mod_revision ?? 0),
  version: BigInt(kv.version ?? 0),
  lease: BigInt(kv.lease ?? 0),
});

/** Lease ids exceed what JSON.parse keeps exact. */
const parse = (text: string): unknown => JSON.parse(text.replace(/"lease":(-?\d+)/g, '"lease":"$1"'));

describe('the snapshot of a real cluster, kubernetes-a', () => {
  const files = new TemporaryFiles();
  let path: string;
  let store: SnapshotStore;

  before(async () => {
    path = files.write(unpacked('snapshot.db.gz'));
    store = await openSnapshot(path);
  });
  after(async () => {
    await store?.close();
    files.remove();
  });

  it('has the status that etcdutl 3.6 prints', async () => {
    const printed = JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8')) as {
      hash: number;
      totalSize: number;
    };
    assert.deepEqual(await snapshotStatus(path), {
      hash: printed.hash,
      revision: 1460n,
      totalKey: 707,
      totalSize: printed.totalSize,
      version: '',
    });
    assert.deepEqual([printed.hash, printed.totalSize], [2782951412, 3768320]);
  });

  it('has every key, value and revision that the server answered', async () => {
    const { kvs } = parse(unpacked('keys.json.gz').toString()) as { kvs: readonly PrintedKeyValue[] };
    const { keyValues, count, revision, more } = await store.range(prefixRange(bytesFromText('')));
    assert.deepEqual({ count, revision, more }, { count: 707, revision: 1460n, more: false });
    assert.deepEqual(keyValues, kvs.map(fromPrinted));
  });

  it('tells the same of keys alone', async () => {
    const whole = await store.range(prefixRange(bytesFromText('')));
    const keysOnly = await store.range({ ...prefixRange(bytesFromText('')), keysOnly: true });
    assert.deepEqual(
      keysOnly.keyValues,
      whole.keyValues.map(keyValue => ({ ...keyValue, value: new Uint8Array(0) })),
    );
  });

  it('has every event that was still in history', async function () {
    const file = 'history.jsonl.gz';
    if (!existsSync(join(folder, file))) {
      skip(this, `test/fixtures/kubernetes-a has no ${file}`);
    }
    const printed = unpacked(file)
      .toString()
      .trim()
      .split('\n')
      .map(line => parse(line) as { readonly type?: number; readonly kv: PrintedKeyValue });
    // The file was printed through doubles, which round the ids of leases.
    const rounded = (keyValue: KeyValue) => ({ ...keyValue, lease: Number(keyValue.lease) });
    const events: unknown[] = [];
    for await (const { keyValue, ...event } of store.events()) {
      events.push(keyValue ? { ...event, keyValue: rounded(keyValue) } : event);
    }
    assert.deepEqual(
      events,
      printed.map(({ type, kv }) => {
        const keyValue = fromPrinted(kv);
        const { key, modRevision } = keyValue;
        return type === 1
          ? { type: 'delete', key, modRevision }
          : { type: 'put', key, modRevision, keyValue: rounded(keyValue) };
      }),
    );
    assert.equal(events.length, 834);
  });

  it('lists the same tree as the keys of the server make', async () => {
    const { kvs } = parse(unpacked('keys.json.gz').toString()) as { kvs: readonly PrintedKeyValue[] };
    const expected = new Map<string, number>();
    for (const { key } of kvs) {
      const text = Buffer.from(key, 'base64').toString();
      for (let cut = text.indexOf('/'); cut >= 0; cut = text.indexOf('/', cut + 1)) {
        const directory = text.slice(0, cut + 1);
        expected.set(directory, (expected.get(directory) ?? 0) + 1);
      }
    }
    const found = new Map<string, number>();
    const walk = async (prefix: Uint8Array): Promise<void> => {
      const { children, next } = await listLevel(store, prefix);
      assert.equal(next, undefined);
      for (const { key, isLeaf, count } of children) {
        if (!isLeaf) {
          found.set(textFromBytes(key) ?? '', count);
          await walk(key);
        }
      }
    };
    await walk(bytesFromText(''));
    assert.deepEqual(found, expected);
    const resources = [...found.keys()].filter(directory => directory.split('/').length === 4);
    assert.equal(resources.length, 71);
  });

  it('knows what else the file holds', async () => {
    const description = await describeSnapshot(path);
    assert.deepEqual(
      {
        digest: description.digest,
        clusterVersion: description.clusterVersion,
        scheduled: description.scheduledCompactRevision,
        finished: description.finishedCompactRevision,
        users: description.users,
        keyEntries: description.buckets.find(({ name }) => name === 'key')?.entries,
        entries: description.buckets.reduce((sum, { entries }) => sum + entries, 0),
        damage: description.damage.unreadablePages,
      },
      {
        digest: 'right',
        clusterVersion: '3.5.0',
        scheduled: 627n,
        finished: 627n,
        users: [],
        keyEntries: 1324,
        // What etcdutl 3.5 prints as totalKey.
        entries: 1351,
        damage: 0,
      },
    );
    assert.deepEqual(
      description.members.map(({ id, name }) => [id, name]),
      [[9265619892315062708n, 'lab-A']],
    );
  });

  it('reads each key at each of its revisions', async () => {
    const { keyValues } = await store.range({ ...prefixRange(bytesFromText('')), keysOnly: true });
    let revisions = 0;
    for (const { key } of keyValues) {
      for (const { type, modRevision, readRevision, version } of await store.history(key)) {
        revisions++;
        const { keyValues: found } = await store.range({ key, revision: readRevision });
        const expected = type === 'put' ? [{ modRevision, version }] : [];
        assert.deepEqual(
          found.map(kv => ({ modRevision: kv.modRevision, version: kv.version })),
          expected,
          textFromBytes(key),
        );
      }
    }
    assert.ok(revisions > 1000);
  });
});
