import { type CallOptions, prefixRange } from '../base/keyValue';
import type { KeyspaceReader } from './keyspaceReader';

export interface ReadAtOptions extends CallOptions {
  /** The revision to read at; absent for the newest. */
  readonly revision?: bigint;
}

/**
 * The exact number of keys that begin with `prefix`; of all keys for an empty one.
 * @throws whatever the reader throws, `revision.compacted` among it.
 */
export async function countKeys(
  reader: KeyspaceReader,
  prefix: Uint8Array,
  options: ReadAtOptions = {},
): Promise<number> {
  const { revision, signal } = options;
  const result = await reader.range({ ...prefixRange(prefix), countOnly: true, revision }, { signal });
  return result.count;
}

export interface KeySample {
  /** The first keys below the prefix, in key order. */
  readonly keys: readonly Uint8Array[];
  /** All keys below the prefix, at the same revision as the sample. */
  readonly count: number;
  readonly revision: bigint;
}

/**
 * The first `most` keys that begin with `prefix`, and how many there are: one answer at one revision, so that the two
 * agree in a confirmation.
 */
export async function sampleKeys(
  reader: KeyspaceReader,
  prefix: Uint8Array,
  most: number,
  options: ReadAtOptions = {},
): Promise<KeySample> {
  const { revision, signal } = options;
  const limit = Math.max(1, Math.floor(most));
  const result = await reader.range({ ...prefixRange(prefix), limit, keysOnly: true, revision }, { signal });
  return {
    keys: result.keyValues.map(({ key }) => key),
    count: result.count,
    revision: revision ?? result.revision,
  };
}
