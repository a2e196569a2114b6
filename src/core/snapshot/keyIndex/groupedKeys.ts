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

export function groupKeys(keys: RowKeys): GroupedKeys {
  const { directories, directory, names } = keys;
  const starts = sharedWords(directories.starts.length);
  const nameBytes = new Uint32Array(starts.length);
  countRows(keys, starts, nameBytes);
  addUp(starts);
  addUp(nameBytes);
  const groups = { rows: sharedWords(directory.length), starts };
  const placeInGroups = sharedWords(directory.length);
  const grouped = { bytes: sharedBytes(names.bytes.length), starts: sharedWords(names.starts.length) };
  moveNames(keys, Uint32Array.from(starts), nameBytes, groups.rows, placeInGroups, grouped);
  return {
    directories,
    sortedDirectories: sortedNumbers(directories),
    directory,
    groups,
    names: grouped,
    placeInGroups,
  };
}

/** Adds to each directory's successor its rows, and the bytes of their names. */
function countRows({ directory, names }: RowKeys, rows: Uint32Array, nameBytes: Uint32Array): void {
  const { starts } = names;
  let start = 0;
  for (let row = 0; row < directory.length; row++) {
    const after = (directory[row] as number) + 1;
    const end = starts[row + 1] as number;
    rows[after] = (rows[after] as number) + 1;
    nameBytes[after] = (nameBytes[after] as number) + end - start;
    start = end;
  }
}

function addUp(counts: Uint32Array): void {
  for (let at = 1; at < counts.length; at++) {
    counts[at] = (counts[at] as number) + (counts[at - 1] as number);
  }
}

/**
 * Puts each row and its name behind those of its directory that came before.
 * @param nextPlace By directory where its next row goes, and
 * @param nextByte where the next name.
 */
function moveNames(
  { directory, names }: RowKeys,
  nextPlace: Uint32Array,
  nextByte: Uint32Array,
  rows: Uint32Array,
  placeInGroups: Uint32Array,
  grouped: KeyList,
): void {
  const { bytes, starts } = names;
  let from = 0;
  for (let row = 0; row < directory.length; row++) {
    const group = directory[row] as number;
    const place = nextPlace[group] as number;
    nextPlace[group] = place + 1;
    rows[place] = row;
    placeInGroups[row] = place;
    let to = nextByte[group] as number;
    for (const end = starts[row + 1] as number; from < end; from++, to++) {
      grouped.bytes[to] = bytes[from] as number;
    }
    nextByte[group] = to;
    grouped.starts[place + 1] = to;
  }
}

function sortedNumbers(keys: KeyList): Uint32Array {
  const order = sharedWords(keys.starts.length - 1);
  for (let key = 0; key < order.length; key++) {
    order[key] = key;
  }
  sortKeys(keys, order, new SortingRoom(order.length));
  return order;
}
