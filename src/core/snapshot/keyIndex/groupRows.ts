import type { RowKeys } from './sortRows';
import { sameKeyFlag } from './sortRows';

/** The distinct keys of sorted rows. */
export interface GroupedRows {
  readonly keyBytes: Uint8Array;
  readonly keyStarts: Uint32Array;
  /** By key its last row, and 1. */
  readonly last: Uint32Array;
  /** The same, or 0 where this row deleted the key. */
  readonly current: Uint32Array;
}

/**
 * Lays the keys in key order one after another, each once, so that looking for one touches memory that lies together, and
 * links the rows of a key in `previous`.
 */
export function groupRows(
  { bytes, starts, ends }: RowKeys,
  order: Uint32Array,
  isDeletion: Uint8Array,
  previous: Uint32Array,
): GroupedRows {
  let keys = 0;
  let length = 0;
  for (const row of order) {
    if (row < sameKeyFlag) {
      keys++;
      length += (ends[row] as number) - (starts[row] as number);
    }
  }
  const keyBytes = new Uint8Array(length);
  const keyStarts = new Uint32Array(keys + 1);
  const last = new Uint32Array(keys);
  const current = new Uint32Array(keys);
  let used = 0;
  let key = -1;
  for (const flagged of order) {
    const row = flagged % sameKeyFlag;
    if (flagged < sameKeyFlag) {
      key++;
      for (let from = starts[row] as number, end = ends[row] as number; from < end; from++, used++) {
        keyBytes[used] = bytes[from] as number;
      }
      keyStarts[key + 1] = used;
    } else {
      previous[row] = last[key] as number;
    }
    last[key] = row + 1;
    current[key] = isDeletion[row] === 1 ? 0 : row + 1;
  }
  return { keyBytes, keyStarts, last, current };
}
