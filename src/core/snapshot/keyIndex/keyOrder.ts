import { EtcdscopeError } from '../../base/errors';
import type { SortedPart } from './keyIndexData';
import type { KeyList } from './rowKeys';
import { sameKeyFlag } from './sortRows';

/**
 * All rows in the order of their keys, those of one key in their own, each but its first flagged; rows of the second part
 * are counted after those of the first. The parts are sorted, so that each directory's rows need to be merged only.
 */
export function keyOrder(parts: readonly [SortedPart, SortedPart?]): Uint32Array {
  return new KeyMerge(parts[0], parts[1] ?? nothingAfter(parts[0])).write();
}

/** A part of no rows; its names are never looked at. */
function nothingAfter({ keys, sorted }: SortedPart): Sorted {
  const none = new Uint32Array(1);
  const noKeys = { bytes: keys.names.bytes.subarray(0, 0), starts: none };
  return {
    keys: { directories: noKeys, directory: none.subarray(1), names: noKeys },
    sorted: { directories: none.subarray(1), rows: sorted.rows.subarray(0, 0), starts: none },
  };
}

type Sorted = Pick<SortedPart, 'keys' | 'sorted'>;

/** The directories of two parts in their order, each once. */
interface JoinedDirectories extends KeyList {
  readonly count: number;
  /** The number of each in the part and 1; 0 where the part does not have it. */
  readonly inFirst: Uint32Array;
  readonly inSecond: Uint32Array;
}

/** Bytes of all directories that can be addressed. */
const mostDirectoryBytes = 2 ** 31;

function joinDirectories(first: Sorted, second: Sorted): JoinedDirectories {
  const a = first.keys.directories;
  const b = second.keys.directories;
  const most = first.sorted.directories.length + second.sorted.directories.length;
  if (a.bytes.length + b.bytes.length > mostDirectoryBytes) {
    throw new EtcdscopeError('snapshot.tooLarge', {
      keyBytes: a.bytes.length + b.bytes.length,
      limit: mostDirectoryBytes,
    });
  }
  const bytes = new Uint8Array(a.bytes.length + b.bytes.length);
  const starts = new Uint32Array(most + 1);
  const inFirst = new Uint32Array(most);
  const inSecond = new Uint32Array(most);
  let count = 0;
  for (let atA = 0, atB = 0; atA < first.sorted.directories.length || atB < second.sorted.directories.length; count++) {
    const inA = first.sorted.directories[atA];
    const inB = second.sorted.directories[atB];
    const order = inA === undefined ? 1 : inB === undefined ? -1 : compareKeys(a, inA, b, inB);
    const [list, number] = order <= 0 ? [a, inA as number] : [b, inB as number];
    const own = list.bytes.subarray(list.starts[number], list.starts[number + 1]);
    bytes.set(own, starts[count]);
    starts[count + 1] = (starts[count] as number) + own.length;
    if (order <= 0) {
      inFirst[count] = (inA as number) + 1;
      atA++;
    }
    if (order >= 0) {
      inSecond[count] = (inB as number) + 1;
      atB++;
    }
  }
  return { count, bytes, starts, inFirst, inSecond };
}

/** Merges the rows of two parts directory by directory. */
class KeyMerge {
  private readonly directories: JoinedDirectories;
  private readonly order: Uint32Array;
  private readonly rowsBefore: number;
  private used = 0;

  constructor(
    private readonly first: Sorted,
    private readonly second: Sorted,
  ) {
    this.directories = joinDirectories(first, second);
    this.rowsBefore = first.sorted.rows.length;
    this.order = new Uint32Array(this.rowsBefore + second.sorted.rows.length);
  }

  write(): Uint32Array {
    for (let place = 0; place < this.directories.count; ) {
      place = this.writeTree(place);
    }
    return this.order;
  }

  /**
   * Writes a directory with all that lie in it, and gives the place after them. A directory's own keys lie before, between
   * and behind those of the directories in it. No deeper than a directory has bytes.
   */
  private writeTree(place: number): number {
    const own = this.rowsOf(place);
    let written = 0;
    let next = place + 1;
    for (; next < this.directories.count && this.isWithin(next, place); next = this.writeTree(next)) {
      const from = written;
      while (written < own.length && this.isNameBefore(own[written] as number, place, next)) {
        written++;
      }
      this.append(own.subarray(from, written));
    }
    this.append(own.subarray(written));
    return next;
  }

  private append(rows: Uint32Array): void {
    this.order.set(rows, this.used);
    this.used += rows.length;
  }

  /** A directory's own rows of both parts, in the order of their names. */
  private rowsOf(place: number): Uint32Array {
    const { inFirst, inSecond } = this.directories;
    const a = groupOf(this.first, inFirst[place] as number);
    const b = groupOf(this.second, inSecond[place] as number);
    if (b.length === 0) {
      return a;
    }
    const merged = new Uint32Array(a.length + b.length);
    let used = 0;
    let atA = 0;
    let atB = 0;
    while (atA < a.length || atB < b.length) {
      const order =
        atA === a.length ? 1 : atB === b.length ? -1 : this.compareNames(a[atA] as number, b[atB] as number);
      if (order <= 0) {
        // All rows of this key, which are in the first part before they are in the second.
        do {
          merged[used++] = a[atA++] as number;
        } while (atA < a.length && ((a[atA] as number) & sameKeyFlag) !== 0);
      }
      if (order >= 0) {
        const flag = order === 0 ? sameKeyFlag : 0;
        merged[used++] = ((b[atB++] as number) + this.rowsBefore) | flag;
        while (atB < b.length && ((b[atB] as number) & sameKeyFlag) !== 0) {
          merged[used++] = (b[atB++] as number) + this.rowsBefore;
        }
      }
    }
    return merged;
  }

  private compareNames(a: number, b: number): number {
    return compareKeys(this.first.keys.names, a, this.second.keys.names, b);
  }

  private isWithin(inner: number, outer: number): boolean {
    const { bytes, starts } = this.directories;
    const start = starts[outer] as number;
    const length = (starts[outer + 1] as number) - start;
    const innerStart = starts[inner] as number;
    if ((starts[inner + 1] as number) - innerStart <= length) {
      return false;
    }
    for (let at = 0; at < length; at++) {
      if (bytes[start + at] !== bytes[innerStart + at]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a row's key sorts before all keys of a directory within its own. */
  private isNameBefore(flagged: number, directory: number, inner: number): boolean {
    const row = flagged & ~sameKeyFlag;
    const isFirst = row < this.rowsBefore;
    const names = (isFirst ? this.first : this.second).keys.names;
    const name = isFirst ? row : row - this.rowsBefore;
    const { bytes, starts } = this.directories;
    const nameEnd = names.starts[name + 1] as number;
    const innerEnd = starts[inner + 1] as number;
    let at = names.starts[name] as number;
    let innerAt = (starts[inner] as number) + (starts[directory + 1] as number) - (starts[directory] as number);
    while (at < nameEnd && innerAt < innerEnd) {
      const difference = (names.bytes[at++] as number) - (bytes[innerAt++] as number);
      if (difference !== 0) {
        return difference < 0;
      }
    }
    return at === nameEnd;
  }
}

/** @param directory Its number and 1. */
function groupOf({ sorted: { rows, starts } }: Sorted, directory: number): Uint32Array {
  return directory === 0 ? rows.subarray(0, 0) : rows.subarray(starts[directory - 1], starts[directory]);
}

function compareKeys(a: KeyList, aKey: number, b: KeyList, bKey: number): number {
  const aEnd = a.starts[aKey + 1] as number;
  const bEnd = b.starts[bKey + 1] as number;
  let atA = a.starts[aKey] as number;
  let atB = b.starts[bKey] as number;
  while (atA < aEnd && atB < bEnd) {
    const difference = (a.bytes[atA++] as number) - (b.bytes[atB++] as number);
    if (difference !== 0) {
      return difference;
    }
  }
  return aEnd - atA - (bEnd - atB);
}
