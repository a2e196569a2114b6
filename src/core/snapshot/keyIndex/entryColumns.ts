import { sharedBytes } from './sharedArrays';

/** One record of the `key` bucket a row, in revision order, a typed array a column: 39 bytes a row. */
export interface Entries {
  readonly count: number;
  /** The revision that wrote it. */
  readonly main: BigInt64Array;
  readonly createRevision: BigInt64Array;
  readonly version: BigInt64Array;
  readonly lease: BigInt64Array;
  readonly page: Uint32Array;
  readonly element: Uint16Array;
  /** 1 where the key was deleted; threads share it. */
  readonly isDeletion: Uint8Array;
}

/** The columns while they are filled: the 64-bit ones as halves, low one first as on every host that runs VS Code. */
export class EntryColumns {
  count = 0;
  main = new Uint32Array(0);
  createRevision = new Uint32Array(0);
  version = new Uint32Array(0);
  lease = new Uint32Array(0);
  page = new Uint32Array(0);
  element = new Uint16Array(0);
  isDeletion = sharedBytes(0);

  /** Makes room for so many rows; memory that is never written is never taken. */
  reserve(rows: number): void {
    if (rows <= this.page.length) {
      return;
    }
    this.main = enlarged(this.main, new Uint32Array(rows * 2), this.count * 2);
    this.createRevision = enlarged(this.createRevision, new Uint32Array(rows * 2), this.count * 2);
    this.version = enlarged(this.version, new Uint32Array(rows * 2), this.count * 2);
    this.lease = enlarged(this.lease, new Uint32Array(rows * 2), this.count * 2);
    this.page = enlarged(this.page, new Uint32Array(rows), this.count);
    this.element = enlarged(this.element, new Uint16Array(rows), this.count);
    this.isDeletion = enlarged(this.isDeletion, sharedBytes(rows), this.count);
  }

  /** The columns as they are read. */
  finish(): Entries {
    const { count } = this;
    return {
      count,
      main: whole(this.main, count),
      createRevision: whole(this.createRevision, count),
      version: whole(this.version, count),
      lease: whole(this.lease, count),
      page: this.page.subarray(0, count),
      element: this.element.subarray(0, count),
      isDeletion: this.isDeletion.subarray(0, count),
    };
  }
}

function enlarged<T extends Uint32Array | Uint16Array | Uint8Array>(from: T, to: T, used: number): T {
  to.set(from.subarray(0, used));
  return to;
}

function whole(halves: Uint32Array, count: number): BigInt64Array {
  return new BigInt64Array(halves.buffer, halves.byteOffset, count);
}
