import type { Page } from './page';
import { PageSet } from './pageSet';

/** What one of several walks has come to that share a bucket. */
export interface ReachedShare {
  /** One bit a page. */
  readonly pages: Uint32Array;
  /** Pages that all of the walks have come to. */
  readonly common: number;
}

/** Whether no page is in two shares. */
export function areApart(first: ReachedShare, second: ReachedShare): boolean {
  let inBoth = 0;
  for (let at = 0; at < first.pages.length; at++) {
    for (let bits = (first.pages[at] as number) & (second.pages[at] as number); bits !== 0; bits &= bits - 1) {
      inBoth++;
    }
  }
  return inBoth === first.common && inBoth === second.common;
}

/**
 * The pages that a walk has come to. Each belongs to one place in one tree, so a second way to it is damage, and no cycle
 * is walked twice.
 */
export class ReachedPages {
  readonly pages: PageSet;
  count = 0;
  private common = 0;

  constructor(
    private readonly pageSize: number,
    pageCount: number,
  ) {
    this.pages = new PageSet(pageCount);
  }

  /** False when something else led to the page before. */
  claim(id: number): boolean {
    if (!this.pages.add(id)) {
      return false;
    }
    this.count++;
    return true;
  }

  /** To be called when what follows is no longer common to the walks of all shares. */
  beginShare(): void {
    this.common = this.count;
  }

  share(): ReachedShare {
    return { pages: this.pages.bits, common: this.common };
  }

  /** Claims the overflow of a page that is claimed already. */
  claimOverflow({ id, start, end }: Page): boolean {
    const pages = (end - start) / this.pageSize;
    for (let next = id + 1; next < id + pages; next++) {
      if (!this.claim(next)) {
        return false;
      }
    }
    return true;
  }
}
