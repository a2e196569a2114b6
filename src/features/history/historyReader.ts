import type { HistoryReader } from '../../core/keyspace/history/keyHistory';
import { liveHistory } from '../../core/keyspace/history/liveHistory';
import type { Connections } from '../../host/connections/connection';

/** Who knows the past of a connection's keys: the index of a snapshot, or a walk through the cluster. Connects first. */
export async function historyReader(connections: Connections, connectionId: string): Promise<HistoryReader> {
  await connections.connect(connectionId);
  const state = connections.find(connectionId)?.state;
  if (state?.kind === 'connected' && state.snapshot) {
    return state.snapshot.store;
  }
  const store = state?.kind === 'connected' ? state.store : undefined;
  return {
    historyOf: async (key, options) =>
      store ? liveHistory(store, key, options) : { revisions: [], end: 'limit', revision: 0n },
  };
}
