import type { RowKeys } from './rowKeys';
import { sharedWords } from './sharedArrays';
import { sortRows } from './sortRows';

/** The rows of directory `n` are in `rows` from `starts[n]` up to `starts[n + 1]`. */
export interface RowGroups {
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
}

/** The rows of each directory in their own order. */
export function rowsByDirectory({ directories, directory }: RowKeys): RowGroups {
  const starts = sharedWords(directories.starts.length);
  for (let row = 0; row < directory.length; row++) {
    const next = (directory[row] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let at = 1; at < starts.length; at++) {
    starts[at] = (starts[at] as number) + (starts[at - 1] as number);
  }
  const rows = sharedWords(directory.length);
  const used = Uint32Array.from(starts);
  for (let row = 0; row < directory.length; row++) {
    const group = directory[row] as number;
    const at = used[group] as number;
    rows[at] = row;
    used[group] = at + 1;
  }
  return { rows, starts };
}

/** The numbers of the directories in the order of their bytes. */
export function sortedDirectories({ directories }: RowKeys): Uint32Array {
  const order = sharedWords(directories.starts.length - 1);
  for (let directory = 0; directory < order.length; directory++) {
    order[directory] = directory;
  }
  const keys = { first: directories, second: directories, firstOfSecond: order.length };
  sortRows(keys, order, new Float64Array(order.length));
  return order;
}

export function largestGroup({ starts }: RowGroups): number {
  let largest = 0;
  for (let at = 1; at < starts.length; at++) {
    largest = Math.max(largest, (starts[at] as number) - (starts[at - 1] as number));
  }
  return largest;
}
