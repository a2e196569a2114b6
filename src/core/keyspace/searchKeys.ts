import { emptyBytes } from '../base/bytes';
import type { CallOptions } from '../base/keyValue';
import { keyPattern } from './keyPattern';
import type { KeyspaceReader } from './keyspaceReader';
import { keyText } from './keyText';
import { walkKeys } from './walkKeys';

export interface SearchProgress {
  /** Keys looked at. */
  readonly searched: number;
  /** Keys to look at, as far as known. */
  readonly total: number;
  readonly found: number;
}

export interface SearchKeysOptions extends CallOptions {
  /** Only keys that begin so; all keys unless given. */
  readonly prefix?: Uint8Array;
  /** Most keys to find; unlimited unless given. */
  readonly limit?: number;
  /** The revision to search at; absent for the newest. */
  readonly revision?: bigint;
  /** Called once a page of keys has been looked at. */
  readonly onProgress?: (progress: SearchProgress) => void;
}

export interface FoundKey {
  readonly key: Uint8Array;
}

/**
 * The keys whose text, as `keyText` shows it, matches the query (see `keyPattern`): in key order, found page by page over the
 * store itself, whatever has been listed before. Memory stays bounded by a page.
 * @throws EtcdscopeError as `walkKeys` does.
 */
export async function* searchKeys(
  reader: KeyspaceReader,
  query: string,
  options: SearchKeysOptions = {},
): AsyncGenerator<FoundKey, void, undefined> {
  const { prefix = emptyBytes, limit = Number.POSITIVE_INFINITY, onProgress, ...walkOptions } = options;
  const matches = keyPattern(query);
  let found = 0;
  if (limit <= 0) {
    return;
  }
  for await (const { keys, walked, total } of walkKeys(reader, prefix, walkOptions)) {
    for (const key of keys) {
      if (matches(keyText(key))) {
        found++;
        yield { key };
        if (found >= limit) {
          return;
        }
      }
    }
    onProgress?.({ searched: walked, total, found });
  }
}
