import { EtcdscopeError } from '../../base/errors';
import type { GroupedKeys } from './groupedKeys';
import { placesOf } from './joinDirectories';
import { type KeyList, mostNameBytes } from './rowKeys';
import { type SortingRoom, sameKeyFlag, sortKeys } from './sortKeys';

/**
 * Bytes of the names of a directory in a part.
 * @param directory Its number and 1; 0 for none.
 */
export function nameBytes(keys: GroupedKeys | undefined, directory: number): number {
  const [from, to] = placesOf(keys, directory);
  return keys ? (keys.names.starts[to] as number) - (keys.names.starts[from] as number) : 0;
}

/** The names of one directory in both parts, side by side. */
export class JoinedNames implements KeyList {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  private readonly rows: Uint32Array;
  private count = 0;

  /**
   * @param most Names of one directory.
   * @param mostBytes Bytes of them.
   * @throws EtcdscopeError `snapshot.tooLarge`.
   */
  constructor(most: number, mostBytes: number) {
    if (mostBytes > mostNameBytes) {
      throw new EtcdscopeError('snapshot.tooLarge', { keyBytes: mostBytes, limit: mostNameBytes });
    }
    this.bytes = new Uint8Array(mostBytes);
    this.starts = new Uint32Array(most + 1);
    this.rows = new Uint32Array(most);
  }

  /** Begins a directory. */
  clear(): void {
    this.count = 0;
  }

  /**
   * Takes the names of a part.
   * @param directory Its number and 1; 0 for none.
   * @param firstRow Of the part.
   */
  take(keys: GroupedKeys, directory: number, firstRow: number): void {
    const { groups, names } = keys;
    const [from, to] = placesOf(keys, directory);
    const nameStart = names.starts[from] as number;
    const used = this.starts[this.count] as number;
    this.bytes.set(names.bytes.subarray(nameStart, names.starts[to]), used);
    for (let at = from; at < to; at++) {
      this.rows[this.count++] = (groups.rows[at] as number) + firstRow;
      this.starts[this.count] = (names.starts[at + 1] as number) - nameStart + used;
    }
  }

  /** Writes the rows in the order of their names, flagged as `sortKeys` does. */
  sortInto(order: Uint32Array, room: SortingRoom): void {
    for (let name = 0; name < order.length; name++) {
      order[name] = name;
    }
    sortKeys(this, order, room);
    for (let at = 0; at < order.length; at++) {
      const flagged = order[at] as number;
      order[at] = (this.rows[flagged & ~sameKeyFlag] as number) | (flagged & sameKeyFlag);
    }
  }
}
