import { currentRows } from './currentRows';
import type { GroupedKeys } from './groupedKeys';
import { type JoinedDirectories, joinDirectories } from './joinDirectories';
import type { KeyList } from './rowKeys';
import { SortingRoom, sameKeyFlag, sortKeys } from './sortKeys';

/** A share of the directories, as fractions of their rows. */
export interface RowShare {
  readonly from: number;
  readonly to: number;
}

/** What sorting needs of a part; threads share it. */
export interface SharedPart {
  readonly keys: GroupedKeys;
  /** By row 1 where the key was deleted. */
  readonly isDeletion: Uint8Array;
}

/** The rows of a share of the directories. */
export interface SortedShare {
  /** All directories. */
  readonly directories: JoinedDirectories;
  /** The rows of those in the share, directory by directory, in each in the order of their names, flagged as `sortKeys` does. */
  readonly rows: Uint32Array;
  /** By place in `rows`, as `KeyIndexData` has it. */
  readonly current: Uint32Array;
}

/** Sorts each directory's own rows, those of the second part counted after those of the first. */
export function sortShare(parts: readonly [SharedPart, SharedPart?], share: RowShare): SortedShare {
  const [first, second] = parts;
  const directories = joinDirectories(first.keys, second?.keys);
  const { count, inFirst, inSecond, rowsBefore } = directories;
  const total = rowsBefore[count] as number;
  const isBefore = (directory: number, fraction: number): boolean =>
    directory < count && (rowsBefore[directory] as number) < total * fraction;
  let from = 0;
  while (isBefore(from, share.from)) {
    from++;
  }
  let to = from;
  let largest = 0;
  while (isBefore(to, share.to)) {
    largest = Math.max(largest, (rowsBefore[to + 1] as number) - (rowsBefore[to] as number));
    to++;
  }
  const offset = rowsBefore[from] as number;
  const rows = new Uint32Array((rowsBefore[to] as number) - offset);
  const names = new JoinedNames(largest);
  const room = new SortingRoom(largest);
  const firstOfSecond = first.keys.directory.length;
  for (let directory = from; directory < to; directory++) {
    const start = (rowsBefore[directory] as number) - offset;
    const own = rows.subarray(start, (rowsBefore[directory + 1] as number) - offset);
    names.clear();
    names.take(first.keys, inFirst[directory] as number, 0);
    names.take(second?.keys, inSecond[directory] as number, firstOfSecond);
    names.sortInto(own, room);
  }
  const isDeletion = (row: number): boolean =>
    (row < firstOfSecond ? first.isDeletion[row] : second?.isDeletion[row - firstOfSecond]) === 1;
  return { directories, rows, current: currentRows(rows, isDeletion, total) };
}

/** The names of one directory in both parts, side by side. */
class JoinedNames implements KeyList {
  bytes = new Uint8Array(0);
  readonly starts: Uint32Array;
  private readonly rows: Uint32Array;
  private count = 0;

  /** @param most Names of one directory. */
  constructor(most: number) {
    this.starts = new Uint32Array(most + 1);
    this.rows = new Uint32Array(most);
  }

  clear(): void {
    this.count = 0;
  }

  /**
   * Takes the names of a part.
   * @param directory Its number and 1; 0 for none.
   * @param firstRow Of the part.
   */
  take(keys: GroupedKeys | undefined, directory: number, firstRow: number): void {
    if (!keys || directory === 0) {
      return;
    }
    const { groups, names } = keys;
    const from = groups.starts[directory - 1] as number;
    const to = groups.starts[directory] as number;
    const nameStart = names.starts[from] as number;
    const used = this.starts[this.count] as number;
    const added = names.bytes.subarray(nameStart, names.starts[to]);
    if (used + added.length > this.bytes.length) {
      const enlarged = new Uint8Array(2 * (used + added.length));
      enlarged.set(this.bytes.subarray(0, used));
      this.bytes = enlarged;
    }
    this.bytes.set(added, used);
    for (let at = from; at < to; at++) {
      this.rows[this.count++] = (groups.rows[at] as number) + firstRow;
      this.starts[this.count] = (names.starts[at + 1] as number) - nameStart + used;
    }
  }

  /** Writes the rows in the order of their names. */
  sortInto(order: Uint32Array, room: SortingRoom): void {
    for (let name = 0; name < order.length; name++) {
      order[name] = name;
    }
    sortKeys(this, order, room);
    for (let at = 0; at < order.length; at++) {
      const flagged = order[at] as number;
      order[at] = (this.rows[flagged & ~sameKeyFlag] as number) | (flagged & sameKeyFlag);
    }
  }
}
