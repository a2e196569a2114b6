import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { bytesFromText, compareBytes, concatBytes } from '../../../src/core/base/bytes';
import { describeSnapshot, snapshotStatus } from '../../../src/core/snapshot';
import { crc32c } from '../../../src/core/snapshot/survey/crc32c';
import { seededRandom } from '../../support/seededRandom';
import { type Content, writeDatabase } from './databaseWriter';
import { etcdContent, randomHistory, revisionKey } from './storedHistory';
import { TemporaryFiles } from './temporaryFiles';

const events = randomHistory(seededRandom(9), 200, ['a', 'b', 'c/d', '\0', '\xff']);
const living = new Set<string>();
for (const { key, put } of events) {
  if (put) {
    living.add(key);
  } else {
    living.delete(key);
  }
}

/** One sum over each bucket's name, and each of its keys and values: FACTS of `etcdutl snapshot status`. */
function hashOf(content: Content): number {
  const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
  const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => compareBytes(latin1(a), latin1(b)));
  let hash = 0;
  for (const [name, bucket] of sorted(content)) {
    hash = crc32c(hash, latin1(name));
    for (const [key, value] of sorted(bucket as Content)) {
      hash = crc32c(crc32c(hash, latin1(key)), value instanceof Uint8Array ? value : new Uint8Array(0));
    }
  }
  return hash;
}

describe('snapshotStatus and describeSnapshot', () => {
  const files = new TemporaryFiles();
  after(() => files.remove());

  for (const pageSize of [1024, 4096, 8192, 16_384, 32_768, 65_536]) {
    for (const freelist of ['kept', 'absent'] as const) {
      it(`reads pages of ${pageSize} bytes, freelist ${freelist}`, async () => {
        const content = etcdContent(events, 7n);
        const database = writeDatabase(content, { pageSize, freelist, freePages: 5, branchWidth: 5 });
        const path = files.write(database);
        assert.deepEqual(await snapshotStatus(path), {
          hash: hashOf(content),
          revision: events.at(-1)?.main,
          totalKey: living.size,
          totalSize: database.length,
          version: '',
        });
        const description = await describeSnapshot(path);
        assert.deepEqual([description.pageSize, description.freePages], [pageSize, 5]);
      });
    }
  }

  it('tells what a server has written beside the keys', async () => {
    const content = new Map(etcdContent(events, 7n));
    content.set('meta', new Map([...(content.get('meta') as Content), ['storageVersion', bytesFromText('3.6.0')]]));
    content.set(
      'cluster',
      new Map([
        ['clusterVersion', bytesFromText('3.6.0')],
        ['downgrade', bytesFromText('{"target-version":"3.5.0","enabled":true}')],
      ]),
    );
    const database = writeDatabase(content);
    const digest = createHash('sha256').update(database).digest();
    const { buckets, damage, status, ...facts } = await describeSnapshot(files.write(concatBytes(database, digest)));
    assert.deepEqual(facts, {
      digest: 'right',
      fileSize: database.length + 32,
      pageSize: 4096,
      pages: database.length / 4096,
      freePages: 0,
      validMetaPages: 2,
      clusterVersion: '3.6.0',
      downgradeTarget: '3.5.0',
      storageVersion: '3.6.0',
      consistentIndex: 99n,
      term: 3n,
      confState: '{"voters":[1],"auto_leave":false}',
      scheduledCompactRevision: 7n,
      finishedCompactRevision: 7n,
      members: [
        {
          id: 0x8e9e05c52164694dn,
          name: 'one',
          peerUrls: ['http://10.0.0.1:2380'],
          clientUrls: ['http://10.0.0.1:2379'],
          isLearner: false,
        },
      ],
      removedMembers: [0x1fn],
      leases: [{ id: 258n, timeToLive: 60n, remaining: 0n }],
      alarms: [{ memberId: 10276657743932975437n, alarm: 'NOSPACE' }],
      isAuthEnabled: true,
      authRevision: 5n,
      users: ['root'],
      roles: ['root'],
    });
    assert.equal(status.version, '3.6.0');
    assert.equal(damage.unreadablePages, 0);
    assert.deepEqual(
      buckets.map(({ name }) => name),
      ['alarm', 'auth', 'authRoles', 'authUsers', 'cluster', 'key', 'lease', 'members', 'members_removed', 'meta'],
    );
    assert.ok(
      !JSON.stringify(facts, (_, value) => (typeof value === 'bigint' ? `${value}` : value)).includes('a hash'),
    );
  });

  it('tells a wrong digest from an absent one', async () => {
    const database = writeDatabase(etcdContent(events));
    assert.equal((await describeSnapshot(files.write(database))).digest, 'absent');
    const wrong = files.write(concatBytes(database, new Uint8Array(32)));
    assert.equal((await describeSnapshot(wrong)).digest, 'wrong');
    assert.equal((await snapshotStatus(wrong)).totalSize, database.length);
  });

  it('sums nested buckets by name only, and counts their pages', async () => {
    const inner: Content = new Map([
      ['deep', new Map(Array.from({ length: 300 }, (_, n) => [`k${n}`, bytesFromText('v'.repeat(40))]))],
    ]);
    const content = new Map(etcdContent(events)).set(
      'other',
      new Map<string, Uint8Array | Content>([
        ['x', bytesFromText('1')],
        ['y', inner],
      ]),
    );
    const path = files.write(writeDatabase(content, { freelist: 'kept', freePages: 2 }));
    assert.equal((await snapshotStatus(path)).hash, hashOf(content));
    const description = await describeSnapshot(path);
    assert.equal(description.damage.unreadablePages, 0);
    assert.ok((description.buckets.find(({ name }) => name === 'other')?.bytes ?? 0) > 300 * 40);
  });

  it('counts the entry without a key that a raised revision leaves, as etcdutl does', async () => {
    const content = new Map(etcdContent(events));
    content.set('key', new Map([...(content.get('key') as Content), [revisionKey(5000n), new Uint8Array(0)]]));
    const { revision, totalKey } = await snapshotStatus(files.write(writeDatabase(content)));
    assert.deepEqual([revision, totalKey], [5000n, living.size + 1]);
  });

  it('keeps a list of free pages that needs its long form', async () => {
    const path = files.write(writeDatabase(etcdContent([]), { pageSize: 1024, freelist: 'kept', freePages: 70_000 }));
    const description = await describeSnapshot(path);
    assert.deepEqual([description.freePages, description.damage.unreadablePages], [70_000, 0]);
  });
});
