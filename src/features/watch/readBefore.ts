import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { readPast } from '../../core/keyspace/readKey';
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
  const before = await readPast(reader, key, { revision });
  return before === 'compacted' ? undefined : before?.value;
}
