import { bytesFromText, equalBytes, textFromBytes } from '../../base/bytes';
import { EtcdscopeError } from '../../base/errors';
import { withProgress } from '../jobs/withProgress';
import { type BucketShare, bucketsIn, rootBucket, walkBucket, wholeBucket } from '../pages/buckets';
import { Damage } from '../pages/damage';
import { readDatabaseLayout } from '../pages/databaseLayout';
import { PageReader } from '../pages/pageReader';
import { ReachedPages } from '../pages/reachedPages';
import { type BucketEntry, entriesOf } from '../survey/bucketValues';
import { IndexBuilder } from './indexBuilder';
import { joinParts, sharedPart } from './joinParts';
import type { KeyIndexData, ReadPart } from './keyIndexData';
import { sortShare } from './sortShare';
import { bigEndian32, isRevision } from './storedRecord';

/** Entries of the bucket `meta`; etcd writes seven. */
export const mostMetaEntries = 1000;

/**
 * Makes a part of the index of a file in one pass over its share of the `key` bucket. Yields the share that is done, from 0
 * to 1, every few milliseconds, so that whoever drives it can stop or let others run.
 *
 * @param size Bytes of the database in the file, without a digest after it.
 * @throws EtcdscopeError `snapshot.notDatabase`, `snapshot.noKeyBucket`, `snapshot.changed`, `snapshot.tooLarge`, `snapshot.unreadable`.
 */
export function* buildIndexPart(file: number, size: number, share: BucketShare): Generator<number, ReadPart> {
  const layout = readDatabaseLayout(file, size);
  const reader = new PageReader(file, layout);
  const walk = { reader, reached: new ReachedPages(layout.pageSize, layout.pageCount), damage: new Damage() };
  const buckets = yield* withProgress(bucketsIn(walk, rootBucket(reader)), () => 0);
  const keyBucket = buckets.find(({ name }) => equalBytes(name, bytesFromText('key')));
  if (!keyBucket) {
    const { unreadablePages } = walk.damage.report();
    throw new EtcdscopeError('snapshot.noKeyBucket', { buckets: buckets.length, unreadablePages });
  }
  const metaBucket = buckets.find(({ name }) => equalBytes(name, bytesFromText('meta')));
  const meta = metaBucket ? yield* withProgress(entriesOf(walk, metaBucket, mostMetaEntries), () => 0) : [];
  const builder = new IndexBuilder(walk, keyBucket, share.to - share.from);
  for (const _ of walkBucket(walk, keyBucket, builder, share)) {
    yield builder.progress;
  }
  return builder.finish(compactedRevision(meta));
}

/** The whole index, by one thread. */
export function* buildKeyIndex(file: number, size: number): Generator<number, KeyIndexData> {
  const part = yield* buildIndexPart(file, size, wholeBucket);
  return joinParts([part], [sortShare([sharedPart(part)], { from: 0, to: 1 })]);
}

/**
 * The revision that a server starting on this file would refuse to read below: it ends a compaction that was only begun
 * (etcd-io/etcd, server/storage/mvcc/kvstore.go, restore).
 */
export function compactedRevision(meta: readonly BucketEntry[]): bigint {
  return ['scheduledCompactRev', 'finishedCompactRev']
    .map(name => revisionIn(meta, name) ?? 0n)
    .reduce((a, b) => (a > b ? a : b), 0n);
}

/** The main part of a revision in the bucket `meta`. */
export function revisionIn(meta: readonly BucketEntry[], name: string): bigint | undefined {
  const value = meta.find(({ key }) => textFromBytes(key) === name)?.value;
  if (!value || !isRevision(value, 0, value.length)) {
    return undefined;
  }
  return BigInt.asIntN(64, (BigInt(bigEndian32(value, 0)) << 32n) | BigInt(bigEndian32(value, 4)));
}
