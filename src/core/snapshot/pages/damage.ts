/** What is broken in a file, collected so that whatever else can be read still is. */

export type DamageReason =
  /** A page id at or beyond the end of the file or of the high-water mark, or that of a meta page. */
  | 'outOfRange'
  /** The page says to be another page. */
  | 'wrongId'
  /** Neither branch nor leaf where one of them must be. */
  | 'wrongType'
  /** More elements than the page has room for, or none in a branch. */
  | 'badCount'
  /** More overflow pages than the file or the bound allows. */
  | 'badOverflow'
  /** An element lies outside its page, or over others. */
  | 'badElement'
  /** An element of the `key` bucket that is no revision with its record. */
  | 'badRecord'
  /** Keys or revisions that are not in ascending order. */
  | 'badOrder'
  /** Reached twice: a cycle, or two parents. */
  | 'referencedTwice'
  /** Deeper than any tree of this size can be. */
  | 'tooDeep'
  /** A list of free pages that lies or repeats itself. */
  | 'badFreelist'
  /** Neither reachable nor free, or both. */
  | 'lostPage';

export interface DamagedPage {
  readonly page: number;
  readonly reason: DamageReason;
}

export interface DamageReport {
  /** Pages of which something could not be read; each counts once. */
  readonly unreadablePages: number;
  /** The first of them. */
  readonly firstPages: readonly DamagedPage[];
}

/** Enough to look at with other tools; a broken file may have as many as it has pages. */
const mostPagesNamed = 20;

/** Pages that are told apart. A file with more of them holds nothing that is worth an exact number. */
const mostPagesCounted = 100_000;

export class Damage {
  private readonly pages = new Map<number, DamageReason>();

  /** Notes a page, whose number may be anything that a broken pointer holds. The first reason stays. */
  note(page: number, reason: DamageReason): void {
    if (!this.pages.has(page) && this.pages.size < mostPagesCounted) {
      this.pages.set(page, reason);
    }
  }

  /** All pages noted. */
  list(): readonly DamagedPage[] {
    return Array.from(this.pages, ([page, reason]) => ({ page, reason }));
  }

  report(): DamageReport {
    return { unreadablePages: this.pages.size, firstPages: this.list().slice(0, mostPagesNamed) };
  }
}
