import { EtcdscopeError } from '../../base/errors';
import type { Page } from '../pages/page';
import { KeyTable } from './keyTable';
import { sharedBytes, sharedWords } from './sharedArrays';

/** Keys one after another: key `n` lies in `bytes` from `starts[n]` up to `starts[n + 1]`. */
export interface KeyList {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
}

/**
 * The keys of rows in two pieces: the directory, up to and with the last delimiter, and the name behind it. Keys have few
 * directories and share most of their bytes with them, so each of these is kept, and sorted, once.
 */
export interface RowKeys {
  readonly directories: KeyList;
  /** By row the number of its directory. */
  readonly directory: Uint32Array;
  /** By row. */
  readonly names: KeyList;
}

/** The delimiter of etcd's users by convention; where it is another, sorting is slower and as right. */
const delimiter = 0x2f;

/** Bytes within which a directory ends: more levels than this no key of sense has. */
const longestDirectory = 512;

const firstDirectories = 64;

/** Directories that are found without their number in the table; few enough that looking costs no trip to main memory. */
const recentDirectories = 4096;

/** Bytes of names that can be addressed; a cluster of etcd's largest recommended size has well under a tenth of them. */
export const mostNameBytes = 2 ** 31;

const firstNameBytes = 32 * 1024;

/** Takes the keys of rows one by one. */
export class RowKeysBuilder {
  count = 0;
  private readonly directories = new KeyTable(firstDirectories, firstDirectories * longestDirectory);
  /** By a hash a directory's number and 1. */
  private readonly recent = new Uint32Array(recentDirectories);
  private directory = sharedWords(0);
  private names = sharedBytes(firstNameBytes);
  private nameStarts = sharedWords(1);

  /** Makes room for so many rows, with names as long as those before; memory that is never written is never taken. */
  reserve(rows: number): void {
    if (rows > this.directory.length) {
      this.directory = enlarged(this.directory, sharedWords(rows), this.count);
      this.nameStarts = enlarged(this.nameStarts, sharedWords(rows + 1), this.count + 1);
      const length = Math.ceil((this.nameBytes / Math.max(1, this.count)) * rows);
      if (length > this.names.length) {
        this.names = enlarged(this.names, sharedBytes(Math.min(mostNameBytes, length)), this.nameBytes);
      }
    }
  }

  private get nameBytes(): number {
    return this.nameStarts[this.count] as number;
  }

  /**
   * Takes the next row's key, which lies in a page. There must be room for the row.
   * @throws EtcdscopeError `snapshot.tooLarge`.
   */
  put(source: Pick<Page, 'bytes' | 'view'>, start: number, end: number): void {
    const { bytes } = source;
    let cut = Math.min(end, start + longestDirectory);
    while (cut > start && bytes[cut - 1] !== delimiter) {
      cut--;
    }
    this.directory[this.count] = this.directoryOf(source, start, cut);
    this.putName(bytes, cut, end);
  }

  private directoryOf(source: Pick<Page, 'bytes' | 'view'>, start: number, end: number): number {
    const slot = quickHash(source.view, start, end) & (recentDirectories - 1);
    const recent = (this.recent[slot] as number) - 1;
    if (recent >= 0 && this.directories.isKey(recent, source.view, start, end)) {
      return recent;
    }
    const directory = this.directories.numberOf(source, start, end);
    this.recent[slot] = directory + 1;
    return directory;
  }

  private putName(bytes: Uint8Array, start: number, end: number): void {
    const at = this.nameBytes;
    const after = at + end - start;
    if (after > mostNameBytes) {
      throw new EtcdscopeError('snapshot.tooLarge', { keyBytes: after, limit: mostNameBytes });
    }
    if (after > this.names.length) {
      const length = Math.min(mostNameBytes, Math.ceil(after * 1.3) + firstNameBytes);
      this.names = enlarged(this.names, sharedBytes(length), at);
    }
    const { names } = this;
    for (let from = start, to = at; from < end; from++, to++) {
      names[to] = bytes[from] as number;
    }
    this.count++;
    this.nameStarts[this.count] = after;
  }

  /** Takes back the last row's key. */
  drop(): void {
    this.count--;
  }

  finish(): RowKeys {
    const { directories, count } = this;
    return {
      directories: {
        bytes: shared(directories.bytes.subarray(0, directories.bytesUsed), sharedBytes(directories.bytesUsed)),
        starts: shared(directories.starts.subarray(0, directories.count + 1), sharedWords(directories.count + 1)),
      },
      directory: this.directory.subarray(0, count),
      names: { bytes: this.names.subarray(0, this.nameBytes), starts: this.nameStarts.subarray(0, count + 1) },
    };
  }
}

/** A hash of no strength, four bytes a step, the last of them maybe twice: those that fall together only displace each other. */
function quickHash(view: DataView, start: number, end: number): number {
  const last = end - 4;
  let hash = end - start;
  for (let at = start; at < last; at += 4) {
    hash = Math.imul(hash ^ view.getUint32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  if (last >= start) {
    hash = Math.imul(hash ^ view.getUint32(last, true), 0x9e3779b1);
  }
  return hash ^ (hash >>> 15);
}

function enlarged<T extends Uint32Array | Uint8Array>(from: T, to: T, used: number): T {
  to.set(from.subarray(0, used));
  return to;
}

function shared<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
