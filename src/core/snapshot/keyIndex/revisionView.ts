/** Keys whose number is added up before each block: counting then looks at one block's keys at most. */
const blockSize = 64;

/** Which of all keys exist at one revision, and by which row. Places are those of the rows in key order. */
export class RevisionView {
  /** Existing keys before each block. */
  private readonly before: Uint32Array;

  /** @param rows By place a row and 1 where it holds its key, 0 elsewhere. */
  constructor(private readonly rows: Uint32Array) {
    this.before = new Uint32Array(Math.ceil(rows.length / blockSize) + 1);
    let count = 0;
    for (let block = 1; block < this.before.length; block++) {
      const end = Math.min(rows.length, block * blockSize);
      for (let at = (block - 1) * blockSize; at < end; at++) {
        count += rows[at] === 0 ? 0 : 1;
      }
      this.before[block] = count;
    }
  }

  /** Existing keys at places from `from` up to and without `to`. */
  count(from: number, to: number): number {
    return to > from ? this.countBefore(to) - this.countBefore(from) : 0;
  }

  private countBefore(place: number): number {
    const block = Math.floor(place / blockSize);
    let count = this.before[block] as number;
    for (let at = block * blockSize; at < place; at++) {
      count += this.rows[at] === 0 ? 0 : 1;
    }
    return count;
  }

  /** The first `most` existing keys of these places, each with its row. */
  take(from: number, to: number, most: number): { readonly place: number; readonly row: number }[] {
    const found: { readonly place: number; readonly row: number }[] = [];
    for (let place = from; place < to && found.length < most; place++) {
      const block = place / blockSize;
      if (Number.isInteger(block) && this.before[block] === this.before[block + 1]) {
        // Nothing but rows that were overwritten.
        place += blockSize - 1;
        continue;
      }
      const row = this.rows[place] as number;
      if (row !== 0) {
        found.push({ place, row: row - 1 });
      }
    }
    return found;
  }
}
