import type { GroupedKeys } from './groupedKeys';
import type { JoinedDirectories } from './joinDirectories';
import type { KeyIndexData } from './keyIndexData';
import { sameKeyFlag } from './sortKeys';
import type { SortedShare } from './sortShare';

/**
 * All rows in the order of their keys, and which of them hold theirs.
 * @param shares Of all directories, one after another.
 */
export function keyOrder(
  parts: readonly [GroupedKeys, GroupedKeys?],
  shares: readonly [SortedShare, SortedShare?],
): Pick<KeyIndexData, 'order' | 'current'> {
  return new KeyOrder(parts, shares).write();
}

/** Puts the rows of directories that lie within others in their places among these. */
class KeyOrder {
  private readonly directories: JoinedDirectories;
  private readonly order: Uint32Array;
  private readonly current: Uint32Array;
  private readonly firstOfSecond: number;
  private used = 0;

  constructor(
    private readonly parts: readonly [GroupedKeys, GroupedKeys?],
    private readonly shares: readonly [SortedShare, SortedShare?],
  ) {
    this.directories = shares[0].directories;
    this.order = new Uint32Array(this.directories.rowsBefore[this.directories.count] as number);
    this.current = new Uint32Array(this.order.length);
    this.firstOfSecond = parts[0].directory.length;
  }

  write(): Pick<KeyIndexData, 'order' | 'current'> {
    for (let place = 0; place < this.directories.count; ) {
      place = this.writeTree(place);
    }
    return { order: this.order, current: this.current };
  }

  /**
   * Writes a directory with all that lie in it, and gives the place after them. A directory's own keys lie before, between
   * and behind those of the directories in it. No deeper than a directory has bytes.
   */
  private writeTree(place: number): number {
    const { rows, current } = this.shareOf(place);
    let written = 0;
    let next = place + 1;
    for (; next < this.directories.count && this.isWithin(next, place); next = this.writeTree(next)) {
      const from = written;
      while (written < rows.length && this.isNameBefore(rows[written] as number, place, next)) {
        written++;
      }
      this.append(rows.subarray(from, written), current.subarray(from, written));
    }
    this.append(rows.subarray(written), current.subarray(written));
    return next;
  }

  private append(rows: Uint32Array, current: Uint32Array): void {
    this.order.set(rows, this.used);
    this.current.set(current, this.used);
    this.used += rows.length;
  }

  private shareOf(place: number): Pick<SortedShare, 'rows' | 'current'> {
    const { rowsBefore } = this.directories;
    const [first, second] = this.shares;
    const inFirst = first.rows.length;
    let start = rowsBefore[place] as number;
    let end = rowsBefore[place + 1] as number;
    let share = first;
    if (end > inFirst && second) {
      share = second;
      start -= inFirst;
      end -= inFirst;
    }
    return { rows: share.rows.subarray(start, end), current: share.current.subarray(start, end) };
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
    const [first, second = first] = this.parts;
    const isFirst = row < this.firstOfSecond;
    const { names, groups } = isFirst ? first : second;
    const name = groups.places[isFirst ? row : row - this.firstOfSecond] as number;
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
