import { equalBytes } from '../../core/base/bytes';
import type { EventEntry, ListEntry } from './listEntry';

export interface RingLimits {
  /** Entries. */
  readonly entries: number;
  /** Bytes of the values that the entries hold. */
  readonly bytes: number;
}

/**
 * The newest entries of a watch, in order. The oldest fall out when there are too many of them; when only their values are
 * too large, the oldest lose those and stay.
 */
export class EntryRing {
  private readonly slots: (ListEntry | undefined)[];
  private firstId = 0;
  private nextId = 0;
  /** The entry from which on values are still held. */
  private firstWithValues = 0;
  private bytes = 0;

  constructor(private readonly limits: RingLimits) {
    this.slots = new Array(limits.entries).fill(undefined);
  }

  /** The id that the next entry has to have. */
  get next(): number {
    return this.nextId;
  }

  get first(): number {
    return this.firstId;
  }

  get(id: number): ListEntry | undefined {
    return id >= this.firstId && id < this.nextId ? this.slots[id % this.limits.entries] : undefined;
  }

  /** The event before one of the same key, unless it fell out, or may not be the last before it. */
  before({ id: end, key }: EventEntry): EventEntry | undefined {
    // Keys that are near to each other often differ in their last byte alone.
    const last = key.at(-1);
    for (let id = Math.min(end, this.nextId) - 1; id >= this.firstId; id--) {
      const entry = this.get(id);
      if (entry?.kind === 'mark' ? entry.mark.what === 'gap' : !entry) {
        return undefined;
      }
      if (entry?.kind === 'event' && entry.key.at(-1) === last && equalBytes(entry.key, key)) {
        return entry;
      }
    }
    return undefined;
  }

  /** Adds the entry and returns the one that fell out for it, if one did. */
  push(entry: ListEntry): ListEntry | undefined {
    const fallen = this.nextId - this.firstId === this.limits.entries ? this.get(this.firstId) : undefined;
    if (fallen) {
      this.firstId++;
      if (this.firstWithValues < this.firstId) {
        this.firstWithValues = this.firstId;
        this.bytes -= bytesOf(fallen);
      }
    }
    this.slots[this.nextId % this.limits.entries] = entry;
    this.nextId++;
    this.bytes += bytesOf(entry);
    this.dropValues();
    return fallen;
  }

  /** Forgets all entries; ids go on. */
  clear(): void {
    this.slots.fill(undefined);
    this.firstId = this.nextId;
    this.firstWithValues = this.nextId;
    this.bytes = 0;
  }

  *entries(): IterableIterator<ListEntry> {
    for (let id = this.firstId; id < this.nextId; id++) {
      const entry = this.get(id);
      if (entry) {
        yield entry;
      }
    }
  }

  private dropValues(): void {
    while (this.bytes > this.limits.bytes && this.firstWithValues < this.nextId) {
      const entry = this.get(this.firstWithValues++);
      if (entry?.kind === 'event') {
        this.bytes -= bytesOf(entry);
        // In place, as lists hold the same entry.
        entry.before = undefined;
        entry.after = undefined;
        entry.hasDroppedValues = true;
      }
    }
  }
}

function bytesOf(entry: ListEntry): number {
  return entry.kind === 'event' ? (entry.before?.length ?? 0) + (entry.after?.length ?? 0) : 0;
}
