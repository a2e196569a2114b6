import { bytesFromText, equalBytes } from '../../base/bytes';
import { withProgress } from '../jobs/withProgress';
import { RowKeysBuilder } from '../keyIndex/rowKeys';
import { emptyRecord, isDeletion, isRevision, readRecord } from '../keyIndex/storedRecord';
import { bucketsIn, type LeafVisitor, rootBucket, type Walk, walkBucket } from '../pages/buckets';
import { Damage, type DamagedPage } from '../pages/damage';
import { readDatabaseLayout } from '../pages/databaseLayout';
import type { ElementVisitor, Page } from '../pages/page';
import { PageReader } from '../pages/pageReader';
import { ReachedPages } from '../pages/reachedPages';
import { countLiveRows } from './countLiveRows';

export interface LiveKeys {
  /** Keys that were written and not deleted after. */
  readonly count: number;
  readonly damagedPages: readonly DamagedPage[];
}

/** Rows before there is anything to estimate from, and pages after which there is. */
const firstRows = 512;
const pagesToEstimateFrom = 512;

/**
 * Counts the keys that exist, a pass over the `key` bucket of its own: it takes as long as all else that a survey does, and
 * so runs beside it. None in a file without this bucket.
 * @param size Bytes of the database in the file, without a digest after it.
 * @throws EtcdscopeError `snapshot.notDatabase`, `snapshot.changed`, `snapshot.tooLarge`, `snapshot.unreadable`.
 */
export function* countLiveKeys(file: number, size: number): Generator<number, LiveKeys> {
  const layout = readDatabaseLayout(file, size);
  const reader = new PageReader(file, layout);
  const walk: Walk = { reader, reached: new ReachedPages(layout.pageSize, layout.pageCount), damage: new Damage() };
  const counter = new LiveKeyCounter(walk);
  const buckets = yield* withProgress(bucketsIn(walk, rootBucket(reader)), () => 0);
  const keyBucket = buckets.find(({ name }) => equalBytes(name, bytesFromText('key')));
  if (keyBucket) {
    yield* withProgress(walkBucket(walk, keyBucket, counter), () => counter.progress);
  }
  return { count: counter.count(), damagedPages: walk.damage.list() };
}

class LiveKeyCounter implements LeafVisitor {
  private readonly keys = new RowKeysBuilder();
  private isDeletion = new Uint8Array(0);
  private readonly record = emptyRecord();
  private pagesRead = 0;
  private hasEstimated = false;

  constructor(private readonly walk: Walk) {
    this.reserve(firstRows);
  }

  get progress(): number {
    return Math.min(1, this.pagesRead / Math.max(1, this.walk.reader.layout.pageCount));
  }

  /** Keys whose last row is no deletion, when all rows were seen. */
  count(): number {
    return countLiveRows(this.keys.finish(), this.isDeletion);
  }

  page(leaf: Page): void {
    const { pageSize, pageCount } = this.walk.reader.layout;
    this.pagesRead += (leaf.end - leaf.start) / pageSize;
    if (!this.hasEstimated && this.pagesRead >= pagesToEstimateFrom) {
      this.hasEstimated = true;
      this.reserve(Math.ceil(this.keys.count * Math.min(1000, (1.05 * pageCount) / this.pagesRead)));
    }
  }

  private reserve(rows: number): void {
    if (rows > this.isDeletion.length) {
      const enlarged = new Uint8Array(rows);
      enlarged.set(this.isDeletion);
      this.isDeletion = enlarged;
      this.keys.reserve(rows);
    }
  }

  readonly element: ElementVisitor = (leaf, _index, isBucket, start, end, valueEnd) => {
    const { record, keys } = this;
    if (isBucket) {
      return;
    }
    const { bytes } = leaf;
    if (!isRevision(bytes, start, end) || !readRecord(bytes, end, valueEnd, record)) {
      this.walk.damage.note(leaf.id, 'badRecord');
      return;
    }
    if (keys.count === this.isDeletion.length) {
      this.reserve(Math.ceil(keys.count * 1.3) + firstRows);
    }
    this.isDeletion[keys.count] = isDeletion(bytes, start, end) ? 1 : 0;
    keys.put(leaf, record.keyStart, record.keyEnd);
  };
}
