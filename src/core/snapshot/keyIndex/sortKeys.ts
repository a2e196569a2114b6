/**
 * Sorts keys four bytes at a time: of each those behind what all of a range share become a number that carries the key's
 * place along, as the engine sorts numbers several times faster than anything written here compares keys.
 */
import type { KeyList } from './rowKeys';
import { bigEndian32 } from './storedRecord';

/** Set in a sorted number whose key is the same as that before. Rows of a file are below 2^28. */
export const sameKeyFlag = 2 ** 30;

/** Bytes of a key in the upper half of a number; the lower has how many of these are the key's own, then its place. */
const wordBytes = 4;
const placeBits = 29;
const placeMask = 2 ** placeBits - 1;

/** Up to this many keys insertion is faster. */
const fewKeys = 12;

/** What sorting so many keys at most needs beside them; its content does not matter. */
export class SortingRoom {
  readonly numbers: BigUint64Array;
  /** The same, low half first as on every host that runs VS Code. */
  readonly halves: Uint32Array;
  readonly before: Uint32Array;

  constructor(most: number) {
    this.numbers = new BigUint64Array(most);
    this.halves = new Uint32Array(this.numbers.buffer);
    this.before = new Uint32Array(most);
  }
}

/**
 * Puts ascending numbers of keys into the order of these, the same keys in their own, and sets {@link sameKeyFlag} where a key
 * is repeated.
 */
export function sortKeys(keys: KeyList, order: Uint32Array, room: SortingRoom): void {
  // Ranges whose keys are the same up to a depth. Each pass over one consumes bytes of all its keys.
  const ranges: number[] = [0, order.length, 0];
  while (ranges.length > 0) {
    const depth = ranges.pop() as number;
    const end = ranges.pop() as number;
    const start = ranges.pop() as number;
    const range = order.subarray(start, end);
    if (range.length <= fewKeys) {
      insert(keys, range, depth);
    } else {
      const shared = depth + sharedBytes(keys, range, depth);
      sortByWord(keys, range, shared, room);
      splitRange(range, start, shared, room, ranges);
    }
  }
}

/** Bytes from a depth on that all keys of a range have in common. */
function sharedBytes({ bytes, starts }: KeyList, range: Uint32Array, depth: number): number {
  const model = range[0] as number;
  const modelStart = (starts[model] as number) + depth;
  let shared = (starts[model + 1] as number) - modelStart;
  for (let index = 1; index < range.length && shared > 0; index++) {
    const key = range[index] as number;
    const start = (starts[key] as number) + depth;
    const most = Math.min(shared, (starts[key + 1] as number) - start);
    shared = 0;
    while (shared < most && bytes[start + shared] === bytes[modelStart + shared]) {
      shared++;
    }
  }
  return shared;
}

/** Sorts a range by the word of its keys at a depth, and leaves the words in `room`. */
function sortByWord(
  { bytes, starts }: KeyList,
  range: Uint32Array,
  depth: number,
  { numbers, halves, before }: SortingRoom,
): void {
  for (let index = 0; index < range.length; index++) {
    const key = range[index] as number;
    const at = (starts[key] as number) + depth;
    const own = Math.min(wordBytes, (starts[key + 1] as number) - at);
    // A key that ends sorts before one that goes on with zeros.
    halves[index * 2] = (own << placeBits) | index;
    halves[index * 2 + 1] = own === wordBytes ? bigEndian32(bytes, at) : shortWord(bytes, at, own);
    before[index] = key;
  }
  numbers.subarray(0, range.length).sort();
  for (let index = 0; index < range.length; index++) {
    range[index] = before[(halves[index * 2] as number) & placeMask] as number;
  }
}

function shortWord(bytes: Uint8Array, at: number, own: number): number {
  let word = 0;
  for (let byte = 0; byte < own; byte++) {
    word |= (bytes[at + byte] as number) << (24 - byte * 8);
  }
  return word;
}

/** Flags the keys that are the same and end within their word, and leaves those that share a word and go on to be sorted further. */
function splitRange(range: Uint32Array, start: number, depth: number, { halves }: SortingRoom, ranges: number[]): void {
  for (let from = 0; from < range.length; ) {
    const word = halves[from * 2 + 1];
    const own = (halves[from * 2] as number) >>> placeBits;
    let to = from + 1;
    while (to < range.length && halves[to * 2 + 1] === word && (halves[to * 2] as number) >>> placeBits === own) {
      to++;
    }
    if (own < wordBytes) {
      for (let index = from + 1; index < to; index++) {
        range[index] = (range[index] as number) + sameKeyFlag;
      }
    } else if (to - from > 1) {
      ranges.push(start + from, start + to, depth + wordBytes);
    }
    from = to;
  }
}

function insert(keys: KeyList, range: Uint32Array, depth: number): void {
  for (let next = 1; next < range.length; next++) {
    const key = range[next] as number;
    let difference = -1;
    let at = next;
    for (; at > 0; at--) {
      const before = range[at - 1] as number;
      difference = compareFrom(keys, before & ~sameKeyFlag, key, depth);
      if (difference <= 0) {
        break;
      }
      range[at] = before;
    }
    range[at] = difference === 0 ? key + sameKeyFlag : key;
  }
}

/** Compares two keys from an offset on, up to which they are known to be equal. */
function compareFrom({ bytes, starts }: KeyList, a: number, b: number, offset: number): number {
  const aEnd = starts[a + 1] as number;
  const bEnd = starts[b + 1] as number;
  let atA = (starts[a] as number) + offset;
  let atB = (starts[b] as number) + offset;
  while (atA < aEnd && atB < bEnd) {
    const difference = (bytes[atA++] as number) - (bytes[atB++] as number);
    if (difference !== 0) {
      return difference;
    }
  }
  return aEnd - atA - (bEnd - atB);
}
