import type { KeyList, RowKeys } from './rowKeys';
import { sharedBytes, sharedWords } from './sharedArrays';
import { SortingRoom, sortKeys } from './sortKeys';

/** The rows of directory `n` are in `rows` from `starts[n]` up to `starts[n + 1]`, in their own order. */
export interface RowGroups {
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
  /** By row its place in `rows`. */
  readonly places: Uint32Array;
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
}

export function groupKeys(keys: RowKeys): GroupedKeys {
  const { directories, directory } = keys;
  const groups = rowsByDirectory(keys);
  return {
    directories,
    sortedDirectories: sortedNumbers(directories),
    directory,
    groups,
    names: groupedNames(keys, groups),
  };
}

export function rowsByDirectory({ directories, directory }: RowKeys): RowGroups {
  const starts = sharedWords(directories.starts.length);
  for (let row = 0; row < directory.length; row++) {
    const after = (directory[row] as number) + 1;
    starts[after] = (starts[after] as number) + 1;
  }
  addUp(starts);
  const rows = sharedWords(directory.length);
  const places = sharedWords(directory.length);
  const next = Uint32Array.from(starts);
  for (let row = 0; row < directory.length; row++) {
    const group = directory[row] as number;
    const place = next[group] as number;
    next[group] = place + 1;
    rows[place] = row;
    places[row] = place;
  }
  return { rows, starts, places };
}

function groupedNames({ directories, directory, names }: RowKeys, { places }: RowGroups): KeyList {
  const nextByte = new Uint32Array(directories.starts.length);
  for (let row = 0; row < directory.length; row++) {
    const after = (directory[row] as number) + 1;
    nextByte[after] = (nextByte[after] as number) + (names.starts[row + 1] as number) - (names.starts[row] as number);
  }
  addUp(nextByte);
  const bytes = sharedBytes(names.bytes.length);
  const starts = sharedWords(names.starts.length);
  let from = 0;
  for (let row = 0; row < directory.length; row++) {
    const group = directory[row] as number;
    let to = nextByte[group] as number;
    for (const end = names.starts[row + 1] as number; from < end; from++, to++) {
      bytes[to] = names.bytes[from] as number;
    }
    nextByte[group] = to;
    starts[(places[row] as number) + 1] = to;
  }
  return { bytes, starts };
}

function addUp(counts: Uint32Array): void {
  for (let at = 1; at < counts.length; at++) {
    counts[at] = (counts[at] as number) + (counts[at - 1] as number);
  }
}

export function largestGroup({ starts }: RowGroups): number {
  let largest = 0;
  for (let at = 1; at < starts.length; at++) {
    largest = Math.max(largest, (starts[at] as number) - (starts[at - 1] as number));
  }
  return largest;
}

function sortedNumbers(keys: KeyList): Uint32Array {
  const order = sharedWords(keys.starts.length - 1);
  for (let key = 0; key < order.length; key++) {
    order[key] = key;
  }
  sortKeys(keys, order, new SortingRoom(order.length));
  return order;
}
