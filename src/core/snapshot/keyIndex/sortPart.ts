import { largestGroup, type RowGroups, rowsByDirectory } from './rowGroups';
import type { RowKeys } from './rowKeys';
import { sortRows } from './sortRows';

/** The rows of a part by directory, and in each in the order of their names, flagged as {@link sortRows} does. */
export interface SortedRows extends RowGroups {
  /** The numbers of the directories in the order of their bytes. */
  readonly directories: Uint32Array;
}

/** Sorts each directory's own rows, whose names lie close enough together to stay in the processor's cache. */
export function sortPart(keys: RowKeys): SortedRows {
  const groups = rowsByDirectory(keys);
  const { rows, starts } = groups;
  const count = starts.length - 1;
  const words = new Float64Array(Math.max(count, largestGroup(groups)));
  const directories = Uint32Array.from({ length: count }, (_, directory) => directory);
  sortRows(keys.directories, directories, words);
  for (let directory = 0; directory < count; directory++) {
    sortRows(keys.names, rows.subarray(starts[directory], starts[directory + 1]), words);
  }
  return { directories, rows, starts };
}
