import { EtcdscopeError } from './base/errors';
import { type CallOptions, type KeyRange, prefixRange } from './base/keyValue';
import type { WatchOptions, WatchUpdate } from './etcd';

/** What can be watched: a live cluster. */
export interface Watchable {
  watch(options: WatchOptions): AsyncIterable<readonly WatchUpdate[]>;
}

/** One of `prefix` (an empty one means all keys), `key`, or `key` with `rangeEnd`. */
export interface WatchKeysOptions extends CallOptions {
  readonly prefix?: Uint8Array;
  readonly key?: Uint8Array;
  readonly rangeEnd?: Uint8Array;
  /** First revision to deliver; absent for what happens from now on. */
  readonly startRevision?: bigint;
  /** Whether events carry the key as it was before; see {@link WatchOptions}. */
  readonly previous?: WatchOptions['previous'];
}

/**
 * What happens to a key, a prefix or a range, one update after another. See `EtcdStore.watch`, which gives the same in
 * batches.
 * @throws {EtcdscopeError} as `EtcdStore.watch`; `configuration.invalid` unless exactly one of key and prefix is given.
 */
export async function* watchKeys(
  store: Watchable,
  options: WatchKeysOptions,
): AsyncGenerator<WatchUpdate, void, undefined> {
  const { startRevision, previous, signal } = options;
  for await (const updates of store.watch({ ...rangeOf(options), startRevision, previous, signal })) {
    for (const update of updates) {
      // A batch may be long, and whoever stopped listening wants no more of it.
      if (signal?.aborted) {
        return;
      }
      yield update;
    }
  }
}

function rangeOf({ prefix, key, rangeEnd }: WatchKeysOptions): KeyRange {
  if ((prefix === undefined) === (key === undefined)) {
    throw new EtcdscopeError('configuration.invalid', { field: 'prefix', reason: 'oneOfKeyAndPrefix' });
  }
  return prefix !== undefined ? prefixRange(prefix) : { key: key as Uint8Array, rangeEnd };
}
