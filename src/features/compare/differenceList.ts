import { compareBytes, equalBytes } from '../../core/base/bytes';
import type { DifferenceKind, KeyDifference } from '../../core/keyspace/compare/keyDifference';
import { keyPattern } from '../../core/keyspace/keyPattern';
import { keyText } from '../../core/keyspace/keyText';

/** A difference and the revisions at which the sides were read to find it. */
export interface ListedDifference extends KeyDifference {
  readonly leftRevision: bigint;
  readonly rightRevision: bigint;
}

export interface DifferenceFilter {
  /** As `keyPattern` has it; empty for every key. */
  readonly text: string;
  readonly kinds: ReadonlySet<DifferenceKind>;
}

export const differenceKinds: readonly DifferenceKind[] = ['created', 'changed', 'deleted'];
export const noFilter: DifferenceFilter = { text: '', kinds: new Set(differenceKinds) };

/** Differences that are kept; of more, only the number is known. Some 40 MB. */
export const mostListed = 50_000;

/** The differences of one comparison in key order, and those of them that a filter lets through. */
export class DifferenceList {
  private readonly all: ListedDifference[] = [];
  private isSorted = true;
  private shown: readonly ListedDifference[] | undefined;
  private currentFilter = noFilter;
  /** Differences that were found and had no room. */
  unlisted = 0;

  get filter(): DifferenceFilter {
    return this.currentFilter;
  }

  setFilter(filter: DifferenceFilter): void {
    this.currentFilter = filter;
    this.shown = undefined;
  }

  get isFiltered(): boolean {
    return this.currentFilter.text !== '' || this.currentFilter.kinds.size < differenceKinds.length;
  }

  get listed(): readonly ListedDifference[] {
    this.sort();
    return this.all;
  }

  /** What the filter lets through, in key order. */
  get visible(): readonly ListedDifference[] {
    if (!this.shown) {
      this.sort();
      const { text, kinds } = this.currentFilter;
      const matches = text === '' ? () => true : keyPattern(text);
      this.shown = this.isFiltered
        ? this.all.filter(({ kind, key }) => kinds.has(kind) && matches(keyText(key)))
        : this.all;
    }
    return this.shown;
  }

  add(difference: ListedDifference): void {
    if (this.all.length >= mostListed) {
      this.unlisted++;
      return;
    }
    const last = this.all.at(-1);
    this.isSorted &&= last === undefined || compareBytes(last.key, difference.key) < 0;
    this.all.push(difference);
    this.shown = undefined;
  }

  /** What is known of one key now: a difference, or none. */
  replace(key: Uint8Array, difference: ListedDifference | undefined): void {
    this.sort();
    const at = this.placeOf(key);
    const isListed = at < this.all.length && equalBytes((this.all[at] as ListedDifference).key, key);
    if (isListed || this.all.length < mostListed) {
      this.all.splice(at, isListed ? 1 : 0, ...(difference ? [difference] : []));
    } else if (difference) {
      this.unlisted++;
    }
    this.shown = undefined;
  }

  count(kind: DifferenceKind): number {
    return this.all.reduce((sum, difference) => sum + (difference.kind === kind ? 1 : 0), 0);
  }

  private sort(): void {
    if (!this.isSorted) {
      this.all.sort((a, b) => compareBytes(a.key, b.key));
      this.isSorted = true;
    }
  }

  private placeOf(key: Uint8Array): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareBytes((this.all[middle] as ListedDifference).key, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
