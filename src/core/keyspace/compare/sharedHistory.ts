/**
 * Whether two sides are states of one history, so that equal revisions of a key mean equal values. The ids of cluster and
 * members do not tell: a cluster restored from a snapshot has the old ones where it was given the same names and the same
 * token (etcd-io/etcd, etcdutl/snapshot, restore), and yet writes other things at the same revisions. So the keys
 * themselves are asked: two histories that parted contradict each other at the first key that only one of them wrote.
 */
import type { KeyNumbers } from './keyDifference';

/**
 * Keys taken for equal whose values are read in the end, those written last: a history that parted only to write the same
 * keys in the same order shows there.
 */
const mostVerified = 256;

/** Whether a key is written at the same revisions on both sides; with one history, its values are equal then. */
export function hasEqualRevisions(a: KeyNumbers, b: KeyNumbers): boolean {
  return a.modRevision === b.modRevision && a.createRevision === b.createRevision && a.version === b.version;
}

/**
 * Whether no history can have led from the older state of a key to the newer one: what the newer side wrote up to the
 * older side's revision, that side must have as well.
 */
export function isContradiction(
  older: KeyNumbers | undefined,
  newer: KeyNumbers | undefined,
  olderRevision: bigint,
): boolean {
  if (newer === undefined) {
    // Deleted since.
    return false;
  }
  if (newer.modRevision <= olderRevision) {
    return older === undefined || !hasEqualRevisions(older, newer);
  }
  if (newer.createRevision > olderRevision) {
    return false;
  }
  return older === undefined || older.createRevision !== newer.createRevision || older.version >= newer.version;
}

interface Newest {
  readonly key: Uint8Array;
  readonly modRevision: bigint;
}

/** Keeps those keys that were written last, in a heap with the oldest of them on top. */
export class NewestKeys {
  private readonly heap: Newest[] = [];

  add(key: Uint8Array, modRevision: bigint): void {
    const { heap } = this;
    if (heap.length < mostVerified) {
      heap.push({ key, modRevision });
      this.rise(heap.length - 1);
    } else if (modRevision > (heap[0] as Newest).modRevision) {
      heap[0] = { key, modRevision };
      this.sink();
    }
  }

  get keys(): readonly Uint8Array[] {
    return this.heap.map(({ key }) => key);
  }

  private rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (this.isInOrder(parent, at)) {
        return;
      }
      this.swap(parent, at);
      at = parent;
    }
  }

  private sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const child = left + 1 < this.heap.length && !this.isInOrder(left, left + 1) ? left + 1 : left;
      if (child >= this.heap.length || this.isInOrder(at, child)) {
        return;
      }
      this.swap(at, child);
      at = child;
    }
  }

  private isInOrder(above: number, below: number): boolean {
    return (this.heap[above] as Newest).modRevision <= (this.heap[below] as Newest).modRevision;
  }

  private swap(a: number, b: number): void {
    const { heap } = this;
    [heap[a], heap[b]] = [heap[b] as Newest, heap[a] as Newest];
  }
}
