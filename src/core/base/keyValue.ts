/**
 * The records that every source of keys speaks, live or from a file.
 * Ranges follow etcd's RangeRequest (etcd-io/etcd, api/etcdserverpb/rpc.proto): half open, over bytes.
 */
import { emptyBytes } from './bytes';

/** One key, or the half-open range [key, rangeEnd). The single byte 0 as `rangeEnd` means "to the end of the keyspace". */
export interface KeyRange {
  readonly key: Uint8Array;
  readonly rangeEnd?: Uint8Array;
}

export interface KeyValue {
  readonly key: Uint8Array;
  /** Empty when only keys were asked for. */
  readonly value: Uint8Array;
  readonly createRevision: bigint;
  readonly modRevision: bigint;
  /** Number of writes since the key was created; 1 for a fresh key. */
  readonly version: bigint;
  /** Lease id, 0n for none. */
  readonly lease: bigint;
}

export interface RangeRequest extends KeyRange {
  /** Most keys to return; 0 or absent for all. The count is always that of the whole range. */
  readonly limit?: number;
  /** The revision to read at; absent for the newest. */
  readonly revision?: bigint;
  readonly keysOnly?: boolean;
  readonly countOnly?: boolean;
  /**
   * Whether values may be views of the whole answer's memory, which saves copying each. For callers that let go of all of
   * them before they read on: who keeps one keeps the answer.
   */
  readonly sharesMemory?: boolean;
}

export interface RangeResult {
  /** In key order. */
  readonly keyValues: readonly KeyValue[];
  /** Keys in the whole range, whatever the limit. */
  readonly count: number;
  /** The store's revision when it answered. */
  readonly revision: bigint;
  /** Whether the limit cut the answer short. */
  readonly more: boolean;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** The `rangeEnd` that stands for "no upper bound" (RangeRequest.range_end = "\0"). */
export const endOfKeyspace: Uint8Array = new Uint8Array([0]);

/**
 * The end of the range that holds exactly the keys beginning with `prefix`: the prefix with its last byte below 0xff
 * raised by one and cut there; without such a byte, the end of the keyspace.
 */
export function prefixEnd(prefix: Uint8Array): Uint8Array {
  for (let length = prefix.length; length > 0; length--) {
    const last = prefix[length - 1] as number;
    if (last < 0xff) {
      // Not `slice`: a Buffer's would share its memory, and the caller's prefix would change.
      const end = new Uint8Array(prefix.subarray(0, length));
      end[length - 1] = last + 1;
      return end;
    }
  }
  return endOfKeyspace;
}

/** The range of all keys that begin with `prefix`; the whole keyspace for an empty one (key 00, rangeEnd 00). */
export function prefixRange(prefix: Uint8Array): Required<KeyRange> {
  return { key: prefix.length === 0 ? new Uint8Array([0]) : prefix, rangeEnd: prefixEnd(prefix) };
}

/** The smallest key that sorts after `key`. */
export function nextKey(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}

export const noValue = emptyBytes;
