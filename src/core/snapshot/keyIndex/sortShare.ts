import { currentRows } from './currentRows';
import type { GroupedKeys } from './groupedKeys';
import { type JoinedDirectories, joinDirectories } from './joinDirectories';
import { JoinedNames, nameBytes } from './joinedNames';
import { SortingRoom } from './sortKeys';

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

/**
 * Sorts each directory's own rows, those of the second part counted after those of the first.
 * @throws EtcdscopeError `snapshot.tooLarge`.
 */
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
  let most = 0;
  let mostBytes = 0;
  while (isBefore(to, share.to)) {
    const bytes = nameBytes(first.keys, inFirst[to] as number) + nameBytes(second?.keys, inSecond[to] as number);
    most = Math.max(most, (rowsBefore[to + 1] as number) - (rowsBefore[to] as number));
    mostBytes = Math.max(mostBytes, bytes);
    to++;
  }
  const offset = rowsBefore[from] as number;
  const rows = new Uint32Array((rowsBefore[to] as number) - offset);
  const names = new JoinedNames(most, mostBytes);
  const room = new SortingRoom(most);
  const firstOfSecond = first.keys.directory.length;
  for (let directory = from; directory < to; directory++) {
    const start = (rowsBefore[directory] as number) - offset;
    const own = rows.subarray(start, (rowsBefore[directory + 1] as number) - offset);
    names.clear();
    names.take(first.keys, inFirst[directory] as number, 0);
    if (second) {
      names.take(second.keys, inSecond[directory] as number, firstOfSecond);
    }
    names.sortInto(own, room);
  }
  const isDeletion = (row: number): boolean =>
    (row < firstOfSecond ? first.isDeletion[row] : second?.isDeletion[row - firstOfSecond]) === 1;
  return { directories, rows, current: currentRows(rows, isDeletion, total) };
}
