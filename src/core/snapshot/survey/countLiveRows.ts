import { randomFillSync } from 'node:crypto';
import { keyHash } from '../keyIndex/keyHash';
import { largestGroup, rowsByDirectory } from '../keyIndex/rowGroups';
import type { KeyList, RowKeys } from '../keyIndex/rowKeys';

/**
 * The number of keys whose last row is no deletion. Goes directory by directory, so that the table of a directory's names
 * mostly stays in the processor's cache.
 * @param isDeletion By row 1 for a deletion.
 */
export function countLiveRows(keys: RowKeys, isDeletion: Uint8Array): number {
  const groups = rowsByDirectory(keys);
  const table = new LastRows(keys.names, largestGroup(groups));
  let count = 0;
  for (let directory = 0; directory < groups.starts.length - 1; directory++) {
    const end = groups.starts[directory + 1] as number;
    const start = groups.starts[directory] as number;
    table.clear(end - start);
    for (let at = start; at < end; at++) {
      const row = groups.rows[at] as number;
      const before = table.put(row);
      count += (before >= 0 && isDeletion[before] === 0 ? -1 : 0) + (isDeletion[row] === 0 ? 1 : 0);
    }
  }
  return count;
}

/** The last row of each name in one directory: an open-addressed table, half full at most. */
class LastRows {
  /** Two words a slot: a row and 1, or 0 for a free slot; and the hash of its name. */
  private readonly slots: Int32Array;
  private readonly secret = randomFillSync(new Uint32Array(2));
  private mask = 0;

  /** @param most Rows of the largest directory. */
  constructor(
    private readonly names: KeyList,
    most: number,
  ) {
    this.slots = new Int32Array(2 * slotsFor(most));
  }

  /** Begins a directory of so many rows. */
  clear(rows: number): void {
    const words = 2 * slotsFor(rows);
    this.slots.fill(0, 0, words);
    this.mask = words - 1;
  }

  /** Takes a row and gives the one before it with the same name; -1 for none. */
  put(row: number): number {
    const { names, slots, mask, secret } = this;
    const start = names.starts[row] as number;
    const end = names.starts[row + 1] as number;
    const hash = keyHash(names.bytes, start, end, secret[0] as number, secret[1] as number);
    let slot = (hash << 1) & mask;
    for (let entry = slots[slot] as number; entry !== 0; entry = slots[slot] as number) {
      if (slots[slot + 1] === hash && this.isName(entry - 1, start, end)) {
        slots[slot] = row + 1;
        return entry - 1;
      }
      slot = (slot + 2) & mask;
    }
    slots[slot] = row + 1;
    slots[slot + 1] = hash;
    return -1;
  }

  private isName(row: number, start: number, end: number): boolean {
    const { bytes, starts } = this.names;
    const own = starts[row] as number;
    if ((starts[row + 1] as number) - own !== end - start) {
      return false;
    }
    for (let offset = end - start - 1; offset >= 0; offset--) {
      if (bytes[own + offset] !== bytes[start + offset]) {
        return false;
      }
    }
    return true;
  }
}

function slotsFor(rows: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(8, rows * 2)));
}
