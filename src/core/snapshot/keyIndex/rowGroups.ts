import type { RowKeys } from './rowKeys';

/** The rows of directory `n` are in `rows` from `starts[n]` up to `starts[n + 1]`. */
export interface RowGroups {
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
}

/** The rows of each directory in their own order. */
export function rowsByDirectory({ directories, directory }: RowKeys): RowGroups {
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

export function largestGroup({ starts }: RowGroups): number {
  let largest = 0;
  for (let at = 1; at < starts.length; at++) {
    largest = Math.max(largest, (starts[at] as number) - (starts[at - 1] as number));
  }
  return largest;
}
