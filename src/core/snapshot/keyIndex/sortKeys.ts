import { EtcdscopeError } from '../../base/errors';
import type { Entries, EntryColumns } from './entryColumns';
import { type RowKeys, sameKeyFlag, sortRows } from './sortRows';
import type { SplitKeys } from './splitKeys';

/** The distinct keys of rows. */
export interface SortedKeys {
  /** The keys in key order, one after another, so that looking for one touches memory that lies together. */
  readonly keyBytes: Uint8Array;
  readonly keyStarts: Uint32Array;
  /** By key, how many bytes it surely has in common with the key before, at least: those of a directory that both are in. */
  readonly shared: Uint16Array;
  /** By key its last row, and 1. */
  readonly last: Uint32Array;
  /** The same, or 0 where this row deleted the key. */
  readonly current: Uint32Array;
}

/** Bytes of all keys that can be addressed. */
const mostKeyBytes = 2 ** 31;

/**
 * Sorts rows by their keys and links those of one key in `entries.previous`: first by directory, then each directory's own
 * rows, whose names lie close enough together to stay in the processor's cache.
 */
export function sortKeys(keys: SplitKeys, columns: EntryColumns, entries: Entries): SortedKeys {
  const groups = rowsByDirectory(columns, keys.directories.count);
  const names: RowKeys = { bytes: keys.names.bytes, starts: columns.nameStart, ends: columns.nameEnd };
  const writer = new KeyWriter(keys, names, groups, entries);
  return writer.write();
}

/** The rows of directory `n` are in `rows` from `starts[n]` up to `starts[n + 1]`, in their own order. */
interface RowGroups {
  readonly rows: Uint32Array;
  readonly starts: Uint32Array;
}

function rowsByDirectory({ directory, count }: EntryColumns, directories: number): RowGroups {
  const starts = new Uint32Array(directories + 1);
  for (let row = 0; row < count; row++) {
    const next = (directory[row] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let at = 1; at <= directories; at++) {
    starts[at] = (starts[at] as number) + (starts[at - 1] as number);
  }
  const rows = new Uint32Array(count);
  const used = starts.slice(0, directories);
  for (let row = 0; row < count; row++) {
    const group = directory[row] as number;
    const at = used[group] as number;
    rows[at] = row;
    used[group] = at + 1;
  }
  return { rows, starts };
}

/** Writes the keys of all directories in order. */
class KeyWriter {
  private readonly bytes: Uint8Array;
  private readonly keyStarts: Uint32Array;
  private readonly shared: Uint16Array;
  private readonly last: Uint32Array;
  private readonly current: Uint32Array;
  private readonly words: Float64Array;
  /** The directories in their order. */
  private readonly order: Uint32Array;
  private keyCount = 0;
  private used = 0;

  constructor(
    private readonly keys: SplitKeys,
    private readonly names: RowKeys,
    private readonly groups: RowGroups,
    private readonly entries: Entries,
  ) {
    const { count } = entries;
    // What is never written takes no memory: rows that write a key again need none.
    this.bytes = new Uint8Array(mostBytes(keys, names, groups));
    this.keyStarts = new Uint32Array(count + 1);
    this.shared = new Uint16Array(count);
    this.last = new Uint32Array(count);
    this.current = new Uint32Array(count);
    this.words = new Float64Array(Math.max(keys.directories.count, largestGroup(groups)));
    this.order = Uint32Array.from({ length: keys.directories.count }, (_, directory) => directory);
  }

  write(): SortedKeys {
    const { bytes, starts } = this.keys.directories;
    sortRows({ bytes, starts, ends: starts.subarray(1) }, this.order, this.words);
    for (let at = 0; at < this.order.length; ) {
      at = this.writeTree(at);
    }
    const { keyCount } = this;
    return {
      keyBytes: this.bytes.subarray(0, this.used),
      keyStarts: this.keyStarts.subarray(0, keyCount + 1),
      shared: this.shared.subarray(0, keyCount),
      last: this.last.subarray(0, keyCount),
      current: this.current.subarray(0, keyCount),
    };
  }

  /**
   * Writes a directory with all that lie in it, and gives the place after them. A directory's own keys lie before, between
   * and behind those of the directories in it. No deeper than a directory has bytes.
   */
  private writeTree(place: number): number {
    const directory = this.order[place] as number;
    const { rows, starts } = this.groups;
    const own = rows.subarray(starts[directory], starts[directory + 1]);
    sortRows(this.names, own, this.words);
    let written = 0;
    let next = place + 1;
    while (next < this.order.length && this.isWithin(this.order[next] as number, directory)) {
      const inner = this.order[next] as number;
      const from = written;
      while (written < own.length && this.isNameBefore(own[written] as number, directory, inner)) {
        written++;
      }
      this.writeRows(directory, own.subarray(from, written));
      next = this.writeTree(next);
    }
    this.writeRows(directory, own.subarray(written));
    return next;
  }

  private writeRows(directory: number, rows: Uint32Array): void {
    const { names, bytes, keyStarts, shared, last, current } = this;
    const { isDeletion, previous } = this.entries;
    const directories = this.keys.directories;
    const directoryStart = directories.starts[directory] as number;
    const directoryEnd = directories.starts[directory + 1] as number;
    let { used, keyCount } = this;
    // Another directory's keys lie before the first.
    let sharedBytes = 0;
    for (const flagged of rows) {
      const row = flagged % sameKeyFlag;
      if (flagged < sameKeyFlag) {
        const nameStart = names.starts[row] as number;
        const nameEnd = names.ends[row] as number;
        if (used + directoryEnd - directoryStart + nameEnd - nameStart > bytes.length) {
          throw new EtcdscopeError('snapshot.tooLarge', { keyBytes: used, limit: mostKeyBytes });
        }
        for (let from = directoryStart; from < directoryEnd; from++) {
          bytes[used++] = directories.bytes[from] as number;
        }
        for (let from = nameStart; from < nameEnd; from++) {
          bytes[used++] = names.bytes[from] as number;
        }
        shared[keyCount] = sharedBytes;
        sharedBytes = directoryEnd - directoryStart;
        keyCount++;
        keyStarts[keyCount] = used;
      } else {
        previous[row] = last[keyCount - 1] as number;
      }
      last[keyCount - 1] = row + 1;
      current[keyCount - 1] = isDeletion[row] === 1 ? 0 : row + 1;
    }
    this.used = used;
    this.keyCount = keyCount;
  }

  private isWithin(inner: number, outer: number): boolean {
    const { bytes, starts } = this.keys.directories;
    const start = starts[outer] as number;
    const length = (starts[outer + 1] as number) - start;
    const innerStart = starts[inner] as number;
    if ((starts[inner + 1] as number) - innerStart <= length) {
      return false;
    }
    for (let at = 0; at < length; at++) {
      if (bytes[start + at] !== bytes[innerStart + at]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a row's key sorts before all keys of a directory within its own. */
  private isNameBefore(flagged: number, directory: number, inner: number): boolean {
    const { names } = this;
    const { bytes, starts } = this.keys.directories;
    const row = flagged % sameKeyFlag;
    const nameEnd = names.ends[row] as number;
    const innerEnd = starts[inner + 1] as number;
    let at = names.starts[row] as number;
    let innerAt = (starts[inner] as number) + (starts[directory + 1] as number) - (starts[directory] as number);
    while (at < nameEnd && innerAt < innerEnd) {
      const difference = (names.bytes[at++] as number) - (bytes[innerAt++] as number);
      if (difference !== 0) {
        return difference < 0;
      }
    }
    return at === nameEnd;
  }
}

/** Bytes of the keys of all rows, as if no key came twice. */
function mostBytes({ directories }: SplitKeys, { starts, ends }: RowKeys, groups: RowGroups): number {
  let bytes = 0;
  for (let row = 0; row < groups.rows.length; row++) {
    bytes += (ends[row] as number) - (starts[row] as number);
  }
  for (let directory = 0; directory < directories.count; directory++) {
    const rows = (groups.starts[directory + 1] as number) - (groups.starts[directory] as number);
    bytes += rows * ((directories.starts[directory + 1] as number) - (directories.starts[directory] as number));
  }
  return Math.min(bytes, mostKeyBytes);
}

function largestGroup({ starts }: RowGroups): number {
  let largest = 0;
  for (let at = 1; at < starts.length; at++) {
    largest = Math.max(largest, (starts[at] as number) - (starts[at - 1] as number));
  }
  return largest;
}
