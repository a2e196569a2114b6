import { bytesFromText, equalBytes } from '../../base/bytes';
import { withProgress } from '../jobs/withProgress';
import { bucketsIn, rootBucket } from '../pages/buckets';
import { Damage } from '../pages/damage';
import { readDatabaseLayout } from '../pages/databaseLayout';
import { PageReader } from '../pages/pageReader';
import { ReachedPages } from '../pages/reachedPages';
import { entriesOf } from '../survey/bucketValues';
import { compactedRevision, mostMetaEntries } from './buildKeyIndex';
import { IndexBuilder } from './indexBuilder';
import { joinParts, sharedPart } from './joinParts';
import type { KeyIndexData } from './keyIndexData';
import { sortShare } from './sortShare';
import { strayLeaves, visitStrayLeaves } from './strayLeaves';

export interface RecoveredIndex {
  readonly data: KeyIndexData;
  /** Leaves that were found; with none, the index is empty. */
  readonly leaves: number;
}

/**
 * Makes the index of a file in which nothing leads to the keys any more, as one that was cut off: of whatever leaves of the
 * `key` bucket are still in it. Keys are missing then, stand as they were before, or are long gone.
 *
 * @param size Bytes of the database in the file, without a digest after it.
 * @throws EtcdscopeError `snapshot.notDatabase`, `snapshot.changed`, `snapshot.tooLarge`, `snapshot.unreadable`.
 */
export function* recoverKeyIndex(file: number, size: number): Generator<number, RecoveredIndex> {
  const layout = readDatabaseLayout(file, size);
  const reader = new PageReader(file, layout);
  const walk = { reader, reached: new ReachedPages(layout.pageSize, layout.pageCount), damage: new Damage() };
  const buckets = yield* withProgress(bucketsIn(walk, rootBucket(reader)), () => 0);
  const named = (name: string) => buckets.find(bucket => equalBytes(bucket.name, bytesFromText(name)));
  const keyBucket = named('key') ?? { name: bytesFromText('key'), rootPage: 0, holder: layout.rootPage };
  const metaBucket = named('meta');
  const meta = metaBucket ? yield* withProgress(entriesOf(walk, metaBucket, mostMetaEntries), () => 0) : [];
  const leaves = yield* strayLeaves(reader);
  const { inline: _, ...bucket } = keyBucket;
  const builder = new IndexBuilder(walk, bucket, 1);
  yield* visitStrayLeaves(reader, leaves, builder);
  const found = builder.finish(compactedRevision(meta));
  // Where nothing tells what was compacted, only the newest revision is told of.
  const compactRevision = metaBucket ? found.compactRevision : (found.entries.main.at(-1) ?? 0n);
  const part = { ...found, compactRevision };
  return { data: joinParts([part], [sortShare([sharedPart(part)], { from: 0, to: 1 })]), leaves: leaves.length };
}
