import { equalBytes } from '../../base/bytes';
import { EtcdscopeError } from '../../base/errors';
import { endOfKeyspace } from '../../base/keyValue';
import { currentRows } from './currentRows';
import type { KeyIndexData } from './keyIndexData';
import { Keys } from './keys';
import { RevisionView } from './revisionView';
import { Rows } from './rows';

/** Revisions other than the newest whose state is kept: a tree at a revision asks for one again and again. */
const mostViews = 3;

/** Answers by key and revision from the arrays of {@link KeyIndexData}, without reading the file. */
export class KeyIndex {
  private readonly newest: RevisionView;
  /** By the number of rows that a revision sees. The last used is the last. */
  private readonly views = new Map<number, RevisionView>();
  /** Where the last search ended: the next one, in a listing, is near. */
  private hint = 0;

  readonly rows: Rows;
  readonly keys: Keys;

  constructor(readonly data: KeyIndexData) {
    this.rows = new Rows(data.parts);
    this.keys = new Keys(data.parts, data.order);
    this.newest = new RevisionView(data.current);
  }

  /**
   * The keys as they were at a revision; at the newest for 0n or less, as etcd has it.
   * @throws EtcdscopeError `revision.future`, `revision.compacted`.
   */
  viewAt(revision: bigint): RevisionView {
    const { data } = this;
    if (revision > data.revision) {
      throw new EtcdscopeError('revision.future', { revision, current: data.revision });
    }
    if (revision <= 0n) {
      return this.newest;
    }
    if (revision < data.compactRevision) {
      throw new EtcdscopeError('revision.compacted', { revision, compactRevision: data.compactRevision });
    }
    const rows = this.rowsUpTo(revision);
    if (rows === data.order.length) {
      return this.newest;
    }
    const view =
      this.views.get(rows) ?? new RevisionView(currentRows(data.order, row => this.rows.isDeletion(row), rows));
    this.views.delete(rows);
    this.views.set(rows, view);
    for (const oldest of this.views.keys()) {
      if (this.views.size <= mostViews) {
        break;
      }
      this.views.delete(oldest);
    }
    return view;
  }

  /** The number of rows written at or before a revision; so the row of the first one after it. */
  rowsUpTo(revision: bigint): number {
    let low = 0;
    let high = this.data.order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.rows.revisionOf(middle) <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The places in key order, from the first up to and without the last, of the keys in a range as etcd understands it. */
  placesIn(key: Uint8Array, rangeEnd: Uint8Array | undefined): readonly [from: number, to: number] {
    const from = this.firstNotBelow(key);
    if (rangeEnd === undefined || rangeEnd.length === 0) {
      const isThere = from < this.keys.count && this.keys.compare(from, key) === 0;
      return [from, isThere ? this.keys.endOfKey(from) : from];
    }
    if (equalBytes(rangeEnd, endOfKeyspace)) {
      return [from, this.keys.count];
    }
    return [from, Math.max(from, this.firstNotBelow(rangeEnd))];
  }

  /** Doubles its stride away from the last result, then halves it: a search near the one before costs two or three comparisons. */
  private firstNotBelow(key: Uint8Array): number {
    const keyCount = this.keys.count;
    let low = 0;
    let high = keyCount;
    const start = Math.min(this.hint, keyCount);
    let stride = 1;
    if (start < keyCount && this.keys.compare(start, key) < 0) {
      low = start + 1;
      while (low + stride < keyCount && this.keys.compare(low + stride, key) < 0) {
        low += stride + 1;
        stride *= 2;
      }
      high = Math.min(keyCount, low + stride);
    } else {
      high = start;
      while (high - stride >= 0 && this.keys.compare(high - stride, key) >= 0) {
        high -= stride;
        stride *= 2;
      }
      low = Math.max(0, high - stride);
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.keys.compare(middle, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    this.hint = low;
    return low;
  }

  /** The rows of one key, oldest first; none for a key that the file does not know. */
  rowsOf(key: Uint8Array): readonly number[] {
    const [from, to] = this.placesIn(key, undefined);
    return Array.from({ length: to - from }, (_, offset) => this.keys.rowAt(from + offset));
  }
}
