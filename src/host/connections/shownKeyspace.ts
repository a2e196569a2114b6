import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { readerAtRevision } from '../../core/keyspace/readerAtRevision';
import type { Connections } from './connection';

/** The keyspace of a connection as the tree shows it. */
export interface ShownKeyspace {
  readonly reader: KeyspaceReader;
  /** Absent for the newest. */
  readonly revision?: bigint;
}

/** Connects first where it is not connected. Throws what connecting throws. */
export async function shownKeyspace(connections: Connections, connectionId: string): Promise<ShownKeyspace> {
  const reader = await connections.reader(connectionId);
  const revision = connections.find(connectionId)?.browsedRevision;
  return revision === undefined ? { reader } : { reader: readerAtRevision(reader, revision), revision };
}
