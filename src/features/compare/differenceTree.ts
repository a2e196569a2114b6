/** The differences as a tree: directories that hold one directory and nothing else share its row, as in the keyspace view. */
import { bytesFromText, indexOfBytes, startsWithBytes } from '../../core/base/bytes';
import type { DifferenceKind } from '../../core/keyspace/compare/keyDifference';
import { keyText } from '../../core/keyspace/keyText';
import type { ListedDifference } from './differenceList';

export type KindCounts = Readonly<Record<DifferenceKind, number>>;

export interface DirectoryNode {
  readonly kind: 'directory';
  /** Ends with the delimiter. */
  readonly prefix: Uint8Array;
  readonly name: string;
  readonly counts: KindCounts;
  /** Those below it, of all that are shown. */
  readonly from: number;
  readonly to: number;
}

/** A row of one key; a `KeyTarget` of the right side by its shape, so that commands for keys take it. */
export interface DifferenceNode {
  readonly kind: 'difference';
  readonly connectionId: string;
  readonly key: Uint8Array;
  readonly name: string;
  readonly difference: ListedDifference;
}

/** Stands for rows that a level has no room for. */
export interface MoreNode {
  readonly kind: 'more';
  /** The level's prefix. */
  readonly prefix: Uint8Array;
  readonly count: number;
}

export type DifferenceTreeNode = DirectoryNode | DifferenceNode | MoreNode;

/** Rows of one level. */
const mostRows = 2_000;

/** One state of the list; a new one is made when anything changes. */
export class DifferenceTree {
  private readonly delimiter: Uint8Array;

  /** @param connectionId Of the right side. */
  constructor(
    private readonly differences: readonly ListedDifference[],
    private readonly connectionId: string,
    delimiter: string,
  ) {
    this.delimiter = bytesFromText(delimiter);
  }

  /** The rows below a directory; without one, those of the first level. */
  children(parent?: DirectoryNode): readonly DifferenceTreeNode[] {
    const prefix = parent?.prefix ?? new Uint8Array(0);
    const rows: DifferenceTreeNode[] = [];
    const end = parent?.to ?? this.differences.length;
    for (let from = parent?.from ?? 0; from < end; ) {
      if (rows.length === mostRows) {
        rows.push({ kind: 'more', prefix, count: end - from });
        break;
      }
      const to = this.endOfChild(from, end, prefix);
      rows.push(this.row(from, to, prefix));
      from = to;
    }
    return rows;
  }

  private row(from: number, to: number, parent: Uint8Array): DirectoryNode | DifferenceNode {
    const difference = this.at(from);
    const { key } = difference;
    const prefix = this.sharedDirectory(key, this.at(to - 1).key, parent);
    // On the first level a key has its directory as a row: together they would be too long to be read.
    if (to - from === 1 && (parent.length > 0 || prefix.length === 0)) {
      const name = keyText(key.subarray(parent.length));
      return { kind: 'difference', connectionId: this.connectionId, key, name: name || keyText(key), difference };
    }
    const ownName = keyText(prefix.subarray(parent.length, prefix.length - this.delimiter.length));
    return { kind: 'directory', prefix, name: ownName || keyText(prefix), counts: this.count(from, to), from, to };
  }

  /** Behind the last key of the child that begins at `from`: all that share the next segment and its delimiter. */
  private endOfChild(from: number, end: number, parent: Uint8Array): number {
    const { key } = this.at(from);
    const cut = this.delimiter.length === 0 ? -1 : indexOfBytes(key, this.delimiter, parent.length);
    if (cut < 0) {
      return from + 1;
    }
    const child = key.subarray(0, cut + this.delimiter.length);
    let low = from + 1;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (startsWithBytes(this.at(middle).key, child)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The longest directory that holds both keys, and with them all between; below `parent`. */
  private sharedDirectory(first: Uint8Array, last: Uint8Array, parent: Uint8Array): Uint8Array {
    let end = parent.length;
    for (;;) {
      const cut = this.delimiter.length === 0 ? -1 : indexOfBytes(first, this.delimiter, end);
      const next = cut + this.delimiter.length;
      if (cut < 0 || !startsWithBytes(last, first.subarray(0, next))) {
        return first.subarray(0, end);
      }
      end = next;
    }
  }

  private count(from: number, to: number): KindCounts {
    const counts = { created: 0, changed: 0, deleted: 0 };
    for (let at = from; at < to; at++) {
      counts[this.at(at).kind]++;
    }
    return counts;
  }

  private at(place: number): ListedDifference {
    return this.differences[place] as ListedDifference;
  }
}
