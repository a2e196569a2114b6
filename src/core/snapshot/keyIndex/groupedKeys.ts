import type { KeyList, RowKeys } from './rowKeys';
import { sharedBytes, sharedWords } from './sharedArrays';
import { SortingRoom, sortKeys } from './sortKeys';

/** The rows of directory `n` are in `rows` from `starts[n]` up to `starts[n + 1]`, in their own order. */
export interface RowGroups {
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
}

/**
 * The keys of rows, with the names of each directory side by side: whatever looks at a directory's then goes through memory
 * in one direction. Threads share them.
 */
export interface GroupedKeys {
  readonly directories: KeyList;
  /** The numbers of the directories in the order of their bytes. */
  readonly sortedDirectories: Uint32Array;
  /** By row the number of its directory. */
  readonly directory: Uint32Array;
  readonly groups: RowGroups;
  /** By place in `groups.rows`. */
  readonly names: KeyList;
  /** By row its place in `groups.rows`. */
  readonly placeInGroups: Uint32Array;
}

export function groupKeys({ directories, directory, names }: RowKeys): GroupedKeys {
  const starts = sharedWords(directories.starts.length);
  const nameBytes = new Uint32Array(directories.starts.length);
  for (let row = 0; row < directory.length; row++) {
    const after = (directory[row] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
    nameBytes[after] = (nameBytes[after] as number) + (names.starts[row + 1] as number) - (names.starts[row] as number);
  }
  for (let at = 1; at < starts.length; at++) {
    starts[at] = (starts[at] as number) + (starts[at - 1] as number);
    nameBytes[at] = (nameBytes[at] as number) + (nameBytes[at - 1] as number);
  }
  const rows = sharedWords(directory.length);
  const placeInGroups = sharedWords(directory.length);
  const grouped = { bytes: sharedBytes(names.bytes.length), starts: sharedWords(names.starts.length) };
  const nextPlace = Uint32Array.from(starts);
  for (let row = 0; row < directory.length; row++) {
    const group = directory[row] as number;
    const place = nextPlace[group] as number;
    nextPlace[group] = place + 1;
    rows[place] = row;
    placeInGroups[row] = place;
    const end = names.starts[row + 1] as number;
    let to = nameBytes[group] as number;
    for (let from = names.starts[row] as number; from < end; from++, to++) {
      grouped.bytes[to] = names.bytes[from] as number;
    }
    nameBytes[group] = to;
    grouped.starts[place + 1] = to;
  }
  return {
    directories,
    sortedDirectories: sortedNumbers(directories),
    directory,
    groups: { rows, starts },
    names: grouped,
    placeInGroups,
  };
}

function sortedNumbers(keys: KeyList): Uint32Array {
  const order = sharedWords(keys.starts.length - 1);
  for (let key = 0; key < order.length; key++) {
    order[key] = key;
  }
  sortKeys(keys, order, new SortingRoom(order.length));
  return order;
}
