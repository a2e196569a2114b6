import type { IndexPart } from './keyIndexData';

/** The keys of all parts, by their place in key order. */
export class Keys {
  private readonly first: IndexPart;
  private readonly second: IndexPart;
  private readonly firstOfSecond: number;

  /** @param order The keys' numbers, counted through all parts, in key order. */
  constructor(
    parts: readonly IndexPart[],
    private readonly order: Uint32Array,
  ) {
    const [first, second] = parts as readonly [IndexPart, IndexPart?];
    this.first = first;
    this.second = second ?? first;
    this.firstOfSecond = first.keyStarts.length - 1;
  }

  get count(): number {
    return this.order.length;
  }

  /** A copy of the key. */
  at(place: number): Uint8Array {
    const number = this.order[place] as number;
    const isFirst = number < this.firstOfSecond;
    const { keyBytes, keyStarts } = isFirst ? this.first : this.second;
    const key = isFirst ? number : number - this.firstOfSecond;
    return keyBytes.slice(keyStarts[key], keyStarts[key + 1]);
  }

  /** Below 0 when the key at a place sorts before `key`, above when after. */
  compare(place: number, key: Uint8Array): number {
    const number = this.order[place] as number;
    const isFirst = number < this.firstOfSecond;
    const { keyBytes, keyStarts } = isFirst ? this.first : this.second;
    const own = isFirst ? number : number - this.firstOfSecond;
    const start = keyStarts[own] as number;
    const length = (keyStarts[own + 1] as number) - start;
    const shorter = Math.min(length, key.length);
    for (let at = 0; at < shorter; at++) {
      const difference = (keyBytes[start + at] as number) - (key[at] as number);
      if (difference !== 0) {
        return difference;
      }
    }
    return length - key.length;
  }
}
