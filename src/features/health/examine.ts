import { EtcdscopeError, hasCode } from '../../core/base/errors';
import type { EtcdStore } from '../../core/etcd';
import type { ThresholdChanges } from '../../core/health';
import type { Connection, Connections } from '../../host/connections/connection';
import { loadHealth } from '../../host/lazy';
import type { HealthOutcome } from './healthOutcome';

/**
 * Gathers the facts of a connection and judges them; connects first where it is not connected.
 * @throws {EtcdscopeError} what keeps the connection from being opened and is no fault of the cluster; `cancelled`;
 *   `store.notLive` for what is no live cluster.
 */
export async function examine(
  connections: Connections,
  connectionId: string,
  { changes, signal }: { readonly changes: ThresholdChanges; readonly signal: AbortSignal },
): Promise<HealthOutcome> {
  try {
    await connections.connect(connectionId);
  } catch (error) {
    const connection = connections.find(connectionId);
    if (connection === undefined || !isClusterSilent(error)) {
      throw error;
    }
    return { kind: 'unreached', configuration: connection.configuration, error, takenAt: Date.now() };
  }
  const { configuration, store } = liveCluster(connections.find(connectionId), connectionId);
  const { collectFacts, evaluateHealth } = await loadHealth();
  const facts = await collectFacts(store, { signal });
  return { kind: 'examined', configuration, facts, report: evaluateHealth(facts, changes) };
}

/** Whether connecting failed because nobody answers; what the connection itself has wrong says nothing about the cluster. */
function isClusterSilent(error: unknown): error is EtcdscopeError {
  return hasCode(
    error,
    'connection.refused',
    'connection.unreachable',
    'connection.timeout',
    'connection.lost',
    'connection.hostNotFound',
    'cluster.noLeader',
    'call.timeout',
  );
}

function liveCluster(
  connection: Connection | undefined,
  connectionId: string,
): { readonly configuration: Connection['configuration']; readonly store: EtcdStore } {
  if (connection?.state.kind !== 'connected') {
    throw new EtcdscopeError('connection.closed', { connectionId });
  }
  const { configuration, state } = connection;
  if (state.store === undefined) {
    throw new EtcdscopeError('store.notLive', { connectionId });
  }
  return { configuration, store: state.store };
}
