import type { RowKeys } from './rowKeys';
import { sortRows } from './sortRows';

/** The rows of a part by directory, and in each in the order of their names. */
export interface SortedRows {
  /** The numbers of the directories in the order of their bytes. */
  readonly directories: Uint32Array;
  /** The rows of directory `n` are in `rows` from `starts[n]` up to `starts[n + 1]`, flagged as {@link sortRows} does. */
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
}

/** Sorts each directory's own rows, whose names lie close enough together to stay in the processor's cache. */
export function sortPart(keys: RowKeys): SortedRows {
  const { rows, starts } = rowsByDirectory(keys);
  const count = starts.length - 1;
  const words = new Float64Array(Math.max(count, largestGroup(starts)));
  const directories = Uint32Array.from({ length: count }, (_, directory) => directory);
  sortRows(keys.directories, directories, words);
  for (let directory = 0; directory < count; directory++) {
    sortRows(keys.names, rows.subarray(starts[directory], starts[directory + 1]), words);
  }
  return { directories, rows, starts };
}

function rowsByDirectory({ directories, directory }: RowKeys): Pick<SortedRows, 'rows' | 'starts'> {
  const starts = new Uint32Array(directories.starts.length);
  for (let row = 0; row < directory.length; row++) {
    const next = (directory[row] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let at = 1; at < starts.length; at++) {
    starts[at] = (starts[at] as number) + (starts[at - 1] as number);
  }
  const rows = new Uint32Array(directory.length);
  const used = starts.slice();
  for (let row = 0; row < directory.length; row++) {
    const group = directory[row] as number;
    const at = used[group] as number;
    rows[at] = row;
    used[group] = at + 1;
  }
  return { rows, starts };
}

function largestGroup(starts: Uint32Array): number {
  let largest = 0;
  for (let at = 1; at < starts.length; at++) {
    largest = Math.max(largest, (starts[at] as number) - (starts[at - 1] as number));
  }
  return largest;
}
