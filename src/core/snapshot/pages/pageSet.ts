/** A set of page ids, one bit each. */
export class PageSet {
  /** A word for 32 pages. */
  readonly bits: Uint32Array;

  constructor(pageCount: number) {
    this.bits = new Uint32Array(Math.ceil(pageCount / 32));
  }

  has(page: number): boolean {
    return ((this.bits[page >>> 5] as number) & (1 << (page & 31))) !== 0;
  }

  /** False when it was in the set already. */
  add(page: number): boolean {
    if (this.has(page)) {
      return false;
    }
    this.bits[page >>> 5] = (this.bits[page >>> 5] as number) | (1 << (page & 31));
    return true;
  }
}
