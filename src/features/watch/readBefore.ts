import { hasCode } from '../../core/base/errors';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import type { EventEntry } from './listEntry';

/**
 * Reads what an event's key held before it; undefined where that was compacted.
 * @throws EtcdscopeError as `range` does otherwise.
 */
export async function readBefore(
  reader: KeyspaceReader,
  { key, modRevision }: EventEntry,
): Promise<Uint8Array | undefined> {
  const revision = modRevision - 1n;
  // etcd would take 0 for the newest revision.
  if (revision <= 0n) {
    return undefined;
  }
  try {
    const { keyValues } = await reader.range({ key, revision });
    return keyValues[0]?.value;
  } catch (error) {
    if (hasCode(error, 'revision.compacted')) {
      return undefined;
    }
    throw error;
  }
}
