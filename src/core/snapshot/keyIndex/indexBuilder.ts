import { EtcdscopeError } from '../../base/errors';
import type { Bucket, LeafVisitor, Walk } from '../pages/buckets';
import type { ElementVisitor, Page } from '../pages/page';
import { EntryColumns } from './entryColumns';
import { groupKeys } from './groupedKeys';
import type { ReadPart } from './keyIndexData';
import { RowKeysBuilder } from './rowKeys';
import { emptyRecord, isDeletion, isRevision, readRecord } from './storedRecord';

/** Rows; more than any cluster that fits into etcd's recommended 8 GB. */
const mostRows = 2 ** 27;

/** Rows before there is anything to estimate from. */
const firstRows = 512;

/** Pages after which the rest of the file is estimated by what was read. */
const pagesToEstimateFrom = 512;

/** Takes leaves of the `key` bucket, in revision order, and makes a part of the index of them. */
export class IndexBuilder implements LeafVisitor {
  private readonly columns = new EntryColumns();
  private readonly keys = new RowKeysBuilder();
  private readonly record = emptyRecord();
  private pagesRead = 0;
  private hasEstimated = false;
  private subHigh = 0;
  private subLow = 0;
  /** The highest revision of entries without a key. */
  private bumpedHigh = 0;
  private bumpedLow = 0;

  constructor(
    private readonly walk: Walk,
    private readonly bucket: Bucket,
    /** Of the bucket, which this builder is given. */
    private readonly share: number,
  ) {
    this.reserve(firstRows);
  }

  /** The share of the work that is done, from 0 to 1. */
  get progress(): number {
    return Math.min(1, this.pagesRead / Math.max(1, this.pagesExpected));
  }

  /** Of the whole file but for a few, as nearly all of it are keys. */
  private get pagesExpected(): number {
    return this.walk.reader.layout.pageCount * this.share;
  }

  page(leaf: Page): void {
    this.pagesRead += (leaf.end - leaf.start) / this.walk.reader.layout.pageSize;
    if (!this.hasEstimated && this.pagesRead >= pagesToEstimateFrom) {
      this.hasEstimated = true;
      const factor = Math.max(1, (1.05 * this.pagesExpected) / this.pagesRead);
      this.reserve(Math.ceil(this.columns.count * factor));
    }
  }

  private reserve(rows: number): void {
    const most = Math.min(mostRows, rows);
    this.columns.reserve(most);
    this.keys.reserve(most);
  }

  readonly element: ElementVisitor = (leaf, index, isBucket, start, end, valueEnd) => {
    const { bytes, view } = leaf;
    if (isBucket || !isRevision(bytes, start, end)) {
      this.walk.damage.note(leaf.id, 'badRecord');
      return;
    }
    const high = view.getUint32(start);
    const low = view.getUint32(start + 4);
    if (valueEnd === end) {
      this.bump(high, low);
      return;
    }
    const { record } = this;
    const isGone = isDeletion(bytes, start, end);
    const isWhole =
      readRecord(bytes, end, valueEnd, record) &&
      record.keyEnd > record.keyStart &&
      high < 2 ** 31 &&
      (isGone || (record.modHigh === high && record.modLow === low));
    if (!isWhole) {
      this.walk.damage.note(leaf.id, 'badRecord');
      return;
    }
    const subHigh = view.getUint32(start + 9);
    const subLow = view.getUint32(start + 13);
    if (!isGone) {
      this.dropDeletionsFrom(high, low);
    }
    if (!this.isAfterLast(high, low, subHigh, subLow)) {
      this.walk.damage.note(leaf.id, 'badOrder');
      return;
    }
    this.subHigh = subHigh;
    this.subLow = subLow;
    this.append(leaf, high, low, index, isGone);
  };

  /**
   * Restoring with a higher revision leaves an entry without a value, which holds no key and moves the revision on
   * (etcd-io/etcd, etcdutl/snapshot, --bump-revision).
   */
  private bump(high: number, low: number): void {
    if (high < 2 ** 31 && (high > this.bumpedHigh || (high === this.bumpedHigh && low > this.bumpedLow))) {
      this.bumpedHigh = high;
      this.bumpedLow = low;
    }
  }

  /**
   * A write says its revision twice, a deletion once. So where a write comes after a deletion of a higher revision, it is the
   * deletion that lies, and it must not keep all that follows from being read.
   */
  private dropDeletionsFrom(high: number, low: number): void {
    const { columns } = this;
    for (let row = columns.count - 1; row >= 0 && columns.isDeletion[row] === 1; row--) {
      const rowHigh = columns.main[row * 2 + 1] as number;
      if (rowHigh < high || (rowHigh === high && (columns.main[row * 2] as number) <= low)) {
        return;
      }
      this.walk.damage.note(columns.page[row] as number, 'badOrder');
      columns.isDeletion[row] = 0;
      columns.lease.fill(0, row * 2, row * 2 + 2);
      columns.count--;
      this.keys.drop();
    }
  }

  private isAfterLast(high: number, low: number, subHigh: number, subLow: number): boolean {
    const { main, count } = this.columns;
    if (count === 0) {
      return high > 0 || low > 0;
    }
    const lastHigh = main[count * 2 - 1] as number;
    const lastLow = main[count * 2 - 2] as number;
    if (high !== lastHigh || low !== lastLow) {
      return high > lastHigh || (high === lastHigh && low > lastLow);
    }
    return subHigh > this.subHigh || (subHigh === this.subHigh && subLow > this.subLow);
  }

  private append(leaf: Page, high: number, low: number, element: number, isGone: boolean): void {
    const { columns, record } = this;
    const row = columns.count;
    if (row === columns.page.length) {
      if (row >= mostRows) {
        throw new EtcdscopeError('snapshot.tooLarge', { rows: row, limit: mostRows });
      }
      this.reserve(Math.ceil(row * 1.3) + firstRows);
    }
    this.keys.put(leaf, record.keyStart, record.keyEnd);
    columns.main[row * 2] = low;
    columns.main[row * 2 + 1] = high;
    columns.createRevision[row * 2] = record.createLow;
    columns.createRevision[row * 2 + 1] = record.createHigh;
    columns.version[row * 2] = record.versionLow;
    columns.version[row * 2 + 1] = record.versionHigh;
    // Few rows have any of these; what is never written takes no memory.
    if (record.leaseLow !== 0 || record.leaseHigh !== 0) {
      columns.lease[row * 2] = record.leaseLow;
      columns.lease[row * 2 + 1] = record.leaseHigh;
    }
    if (isGone) {
      columns.isDeletion[row] = 1;
    }
    columns.page[row] = leaf.id;
    columns.element[row] = element;
    columns.count++;
  }

  /** Hands over what was read. `compactRevision` is that of the last compaction, finished or only begun; 0n for none. */
  finish(compactRevision: bigint): ReadPart {
    return {
      entries: this.columns.finish(),
      keys: groupKeys(this.keys.finish()),
      bumpedRevision: (BigInt(this.bumpedHigh) << 32n) | BigInt(this.bumpedLow),
      compactRevision,
      ...(this.bucket.inline && { inlinePage: this.bucket.inline }),
      reached: this.walk.reached.share(),
      damagedPages: this.walk.damage.list(),
    };
  }
}
