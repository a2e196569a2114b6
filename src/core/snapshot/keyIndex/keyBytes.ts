import { EtcdscopeError } from '../../base/errors';

/** Bytes of keys that can be addressed; a cluster of etcd's largest recommended size has well under a tenth of them. */
const mostBytes = 2 ** 31;

/** Keys that are looked up among those seen before; few enough that looking costs no trip to main memory. */
const rememberedKeys = 2 ** 14;

/**
 * The bytes of keys, one after another. A key that is written again and again, as leader elections do, is mostly found
 * among those remembered and takes no further room; where it is not, it is there twice, which is only a waste.
 */
export class KeyBytes {
  bytes: Uint8Array;
  used = 0;
  /** Where the key that was put last lies. */
  start = 0;
  end = 0;
  /** By slot a key's start and end. */
  private readonly remembered = new Uint32Array(rememberedKeys * 2);
  private readonly hashes = new Int32Array(rememberedKeys);

  constructor(expected: number) {
    this.bytes = new Uint8Array(expected);
  }

  reserve(length: number): void {
    if (length > this.bytes.length) {
      const enlarged = new Uint8Array(Math.min(mostBytes, length));
      enlarged.set(this.bytes.subarray(0, this.used));
      this.bytes = enlarged;
    }
  }

  /**
   * Takes the key in `source`; its place is in {@link start} and {@link end} then.
   * @throws EtcdscopeError `snapshot.tooLarge`.
   */
  put(source: Uint8Array, start: number, end: number): void {
    const hash = quickHash(source, start, end);
    const slot = hash & (rememberedKeys - 1);
    // Only a key that is most likely this one is worth a look at its bytes.
    if (this.hashes[slot] === hash) {
      const known = this.remembered[slot * 2] as number;
      const knownEnd = this.remembered[slot * 2 + 1] as number;
      if (knownEnd - known === end - start && this.isEqual(known, source, start, end)) {
        this.start = known;
        this.end = knownEnd;
        return;
      }
    }
    this.append(source, start, end);
    this.hashes[slot] = hash;
    this.remembered[slot * 2] = this.start;
    this.remembered[slot * 2 + 1] = this.end;
  }

  private isEqual(known: number, source: Uint8Array, start: number, end: number): boolean {
    const { bytes } = this;
    // Keys of one length mostly differ near their end.
    for (let at = end - 1, own = known + end - start - 1; at >= start; at--, own--) {
      if (bytes[own] !== source[at]) {
        return false;
      }
    }
    return true;
  }

  private append(source: Uint8Array, start: number, end: number): void {
    const after = this.used + end - start;
    if (after > mostBytes) {
      throw new EtcdscopeError('snapshot.tooLarge', { keyBytes: after, limit: mostBytes });
    }
    if (after > this.bytes.length) {
      this.reserve(Math.ceil(after * 1.3) + 65_536);
    }
    const { bytes } = this;
    for (let from = start, to = this.used; from < end; from++, to++) {
      bytes[to] = source[from] as number;
    }
    this.start = this.used;
    this.end = after;
    this.used = after;
  }
}

/** Fowler, Noll and Vo's hash 1a, signed, its halves mixed once: keys that fall together only displace each other. */
function quickHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  }
  return hash ^ (hash >>> 16);
}
