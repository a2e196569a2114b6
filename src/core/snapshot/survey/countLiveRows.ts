import { randomFillSync } from 'node:crypto';
import { largestGroup, rowsByDirectory } from '../keyIndex/groupedKeys';
import { keyHash } from '../keyIndex/keyHash';
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

/** By row the hash of its name: made in the order in which the names lie in memory, which a directory's rows are not in. */
function hashesOf({ bytes, starts }: KeyList): Int32Array {
  const [key0 = 0, key1 = 0] = randomFillSync(new Uint32Array(2));
  const hashes = new Int32Array(starts.length - 1);
  for (let row = 0; row < hashes.length; row++) {
    hashes[row] = keyHash(bytes, starts[row] as number, starts[row + 1] as number, key0, key1);
  }
  return hashes;
}

/** The last row of each name in one directory: an open-addressed table, half full at most. */
class LastRows {
  /** Two words a slot: a row and 1, or 0 for a free slot; and the hash of its name. */
  private readonly slots: Int32Array;
  private readonly hashes: Int32Array;
  private mask = 0;

  /** @param most Rows of the largest directory. */
  constructor(
    private readonly names: KeyList,
    most: number,
  ) {
    this.slots = new Int32Array(2 * slotsFor(most));
    this.hashes = hashesOf(names);
  }

  /** Begins a directory of so many rows. */
  clear(rows: number): void {
    const words = 2 * slotsFor(rows);
    this.slots.fill(0, 0, words);
    this.mask = words - 1;
  }

  /** Takes a row and gives the one before it with the same name; -1 for none. */
  put(row: number): number {
    const { slots, mask } = this;
    const hash = this.hashes[row] as number;
    let slot = (hash << 1) & mask;
    for (let entry = slots[slot] as number; entry !== 0; entry = slots[slot] as number) {
      if (slots[slot + 1] === hash && this.isSameName(entry - 1, row)) {
        slots[slot] = row + 1;
        return entry - 1;
      }
      slot = (slot + 2) & mask;
    }
    slots[slot] = row + 1;
    slots[slot + 1] = hash;
    return -1;
  }

  private isSameName(a: number, b: number): boolean {
    const { bytes, starts } = this.names;
    const startA = starts[a] as number;
    const startB = starts[b] as number;
    const length = (starts[b + 1] as number) - startB;
    if ((starts[a + 1] as number) - startA !== length) {
      return false;
    }
    for (let at = 0; at < length; at++) {
      if (bytes[startA + at] !== bytes[startB + at]) {
        return false;
      }
    }
    return true;
  }
}

function slotsFor(rows: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(8, rows * 2)));
}
