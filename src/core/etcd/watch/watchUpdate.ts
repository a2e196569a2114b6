import type { EtcdscopeError } from '../../base/errors';
import type { CallOptions, KeyRange, KeyValue } from '../../base/keyValue';

/** One write of one key. */
export interface WatchEvent {
  readonly type: 'put' | 'delete';
  readonly key: Uint8Array;
  /** Of a put only. */
  readonly value?: Uint8Array;
  readonly modRevision: bigint;
  /** 0n for a delete, like the version: etcd keeps no more of it. */
  readonly createRevision: bigint;
  readonly version: bigint;
  /** Lease id; absent for none. */
  readonly lease?: bigint;
  /** The key as it was before, where it was asked for and the server still has it. */
  readonly previous?: KeyValue;
}

/** How the watch itself is doing. */
export type WatchStateChange =
  /** (Re)established: everything up to the revision has been delivered, or will be. */
  | { readonly type: 'live'; readonly revision: bigint; readonly endpoint: string }
  /** Proof of life: nothing is missing up to the revision. */
  | { readonly type: 'progress'; readonly revision: bigint }
  /** The stream broke; the next attempt comes after the delay. */
  | {
      readonly type: 'reconnecting';
      readonly error: EtcdscopeError;
      /** 1 for the first since the last event or progress. */
      readonly attempt: number;
      readonly delayMilliseconds: number;
    };

export type WatchUpdate = WatchEvent | WatchStateChange;

export interface WatchOptions extends KeyRange, CallOptions {
  /** First revision to deliver; absent for what happens from now on. */
  readonly startRevision?: bigint;
  /**
   * Whether events carry the key as it was before. Costs the server a read for each event, and a long history with it
   * comes at half the pace: `recent` leaves it out of what happened before a stream began, where that is much.
   */
  readonly previous?: boolean | 'recent';
}
