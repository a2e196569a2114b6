import type { KeyValue } from '../../base/keyValue';
import type { IndexPart } from './keyIndexData';

/** Where a row's record lies in the file. */
export interface RecordPlace {
  readonly page: number;
  readonly element: number;
}

/** The rows of all parts, counted through in revision order. */
export class Rows {
  private readonly first: IndexPart;
  private readonly second: IndexPart;
  private readonly firstOfSecond: number;

  constructor(parts: readonly IndexPart[]) {
    const [first, second] = parts as readonly [IndexPart, IndexPart?];
    this.first = first;
    this.second = second ?? first;
    this.firstOfSecond = first.entries.count;
  }

  private partOf(row: number): IndexPart {
    return row < this.firstOfSecond ? this.first : this.second;
  }

  private inPart(row: number): number {
    return row < this.firstOfSecond ? row : row - this.firstOfSecond;
  }

  revisionOf(row: number): bigint {
    return this.partOf(row).entries.main[this.inPart(row)] as bigint;
  }

  isDeletion(row: number): boolean {
    return this.partOf(row).entries.isDeletion[this.inPart(row)] === 1;
  }

  placeOf(row: number): RecordPlace {
    const { entries } = this.partOf(row);
    const at = this.inPart(row);
    return { page: entries.page[at] as number, element: entries.element[at] as number };
  }

  /** What the index knows of a row, but for its key. */
  numbersOf(row: number): Omit<KeyValue, 'key' | 'value'> {
    const { entries } = this.partOf(row);
    const at = this.inPart(row);
    return {
      createRevision: entries.createRevision[at] as bigint,
      modRevision: entries.main[at] as bigint,
      version: entries.version[at] as bigint,
      lease: entries.lease[at] as bigint,
    };
  }
}
