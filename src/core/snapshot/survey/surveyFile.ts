import { textFromBytes } from '../../base/bytes';
import { withProgress } from '../jobs/withProgress';
import { type Bucket, bucketsIn, rootBucket, type Walk } from '../pages/buckets';
import { Damage, type DamagedPage } from '../pages/damage';
import { readDatabaseLayout } from '../pages/databaseLayout';
import { PageReader } from '../pages/pageReader';
import { ReachedPages } from '../pages/reachedPages';
import { type BucketEntry, entriesOf } from './bucketValues';
import { type BucketSize, ContentSurvey } from './contentSurvey';
import { factBuckets, factsFrom, mostFacts, type SnapshotFacts } from './fileFacts';
import { countFreePages } from './freePages';

/** All that reading a whole file tells, but for its digest and the number of its keys. */
export interface FileSurvey {
  readonly hash: number;
  readonly revision: bigint;
  /** Bytes up to the high-water mark. */
  readonly databaseBytes: number;
  readonly pageSize: number;
  readonly pages: number;
  readonly freePages: number;
  readonly validMetaPages: 1 | 2;
  readonly buckets: readonly BucketSize[];
  readonly facts: SnapshotFacts;
  readonly damagedPages: readonly DamagedPage[];
}

/**
 * Reads all of a file, and yields now and then the share that is done, from 0 to 1.
 * @param size Bytes of the database in the file, without a digest after it.
 * @throws EtcdscopeError `snapshot.notDatabase`, `snapshot.changed`, `snapshot.tooLarge`, `snapshot.unreadable`.
 */
export function* surveyFile(file: number, size: number): Generator<number, FileSurvey> {
  const layout = readDatabaseLayout(file, size);
  const reader = new PageReader(file, layout);
  const newWalk = (damage: Damage): Walk => ({
    reader,
    reached: new ReachedPages(layout.pageSize, layout.pageCount),
    damage,
  });
  const walk = newWalk(new Damage());
  const survey = new ContentSurvey(walk);
  const share = (): number => survey.pagesRead / Math.max(1, layout.pageCount);
  const buckets = yield* withProgress(bucketsIn(walk, rootBucket(reader)), share);
  const sizes: BucketSize[] = [];
  for (const bucket of buckets) {
    sizes.push(yield* withProgress(survey.bucket(bucket), share));
  }
  // A walk of its own: it comes to pages that the survey has been to, and whose damage is noted.
  const facts = factsFrom(yield* withProgress(readFacts(newWalk(new Damage()), buckets), share));
  return {
    hash: survey.hash,
    revision: survey.revision,
    databaseBytes: layout.highWater * layout.pageSize,
    pageSize: layout.pageSize,
    pages: layout.highWater,
    freePages: countFreePages(walk),
    validMetaPages: layout.validMetaPages,
    buckets: sizes,
    facts,
    damagedPages: walk.damage.list(),
  };
}

function* readFacts(
  walk: Walk,
  buckets: readonly Bucket[],
): Generator<void, ReadonlyMap<string, readonly BucketEntry[]>> {
  const names: readonly string[] = factBuckets;
  const found = new Map<string, readonly BucketEntry[]>();
  for (const bucket of buckets) {
    const name = textFromBytes(bucket.name);
    if (name !== undefined && names.includes(name)) {
      found.set(name, yield* entriesOf(walk, bucket, mostFacts));
    }
  }
  return found;
}
