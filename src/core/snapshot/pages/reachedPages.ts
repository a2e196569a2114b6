import type { Page } from './page';
import { PageSet } from './pageSet';

/**
 * The pages that a walk has come to. Each belongs to one place in one tree, so a second way to it is damage, and no cycle
 * is walked twice.
 */
export class ReachedPages {
  readonly pages: PageSet;
  count = 0;

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
