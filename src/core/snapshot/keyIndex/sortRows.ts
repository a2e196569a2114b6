/**
 * Multikey quicksort (Bentley and Sedgewick) over six bytes at a time: a key is compared with another only from where the
 * two differ, however long the prefix is that all of them share.
 */

import type { KeyList } from './rowKeys';

/** The keys of rows in two lists; the second has those from `firstOfSecond` on. */
export interface KeysOfRows {
  readonly first: KeyList;
  readonly second: KeyList;
  readonly firstOfSecond: number;
}

/** Set in a sorted row that has the same key as the one before. Rows of a file are below 2^28. */
export const sameKeyFlag = 2 ** 30;

/** Bytes of a key that one word holds. */
const wordBytes = 6;

/** Up to this many keys insertion is faster. */
const fewKeys = 12;

/**
 * Puts ascending rows into the order of their keys, those of one key in their own, and sets {@link sameKeyFlag} where a key
 * goes on.
 * @param words Room for a word a row; its content does not matter.
 */
export function sortRows(keys: KeysOfRows, order: Uint32Array, words: Float64Array): void {
  // Of each key the six bytes at its range's depth, so that comparing touches no key's own bytes.
  const ranges: number[] = [0, order.length, 0, 0];
  while (ranges.length > 0) {
    const hasWords = ranges.pop() as number;
    const depth = ranges.pop() as number;
    const end = ranges.pop() as number;
    const start = ranges.pop() as number;
    if (hasWords === 0) {
      for (let at = start; at < end; at++) {
        words[at] = wordAt(keys, order[at] as number, depth);
      }
    }
    if (end - start <= fewKeys) {
      insert(keys, words, order, start, end, depth);
    } else {
      partition(words, order, start, end, depth, ranges);
    }
  }
}

/**
 * Six bytes and, below them, how many of these are the key's own: a key that ends sorts before one that goes on with
 * zeros. 51 bits, so a double holds it exactly.
 */
function wordAt({ first, second, firstOfSecond }: KeysOfRows, row: number, depth: number): number {
  const isFirst = row < firstOfSecond;
  const { bytes, starts } = isFirst ? first : second;
  const key = isFirst ? row : row - firstOfSecond;
  const at = (starts[key] as number) + depth;
  const left = (starts[key + 1] as number) - at;
  if (left >= wordBytes) {
    const high = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    const low = ((bytes[at + 3] as number) << 16) | ((bytes[at + 4] as number) << 8) | (bytes[at + 5] as number);
    return high * 2 ** 27 + low * 8 + wordBytes;
  }
  let word = 0;
  for (let index = 0; index < wordBytes; index++) {
    word = word * 256 + (index < left ? (bytes[at + index] as number) : 0);
  }
  return word * 8 + Math.max(0, left);
}

/** Whether the key ends within this word, so that all that share it are one key. */
function isLast(word: number): boolean {
  return word % 8 < wordBytes;
}

/** Splits a range by a word of it, sorts the parts below and above further at this depth, and the part that is equal beyond it. */
function partition(
  words: Float64Array,
  order: Uint32Array,
  start: number,
  end: number,
  depth: number,
  ranges: number[],
): void {
  const pivot = pivotOf(words, start, end);
  let below = start;
  let above = end;
  for (let at = start; at < above; ) {
    const word = words[at] as number;
    if (word < pivot) {
      swap(words, order, at++, below++);
    } else if (word > pivot) {
      swap(words, order, at, --above);
    } else {
      at++;
    }
  }
  if (below - start > 1) {
    ranges.push(start, below, depth, 1);
  }
  if (end - above > 1) {
    ranges.push(above, end, depth, 1);
  }
  if (above - below > 1) {
    if (isLast(pivot)) {
      order.subarray(below, above).sort();
      for (let at = below + 1; at < above; at++) {
        order[at] = (order[at] as number) + sameKeyFlag;
      }
    } else {
      ranges.push(below, above, depth + wordBytes, 0);
    }
  }
}

/** The middle of three, at random: no file can be made to have bad ones. */
function pivotOf(words: Float64Array, start: number, end: number): number {
  const length = end - start;
  const a = words[start + Math.floor(Math.random() * length)] as number;
  const b = words[start + Math.floor(Math.random() * length)] as number;
  const c = words[start + Math.floor(Math.random() * length)] as number;
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function swap(words: Float64Array, order: Uint32Array, a: number, b: number): void {
  const word = words[a] as number;
  words[a] = words[b] as number;
  words[b] = word;
  const row = order[a] as number;
  order[a] = order[b] as number;
  order[b] = row;
}

function insert(
  keys: KeysOfRows,
  words: Float64Array,
  order: Uint32Array,
  start: number,
  end: number,
  depth: number,
): void {
  for (let next = start + 1; next < end; next++) {
    const row = order[next] as number;
    const word = words[next] as number;
    let at = next;
    for (; at > start; at--) {
      const before = words[at - 1] as number;
      if (before < word || (before === word && isBefore(keys, word, order[at - 1] as number, row, depth))) {
        break;
      }
      words[at] = before;
      order[at] = order[at - 1] as number;
    }
    words[at] = word;
    order[at] = row;
  }
  // From the end, so that the rows compared carry no flag yet.
  for (let at = end - 1; at > start; at--) {
    const row = order[at] as number;
    if (words[at] === words[at - 1] && compareFrom(keys, order[at - 1] as number, row, 0) === 0) {
      order[at] = row + sameKeyFlag;
    }
  }
}

/** Whether row `a` comes before row `b`, of two whose keys are equal up to the end of `word` at this depth. */
function isBefore(keys: KeysOfRows, word: number, a: number, b: number, depth: number): boolean {
  const difference = isLast(word) ? 0 : compareFrom(keys, a, b, depth + wordBytes);
  return difference < 0 || (difference === 0 && a < b);
}

/** Compares the keys of two rows from an offset on, up to which they are known to be equal. */
function compareFrom({ first, second, firstOfSecond }: KeysOfRows, a: number, b: number, offset: number): number {
  const listA = a < firstOfSecond ? first : second;
  const listB = b < firstOfSecond ? first : second;
  const keyA = a < firstOfSecond ? a : a - firstOfSecond;
  const keyB = b < firstOfSecond ? b : b - firstOfSecond;
  const aEnd = listA.starts[keyA + 1] as number;
  const bEnd = listB.starts[keyB + 1] as number;
  let atA = (listA.starts[keyA] as number) + offset;
  let atB = (listB.starts[keyB] as number) + offset;
  while (atA < aEnd && atB < bEnd) {
    const difference = (listA.bytes[atA++] as number) - (listB.bytes[atB++] as number);
    if (difference !== 0) {
      return difference;
    }
  }
  return aEnd - atA - (bEnd - atB);
}
