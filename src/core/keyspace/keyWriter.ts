import type { CallOptions, KeyRange } from '../base/keyValue';

export interface WriteOptions extends CallOptions {
  /**
   * The `mod_revision` that the key must still have, 0n for a key that must not exist; absent to write whatever is there.
   * Otherwise nothing is written and `key.conflict` is thrown.
   */
  readonly expectedModRevision?: bigint;
}

export interface DeleteRangeOptions extends CallOptions {
  /** Refuses with `key.conflict` when a key of the range was created or changed after this revision. */
  readonly unchangedSince?: bigint;
}

/** What only a live cluster has. Every write is one transaction, and `store.readOnly` is thrown before any call where writing is off. */
export interface KeyWriter {
  /** Writes a value; a lease on the key is kept. Answers the store's revision after the write. */
  put(key: Uint8Array, value: Uint8Array, options?: WriteOptions): Promise<{ readonly revision: bigint }>;

  /** Deletes one key. `deleted` is 0 when there was none. */
  delete(key: Uint8Array, options?: WriteOptions): Promise<{ readonly revision: bigint; readonly deleted: number }>;

  deleteRange(
    range: Required<KeyRange>,
    options?: DeleteRangeOptions,
  ): Promise<{ readonly revision: bigint; readonly deleted: number }>;
}
