import { hasCode } from '../base/errors';
import type { CallOptions, KeyValue } from '../base/keyValue';
import type { KeyspaceReader } from './keyspaceReader';

export interface ReadKeyOptions extends CallOptions {
  /** Absent for the newest. */
  readonly revision?: bigint;
  readonly keysOnly?: boolean;
}

/** One key; undefined where there is none. @throws EtcdscopeError what the reader throws. */
export async function readKey(
  reader: Pick<KeyspaceReader, 'range'>,
  key: Uint8Array,
  { signal, ...request }: ReadKeyOptions = {},
): Promise<KeyValue | undefined> {
  const { keyValues } = await reader.range({ key, ...request }, { signal });
  return keyValues[0];
}

/** One key of the past; `compacted` where nobody can tell any more. @throws EtcdscopeError what the reader throws otherwise. */
export async function readPast(
  reader: Pick<KeyspaceReader, 'range'>,
  key: Uint8Array,
  options: ReadKeyOptions & { readonly revision: bigint },
): Promise<KeyValue | undefined | 'compacted'> {
  try {
    return await readKey(reader, key, options);
  } catch (error) {
    if (hasCode(error, 'revision.compacted')) {
      return 'compacted';
    }
    throw error;
  }
}
