import type { CallOptions, RangeRequest, RangeResult } from '../base/keyValue';

/**
 * The seam of the house: everything that shows, searches or judges keys takes one of these, and so works on a live
 * cluster and on a snapshot file alike.
 *
 * Every call may throw an `EtcdscopeError`: `revision.compacted` and `revision.future` for a revision that cannot be
 * read, `cancelled` once the signal fires, and whatever the source itself can meet.
 */
export interface KeyspaceReader {
  range(request: RangeRequest, options?: CallOptions): Promise<RangeResult>;

  /**
   * Several ranges answered together, at one revision, in the order asked.
   * At most {@link mostRangesTogether} of them: the operations that etcd allows a transaction by default.
   */
  ranges(requests: readonly RangeRequest[], options?: CallOptions): Promise<readonly RangeResult[]>;
}

/** etcd's default of --max-txn-ops (etcd-io/etcd, server/embed/config.go, DefaultMaxTxnOps). */
export const mostRangesTogether = 128;
