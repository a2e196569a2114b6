import type { IndexPart } from './keyIndexData';
import { sameKeyFlag } from './sortKeys';

/** The keys of all rows, by their place in key order. */
export class Keys {
  private readonly first: IndexPart;
  private readonly second: IndexPart;
  private readonly firstOfSecond: number;

  /** @param order See `KeyIndexData`. */
  constructor(
    parts: readonly IndexPart[],
    private readonly order: Uint32Array,
  ) {
    const [first, second] = parts as readonly [IndexPart, IndexPart?];
    this.first = first;
    this.second = second ?? first;
    this.firstOfSecond = first.entries.count;
  }

  /** Of places, each a row. */
  get count(): number {
    return this.order.length;
  }

  rowAt(place: number): number {
    return (this.order[place] as number) & ~sameKeyFlag;
  }

  /** The place after the last that has the key of this one. */
  endOfKey(place: number): number {
    let end = place + 1;
    while (((this.order[end] ?? 0) & sameKeyFlag) !== 0) {
      end++;
    }
    return end;
  }

  /** A copy of the key. */
  at(place: number): Uint8Array {
    const row = this.rowAt(place);
    const isFirst = row < this.firstOfSecond;
    const { directories, directory, names, places } = (isFirst ? this.first : this.second).keys;
    const own = isFirst ? row : row - this.firstOfSecond;
    const { bytes, starts } = directories;
    const inDirectory = directory[own] as number;
    const path = bytes.subarray(starts[inDirectory], starts[inDirectory + 1]);
    const inGroups = places[own] as number;
    const name = names.bytes.subarray(names.starts[inGroups], names.starts[inGroups + 1]);
    const key = new Uint8Array(path.length + name.length);
    key.set(path);
    key.set(name, path.length);
    return key;
  }

  /** Below 0 when the key at a place sorts before `key`, above when after. */
  compare(place: number, key: Uint8Array): number {
    const row = this.rowAt(place);
    const isFirst = row < this.firstOfSecond;
    const { directories, directory, names, places } = (isFirst ? this.first : this.second).keys;
    const own = isFirst ? row : row - this.firstOfSecond;
    const inDirectory = directory[own] as number;
    const start = directories.starts[inDirectory] as number;
    const length = (directories.starts[inDirectory + 1] as number) - start;
    const shorter = Math.min(length, key.length);
    for (let at = 0; at < shorter; at++) {
      const difference = (directories.bytes[start + at] as number) - (key[at] as number);
      if (difference !== 0) {
        return difference;
      }
    }
    if (shorter < length) {
      return 1;
    }
    const inGroups = places[own] as number;
    return compareRest(
      names.bytes,
      names.starts[inGroups] as number,
      names.starts[inGroups + 1] as number,
      key,
      length,
    );
  }
}

/** Compares bytes from `start` to `end` with those of a key from `from` on. */
function compareRest(bytes: Uint8Array, start: number, end: number, key: Uint8Array, from: number): number {
  let at = start;
  let inKey = from;
  while (at < end && inKey < key.length) {
    const difference = (bytes[at++] as number) - (key[inKey++] as number);
    if (difference !== 0) {
      return difference;
    }
  }
  return end - at - (key.length - inKey);
}
