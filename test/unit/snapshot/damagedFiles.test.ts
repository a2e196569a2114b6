import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesFromText, concatBytes } from '../../../src/core/base/bytes';
import type { EtcdscopeError } from '../../../src/core/base/errors';
import { endOfKeyspace } from '../../../src/core/base/keyValue';
import { type DamageReason, describeSnapshot, openSnapshot, snapshotStatus } from '../../../src/core/snapshot';
import { rejectsWith } from '../../support/etcd/rejectsWith';
import { repositoryRoot } from '../../support/repositoryRoot';
import { seededRandom } from '../../support/seededRandom';
import { type Content, checksum, writeDatabase } from './databaseWriter';
import { etcdContent, message, randomHistory, revisionKey } from './storedHistory';
import { TemporaryFiles } from './temporaryFiles';

const packed = join(repositoryRoot, 'test/fixtures/kubernetes-a/snapshot.db.gz');
const pageSize = 4096;
const everything = { key: endOfKeyspace, rangeEnd: endOfKeyspace };
const keys = Array.from({ length: 200 }, (_, index) => `/registry/things/${index}`);
const events = randomHistory(seededRandom(3), 1500, keys);
const options = { leafBytes: 1500, branchWidth: 8 } as const;
const whole = Buffer.from(writeDatabase(etcdContent(events), options));

/** The pages of a kind, by the flags in their header: 1 branch, 2 leaf. */
const pagesOf = (database: Buffer, flags: number): number[] =>
  Array.from({ length: database.length / pageSize }, (_, page) => page).filter(
    page => database.readUInt16LE(page * pageSize + 8) === flags,
  );

/** Whether the first entry of a leaf has a revision as its key. */
const isKeyLeaf = (database: Buffer, page: number): boolean => {
  const element = page * pageSize + 16;
  const key = element + database.readUInt32LE(element + 4);
  const length = database.readUInt32LE(element + 8);
  return database.readUInt16LE(page * pageSize + 10) > 0 && length >= 17 && length <= 18 && database[key + 8] === 0x5f;
};

describe('damaged snapshot files', () => {
  const files = new TemporaryFiles();
  after(() => files.remove());

  const changed = (change: (database: Buffer) => void): string => {
    const copy = Buffer.from(whole);
    change(copy);
    return files.write(copy);
  };

  /** Opens, and reads everything that is still there. */
  async function whatIsLeft(
    path: string,
  ): Promise<{ readonly count: number; readonly reasons: readonly DamageReason[] }> {
    const store = await openSnapshot(path);
    try {
      const { keyValues, count } = await store.range(everything);
      assert.equal(keyValues.length, count);
      return { count, reasons: store.damage.firstPages.map(({ reason }) => reason) };
    } finally {
      await store.close();
    }
  }

  for (const [name, content, reason] of [
    ['an empty file', Buffer.alloc(0), 'empty'],
    ['a few bytes', Buffer.from('hello'), 'tooShort'],
    ['another format', Buffer.alloc(100_000, 'SQLite format 3'), 'magic'],
    ['zeros', Buffer.alloc(100_000), 'magic'],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const path = files.write(content);
      await rejectsWith(openSnapshot(path), 'snapshot.notDatabase', { path, reason });
      await rejectsWith(snapshotStatus(path), 'snapshot.notDatabase', { path, reason });
    });
  }

  it('refuses a missing file, a directory and a pipe', async () => {
    const missing = join(tmpdir(), 'etcdscope-no-such-file.db');
    await rejectsWith(openSnapshot(missing), 'snapshot.unreadable', { path: missing, reason: 'ENOENT' });
    await rejectsWith(openSnapshot(tmpdir()), 'snapshot.unreadable', { reason: 'notAFile' });
    if (process.platform !== 'win32') {
      const pipe = join(dirname(files.write(Buffer.alloc(0))), 'pipe');
      execFileSync('mkfifo', [pipe]);
      await rejectsWith(openSnapshot(pipe), 'snapshot.unreadable', { reason: 'notAFile' });
    }
  });

  it('refuses a version and a page size that bbolt has not', async () => {
    const withMeta = (at: number, value: number): string =>
      changed(database => {
        for (const start of [0, pageSize]) {
          database.writeUInt32LE(value, start + at);
          database.writeBigUInt64LE(checksum(database.subarray(start + 16, start + 72)), start + 72);
        }
      });
    await rejectsWith(openSnapshot(withMeta(20, 3)), 'snapshot.notDatabase', { reason: 'version' });
    await rejectsWith(openSnapshot(withMeta(24, 5000)), 'snapshot.notDatabase', { reason: 'pageSize' });
  });

  it('takes the other meta page when one is broken, and the newer of two', async () => {
    const sound = await whatIsLeft(files.write(whole));
    for (const start of [0, pageSize]) {
      const path = changed(database => database.fill(0x5a, start + 16, start + 80));
      assert.deepEqual(await whatIsLeft(path), sound);
      assert.equal((await describeSnapshot(path)).validMetaPages, 1);
    }
    // The older one leads to rubbish.
    const path = changed(database => {
      database.writeBigUInt64LE(3n, 32);
      database.writeBigUInt64LE(checksum(database.subarray(16, 72)), 72);
    });
    assert.deepEqual(await whatIsLeft(path), sound);
  });

  it('says when there is no bucket of keys', async () => {
    const content = new Map(etcdContent(events));
    content.delete('key');
    const path = files.write(writeDatabase(content));
    await rejectsWith(openSnapshot(path), 'snapshot.noKeyBucket', { path, buckets: 9, unreadablePages: 0 });
    const { status } = await describeSnapshot(path);
    assert.deepEqual([status.totalKey, status.revision], [0, 0n]);
  });

  it('shows what is left of a file that was cut at any page, as it once was', async () => {
    const store = await openSnapshot(files.write(whole));
    const leaves = pagesOf(whole, 2).filter(page => isKeyLeaf(whole, page));
    for (let pages = 0; pages < whole.length / pageSize; pages++) {
      const path = files.write(whole.subarray(0, pages * pageSize));
      await assert.rejects(snapshotStatus(path));
      // The root, which bbolt writes last, is on the last page.
      const cut = await openSnapshot(path).catch((error: EtcdscopeError) => error.code);
      const leavesLeft = leaves.filter(page => page + whole.readUInt32LE(page * pageSize + 12) < pages).length;
      if (typeof cut === 'string') {
        assert.ok(cut === 'snapshot.notDatabase' || cut === 'snapshot.noKeyBucket', cut);
        assert.equal(leavesLeft, 0);
        continue;
      }
      assert.equal(cut.recoveredLeaves, leavesLeft);
      assert.ok(cut.damage.firstPages.some(({ reason }) => reason === 'outOfRange'));
      const { keyValues } = await cut.range(everything);
      for (const keyValue of keyValues.filter((_, index) => index % 7 === 0)) {
        const { key, modRevision: revision } = keyValue;
        assert.deepEqual((await store.range({ key, revision })).keyValues, [keyValue]);
      }
      await cut.close();
    }
    await store.close();
  });

  it('finds the keys of a real file that was cut, and none of what they are not', async () => {
    const database = gunzipSync(readFileSync(packed));
    const store = await openSnapshot(files.write(database));
    const cut = await openSnapshot(files.write(database.subarray(0, 2_000_000)));
    const { keyValues, count } = await cut.range(everything);
    assert.ok(count > 300, String(count));
    assert.ok(cut.recoveredLeaves > 100, String(cut.recoveredLeaves));
    assert.equal(cut.compactRevision, store.compactRevision);
    assert.equal(cut.damage.unreadablePages, 1);
    for (const keyValue of keyValues) {
      const { key, modRevision } = keyValue;
      const revision = modRevision < store.compactRevision ? store.compactRevision : modRevision;
      const [known] = (await store.range({ key, revision })).keyValues;
      // What was deleted or written anew before the last compaction is in leaves that nobody has overwritten yet.
      assert.ok(modRevision <= store.compactRevision || known);
      if (known?.modRevision === modRevision) {
        assert.deepEqual(keyValue, known);
      }
    }
    await cut.close();
    await store.close();
  });

  it('finds no keys in pages that are no longer whole', async () => {
    // A large value of long ago, on whose second page lies another leaf by now.
    const large: Content = new Map([
      [revisionKey(2n), message([1, 'large'], [2, 2n], [3, 2n], [4, 1n], [5, 'v'.repeat(9000)])],
    ]);
    const database = Buffer.from(writeDatabase(new Map(etcdContent([])).set('key', large)));
    const page = pagesOf(database, 2).find(leaf => isKeyLeaf(database, leaf)) as number;
    const withoutRoot = (change: (copy: Buffer) => void): string => {
      const copy = Buffer.from(database);
      change(copy);
      // Nothing leads to the buckets.
      for (const start of [0, pageSize]) {
        copy.writeBigUInt64LE(BigInt(database.length / pageSize + 7), start + 16 + 16);
        copy.writeBigUInt64LE(checksum(copy.subarray(start + 16, start + 72)), start + 72);
      }
      return files.write(copy);
    };
    const sound = await openSnapshot(withoutRoot(() => undefined));
    assert.equal((await sound.range(everything)).count, 1);
    // Without the bucket that tells of compactions, only what is newest is believed.
    assert.equal(sound.compactRevision, 2n);
    await sound.close();
    const overwritten = withoutRoot(copy => copy.writeBigUInt64LE(BigInt(page + 1), (page + 1) * pageSize));
    await rejectsWith(openSnapshot(overwritten), 'snapshot.noKeyBucket');
  });

  it('keeps all keys of the other pages when one page is unreadable', async () => {
    const leaves = pagesOf(whole, 2).filter(page => page > 20);
    const branches = pagesOf(whole, 1);
    const sound = await whatIsLeft(files.write(whole));
    for (const page of [...leaves.filter((_, index) => index % 10 === 0), ...branches.slice(0, 5)]) {
      const path = changed(database => database.fill(0xff, page * pageSize, (page + 1) * pageSize));
      const { count, reasons } = await whatIsLeft(path).catch((error: EtcdscopeError) => {
        // The page that lists the buckets, or leads to it.
        assert.equal(error.code, 'snapshot.noKeyBucket');
        return { count: sound.count, reasons: ['wrongId'] };
      });
      assert.deepEqual(reasons, ['wrongId']);
      // Older revisions of a key stand in for the newest ones that are lost, and lost deletions leave keys that are gone.
      assert.ok(Math.abs(count - sound.count) <= 60, `${count} of ${sound.count}`);
      await rejectsWith(snapshotStatus(path), 'snapshot.damaged', { path, page, reason: 'wrongId' });
    }
  });

  for (const [name, flags, change, reason] of [
    ['a page id beyond the end', 1, (page: Buffer) => page.writeBigUInt64LE(2n ** 62n, 24), 'outOfRange'],
    ['a cycle', 1, (page: Buffer) => page.writeBigUInt64LE(page.readBigUInt64LE(0), 24), 'referencedTwice'],
    ['two ways to a page', 1, (page: Buffer) => page.writeBigUInt64LE(page.readBigUInt64LE(40), 24), 'referencedTwice'],
    ['a branch without children', 1, (page: Buffer) => page.writeUInt16LE(0, 10), 'badCount'],
    ['a count that lies', 2, (page: Buffer) => page.writeUInt16LE(0xffff, 10), 'badCount'],
    ['an overflow beyond the end', 2, (page: Buffer) => page.writeUInt32LE(0xffff_ffff, 12), 'badOverflow'],
    ['an overflow into other pages', 2, (page: Buffer) => page.writeUInt32LE(3, 12), 'referencedTwice'],
    ['an offset that lies', 2, (page: Buffer) => page.writeUInt32LE(0xffff_fff0, 20), 'badElement'],
    ['a size that lies', 2, (page: Buffer) => page.writeUInt32LE(0x7fff_ffff, 28), 'badElement'],
    [
      'a broken record',
      2,
      (page: Buffer) => page.fill(0xff, page.readUInt32LE(20) + 16 + 17, page.readUInt32LE(20) + 16 + 20),
      'badRecord',
    ],
    ['another kind of page', 2, (page: Buffer) => page.writeUInt16LE(16, 8), 'wrongType'],
  ] as const) {
    it(`names ${name}`, async () => {
      const pages = pagesOf(whole, flags);
      const page = pages[Math.floor(pages.length / 2)] as number;
      const path = changed(database => change(database.subarray(page * pageSize, (page + 1) * pageSize)));
      const { reasons } = await whatIsLeft(path);
      assert.ok(reasons.includes(reason), reasons.join());
      await rejectsWith(snapshotStatus(path), 'snapshot.damaged');
    });
  }

  it('names revisions out of order, and reads on after a deletion that lies', async () => {
    const put = (key: string, main: bigint): Uint8Array => message([1, key], [2, main], [3, main], [4, 1n], [5, 'v']);
    const bucket: Content = new Map([
      [revisionKey(2n), put('a', 2n)],
      [revisionKey(3n), put('b', 3n)],
      // It sorts here by its page, not by its key, as after a flipped bit; see below.
      [revisionKey(4n, 0n, true), message([1, 'a'])],
      [revisionKey(5n), put('c', 5n)],
      [revisionKey(6n), put('d', 6n)],
    ]);
    const database = Buffer.from(writeDatabase(new Map(etcdContent([])).set('key', bucket)));
    const at = database.indexOf(Buffer.from(revisionKey(4n, 0n, true), 'latin1'));
    database[at] = 0x40;
    const store = await openSnapshot(files.write(database));
    const { keyValues } = await store.range(everything);
    assert.deepEqual(
      keyValues.map(({ key }) => Buffer.from(key).toString()),
      ['a', 'b', 'c', 'd'],
    );
    assert.deepEqual(
      store.damage.firstPages.map(({ reason }) => reason),
      ['badOrder'],
    );
    assert.equal(store.revision, 6n);
    await store.close();
  });

  it('does not let elements that share their bytes take more memory than the file has', async () => {
    const path = changed(database => {
      for (const page of pagesOf(database, 2)) {
        const leaf = database.subarray(page * pageSize, (page + 1) * pageSize);
        // Every element claims the whole page.
        for (let index = 0; index < leaf.readUInt16LE(10); index++) {
          const at = 16 + index * 16;
          leaf.writeUInt32LE(16 + leaf.readUInt16LE(10) * 16 - at, at + 4);
          leaf.writeUInt32LE(17, at + 8);
          leaf.writeUInt32LE(1500, at + 12);
        }
      }
    });
    await rejectsWith(snapshotStatus(path), 'snapshot.damaged');
  });

  it('tells free pages that are in use, listed twice or in no list', async () => {
    const database = Buffer.from(writeDatabase(etcdContent(events), { ...options, freelist: 'kept', freePages: 3 }));
    const freelist = pagesOf(database, 16)[0] as number;
    const reasonsAfter = async (change: (page: Buffer) => void): Promise<readonly DamageReason[]> => {
      const copy = Buffer.from(database);
      change(copy.subarray(freelist * pageSize));
      const { damage } = await describeSnapshot(files.write(copy));
      return damage.firstPages.map(({ reason }) => reason);
    };
    assert.deepEqual(await reasonsAfter(() => undefined), []);
    assert.deepEqual(await reasonsAfter(page => page.writeBigUInt64LE(2n, 24)), ['badFreelist', 'lostPage']);
    assert.deepEqual(await reasonsAfter(page => page.writeUInt16LE(2, 10)), ['lostPage']);
    assert.deepEqual(await reasonsAfter(page => page.writeBigUInt64LE(9n, 16)), ['lostPage', 'lostPage']);
    assert.deepEqual((await reasonsAfter(page => page.writeUInt16LE(9999, 10))).includes('badFreelist'), true);
  });

  it('says when the file was written to or became shorter while it was open', async () => {
    const path = files.write(whole);
    const store = await openSnapshot(path);
    assert.equal(await store.hasChanged(), false);
    const later = Buffer.from(whole);
    later.writeBigUInt64LE(99n, 64);
    later.writeBigUInt64LE(checksum(later.subarray(16, 72)), 72);
    writeFileSync(path, later);
    assert.equal(await store.hasChanged(), true);
    // Pages of other content in the same places.
    writeFileSync(path, concatBytes(whole.subarray(0, 2 * pageSize), Buffer.alloc(whole.length - 2 * pageSize, 1)));
    await rejectsWith(store.range(everything), 'snapshot.changed');
    truncateSync(path, 3 * pageSize);
    assert.equal(await store.hasChanged(), true);
    await rejectsWith(store.range({ key: bytesFromText('/'), rangeEnd: bytesFromText('0') }), 'snapshot.changed');
    assert.ok((await store.range({ ...everything, keysOnly: true })).count > 0);
    await store.close();
  });
});
