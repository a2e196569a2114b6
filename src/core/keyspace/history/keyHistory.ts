import type { CallOptions } from '../../base/keyValue';

/** One revision of one key. */
export interface KeyRevision {
  readonly type: 'put' | 'delete';
  readonly modRevision: bigint;
  /** The revision to read the key at to see it so: that of the write, or a later one where that one was compacted. */
  readonly readRevision: bigint;
  /** 0n, like all below, for a deletion. */
  readonly createRevision: bigint;
  readonly version: bigint;
  readonly lease: bigint;
}

/**
 * Why there is nothing before the oldest revision: it is the `beginning` of the store; older ones were `compacted`; or nobody
 * looked further back, since there is a `limit` to that.
 */
export type HistoryEnd = 'beginning' | 'compacted' | 'limit';

export interface KeyHistory {
  /** Oldest first, deletions included. */
  readonly revisions: readonly KeyRevision[];
  readonly end: HistoryEnd;
  /** The store's revision when it was asked. */
  readonly revision: bigint;
}

/** Whatever can tell how a key came to be what it is. */
export interface HistoryReader {
  /** @throws {EtcdscopeError} what reading throws; `cancelled`. */
  historyOf(key: Uint8Array, options?: CallOptions): Promise<KeyHistory>;
}
