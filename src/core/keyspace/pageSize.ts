/** Bytes of values that a page aims at: a request that an etcd with other work hardly notices. */
const wantedBytes = 2 * 1024 * 1024;
const firstLimit = 64;
/** A page of the largest values that etcd takes, 1.5 MiB, is a danger that no limit on keys can wholly avoid. */
const mostKeys = 1000;
/** Small values are no promise: the next page may hold large ones. */
const mostGrowth = 4;

/** How many keys to ask for, so that a page has about 2 MiB: from the average size of the values seen lately. */
export class PageSize {
  private average = 0;
  private current = firstLimit;

  /** @param most keys of a page, however small they are. */
  constructor(private readonly most = mostKeys) {}

  get limit(): number {
    return this.current;
  }

  /** @param bytes of all values of a page. */
  learn(keys: number, bytes: number): void {
    const average = Math.max(1, bytes / Math.max(1, keys));
    this.average = Math.max(average, this.average === 0 ? average : (this.average + average) / 2);
    const wanted = Math.floor(wantedBytes / this.average);
    this.current = Math.max(1, Math.min(wanted, this.most, this.current * mostGrowth));
  }

  /** After an answer that was too large to receive; false where nothing smaller can be asked for. */
  shrink(): boolean {
    const canShrink = this.current > 1;
    this.current = Math.max(1, Math.floor(this.current / 4));
    return canShrink;
  }
}
