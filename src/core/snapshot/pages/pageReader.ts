import { EtcdscopeError } from '../../base/errors';
import type { DamageReason } from './damage';
import type { DatabaseLayout } from './databaseLayout';
import { readInto } from './fileReads';
import { checkedPage, elementCount, largestRun, overflowPages, type Page, pageKind } from './page';

/** Bytes read ahead at once. */
const windowBytes = 1024 * 1024;

/** Pages between two wanted ones that are read along rather than skipped. */
const mostPagesBetween = 8;

interface Place {
  readonly at: number;
  readonly end: number;
}

/** Reads pages from the calling thread, one window at a time: memory does not grow with the file. */
export class PageReader {
  private readonly window: Uint8Array;
  /** A file no larger than the window is read once. */
  private readonly isWholeFile: boolean;
  /** Where pages asked for in advance lie in the window: offset, and the end of the bytes read in one piece with them. */
  private readonly inWindow = new Map<number, Place>();
  private run: Uint8Array;

  constructor(
    readonly file: number,
    readonly layout: DatabaseLayout,
  ) {
    const fileBytes = layout.pageCount * layout.pageSize;
    this.isWholeFile = fileBytes <= windowBytes;
    this.window = new Uint8Array(Math.min(windowBytes, fileBytes));
    this.run = new Uint8Array(layout.pageSize);
    if (this.isWholeFile) {
      this.fill(0, this.window);
    }
  }

  isInFile(page: number): boolean {
    // Page 0 and 1 are the meta pages.
    return page >= 2 && page < this.layout.pageCount;
  }

  /**
   * The page with its overflow; its bytes are valid until the next call.
   * @throws EtcdscopeError `snapshot.changed` when the file has become shorter, `snapshot.unreadable`.
   */
  page(id: number): Page | DamageReason {
    if (!this.isInFile(id)) {
      return 'outOfRange';
    }
    const { pageSize, pageCount } = this.layout;
    const known = this.isWholeFile ? { at: id * pageSize, end: this.window.length } : this.inWindow.get(id);
    const head = known ? this.window : this.read(id, 1);
    const at = known?.at ?? 0;
    const kind = pageKind(head, at, id);
    if (kind !== 'leaf' && kind !== 'branch') {
      return kind;
    }
    const pages = 1 + overflowPages(head, at);
    const length = pages * pageSize;
    if (id + pages > pageCount || length > largestRun) {
      return 'badOverflow';
    }
    const count = elementCount(head, at);
    const isLeaf = kind === 'leaf';
    if (known && at + length <= known.end) {
      return checkedPage({ id, isLeaf, count, bytes: head, start: at, end: at + length });
    }
    const bytes = pages === 1 ? head : this.read(id, pages);
    const start = pages === 1 ? at : 0;
    return checkedPage({ id, isLeaf, count, bytes, start, end: start + length });
  }

  /** Fills the window with pages from `ids[from]` on, as many as it holds, and gives their number. */
  readAhead(ids: ArrayLike<number>, from: number): number {
    if (this.isWholeFile) {
      return ids.length - from;
    }
    const { pageSize } = this.layout;
    this.inWindow.clear();
    const wanted: number[] = [];
    const most = Math.min(ids.length - from, windowBytes / pageSize / 2);
    for (let index = 0; index < most; index++) {
      wanted.push(ids[from + index] as number);
    }
    const ascending = wanted.filter(id => this.isInFile(id)).sort((a, b) => a - b);
    let used = 0;
    let at = 0;
    while (at < ascending.length) {
      const first = ascending[at] as number;
      let next = at + 1;
      while (
        next < ascending.length &&
        (ascending[next] as number) - (ascending[next - 1] as number) <= mostPagesBetween
      ) {
        next++;
      }
      const pages = Math.min((ascending[next - 1] as number) + 1 - first, (windowBytes - used) / pageSize);
      this.fill(first, this.window.subarray(used, used + pages * pageSize));
      for (; at < next; at++) {
        const offset = ((ascending[at] as number) - first) * pageSize;
        // What the window has no room for is read by itself when its turn comes.
        if (offset < pages * pageSize) {
          this.inWindow.set(ascending[at] as number, { at: used + offset, end: used + pages * pageSize });
        }
      }
      used += pages * pageSize;
    }
    return wanted.length;
  }

  private read(id: number, pages: number): Uint8Array {
    const length = pages * this.layout.pageSize;
    if (this.run.length < length) {
      this.run = new Uint8Array(Math.max(length, Math.min(largestRun, this.run.length * 2)));
    }
    this.fill(id, this.run.subarray(0, length));
    return this.run;
  }

  private fill(first: number, target: Uint8Array): void {
    if (readInto(this.file, first * this.layout.pageSize, target) < target.length) {
      throw new EtcdscopeError('snapshot.changed', { reason: 'shorter', page: first });
    }
  }
}
