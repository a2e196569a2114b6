import type { ListEntry } from './listEntry';

/** Entries that may be gone and yet take a place in the array. */
const mostGone = 1000;

/**
 * The entries that a panel lists, oldest first. Each has a number that it keeps until it falls out, so that a panel can
 * stay where it is while the list moves on below it.
 */
export class EntryList {
  private readonly entries: ListEntry[] = [];
  /** Entries at the beginning of the array that are gone; the array is cut now and then, not each time. */
  private gone = 0;
  private base = 0;

  /** The number of the oldest entry. */
  get first(): number {
    return this.base + this.gone;
  }

  /** One beyond the number of the newest. */
  get end(): number {
    return this.base + this.entries.length;
  }

  push(entry: ListEntry): void {
    this.entries.push(entry);
  }

  /** Lets everything go that is older than an entry of this id. */
  dropBefore(id: number): void {
    while (this.gone < this.entries.length && (this.entries[this.gone]?.id ?? id) < id) {
      this.gone++;
    }
    if (this.gone >= mostGone) {
      this.entries.splice(0, this.gone);
      this.base += this.gone;
      this.gone = 0;
    }
  }

  /** The entries with the numbers [from, end), as far as there are any. */
  slice(from: number, end: number): readonly ListEntry[] {
    return this.entries.slice(Math.max(from, this.first) - this.base, Math.max(0, end - this.base));
  }
}
