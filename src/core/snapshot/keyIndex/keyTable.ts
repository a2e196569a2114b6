import { randomFillSync } from 'node:crypto';
import { EtcdscopeError } from '../../base/errors';
import type { Page } from '../pages/page';
import { keyHash } from './keyHash';

/** Bytes of keys that can be addressed; a cluster of etcd's largest recommended size has well under a tenth of them. */
const mostKeyBytes = 2 ** 31;

/** Of the slots, so many are taken at most: more makes searches long. */
const fullest = 0.5;

/**
 * The distinct keys of a file, numbered from 0 in the order they came: all bytes in one array, and an open-addressed table
 * over them. No object is made for a key.
 */
export class KeyTable {
  count = 0;
  /** All keys, one after another. */
  bytes: Uint8Array;
  private view: DataView;
  /** Key `n` is in `bytes` from `starts[n]` up to `starts[n + 1]`. */
  starts: Uint32Array;
  /** Two words a slot: a key's number and 1, or 0 for a free slot; and the key's hash. */
  private slots: Int32Array;
  private readonly secret = randomFillSync(new Uint32Array(2));

  /** Room for so many keys of so many bytes in all is made at once; both may be exceeded. */
  constructor(expectedKeys: number, expectedBytes: number) {
    this.bytes = new Uint8Array(expectedBytes);
    this.view = new DataView(this.bytes.buffer);
    this.starts = new Uint32Array(expectedKeys + 1);
    this.slots = new Int32Array(2 * slotsFor(expectedKeys));
  }

  get bytesUsed(): number {
    return this.starts[this.count] as number;
  }

  /** Keys there is room for before arrays of keys must grow. */
  get room(): number {
    return this.starts.length - 1;
  }

  /** Makes room for so many keys of so many bytes in all. */
  reserve(keys: number, bytes: number): void {
    if (keys > this.room) {
      this.starts = enlarged(this.starts, new Uint32Array(keys + 1));
    }
    if (bytes > this.bytes.length) {
      this.bytes = enlarged(this.bytes, new Uint8Array(Math.min(mostKeyBytes, bytes)));
      this.view = new DataView(this.bytes.buffer);
    }
    if (keys > (this.slots.length / 2) * fullest) {
      this.setSlots(keys);
    }
  }

  /**
   * The number of the key in `source` from `start` to `end`, a new one if need be.
   * @throws EtcdscopeError `snapshot.tooLarge`.
   */
  numberOf({ bytes, view }: Pick<Page, 'bytes' | 'view'>, start: number, end: number): number {
    if (this.count === this.room) {
      this.reserve(Math.ceil(this.count * 1.3) + 1024, 0);
    }
    const hash = keyHash(bytes, start, end, this.secret[0] as number, this.secret[1] as number);
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = (hash << 1) & mask;
    for (let entry = slots[slot] as number; entry !== 0; entry = slots[slot] as number) {
      if (slots[slot + 1] === hash && this.isKey(entry - 1, view, start, end)) {
        return entry - 1;
      }
      slot = (slot + 2) & mask;
    }
    this.append(bytes, start, end);
    slots[slot] = this.count;
    slots[slot + 1] = hash;
    if (this.count > (slots.length / 2) * fullest) {
      this.setSlots(this.count * 2);
    }
    return this.count - 1;
  }

  /** Whether key `number` is the one in `source` from `start` to `end`. */
  isKey(number: number, source: DataView, start: number, end: number): boolean {
    const own = this.starts[number] as number;
    return (this.starts[number + 1] as number) - own === end - start && isEqual(this.view, own, source, start, end);
  }

  private append(source: Uint8Array, start: number, end: number): void {
    const at = this.starts[this.count] as number;
    const after = at + end - start;
    if (after > this.bytes.length) {
      this.enlargeBytes(after);
    }
    const { bytes } = this;
    for (let from = start, to = at; from < end; from++, to++) {
      bytes[to] = source[from] as number;
    }
    this.count++;
    this.starts[this.count] = after;
  }

  private enlargeBytes(needed: number): void {
    if (needed > mostKeyBytes) {
      throw new EtcdscopeError('snapshot.tooLarge', { keys: this.count, limit: mostKeyBytes });
    }
    this.reserve(0, Math.ceil(needed * 1.3) + 65_536);
  }

  private setSlots(keys: number): void {
    const before = this.slots;
    const slots = new Int32Array(2 * slotsFor(keys));
    const mask = slots.length - 1;
    for (let at = 0; at < before.length; at += 2) {
      if (before[at] === 0) {
        continue;
      }
      let slot = ((before[at + 1] as number) << 1) & mask;
      while (slots[slot] !== 0) {
        slot = (slot + 2) & mask;
      }
      slots[slot] = before[at] as number;
      slots[slot + 1] = before[at + 1] as number;
    }
    this.slots = slots;
  }
}

function slotsFor(keys: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(16, keys / fullest)));
}

function enlarged<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Compares four bytes at a time, the last of them maybe twice. Keys of one length mostly differ near their end, so that is first. */
function isEqual(a: DataView, aStart: number, b: DataView, start: number, end: number): boolean {
  const last = end - start - 4;
  if (last < 0) {
    for (let at = 0; at < end - start; at++) {
      if (a.getUint8(aStart + at) !== b.getUint8(start + at)) {
        return false;
      }
    }
    return true;
  }
  if (a.getInt32(aStart + last) !== b.getInt32(start + last)) {
    return false;
  }
  for (let at = 0; at < last; at += 4) {
    if (a.getInt32(aStart + at) !== b.getInt32(start + at)) {
      return false;
    }
  }
  return true;
}
