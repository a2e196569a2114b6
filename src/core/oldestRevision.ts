import { bytesFromText } from './base/bytes';
import { prefixRange } from './base/keyValue';
import type { KeyspaceReader } from './keyspace/keyspaceReader';

/** Leases that are renewed every few seconds as long as the cluster lives: of controllers, then of nodes. */
const renewedLeases = ['leases/kube-system/kube-controller-manager', 'leases/kube-system/kube-scheduler'];
const nodeLeases = 'leases/kube-node-lease/';

/**
 * When a revision was written, in milliseconds since 1970: etcd keeps no times, but Kubernetes' leases do. What a lease
 * says at that revision is at most a renewal older, some ten seconds. Undefined where no lease was there by then.
 *
 * @param registry The prefix of the API server, with its slash at the end.
 * @throws {EtcdscopeError} whatever the reader throws, `revision.compacted` among it.
 */
export async function revisionWrittenAt(
  reader: KeyspaceReader,
  registry: string,
  revision: bigint,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const requests = [
    ...renewedLeases.map(name => ({ key: bytesFromText(registry + name), revision })),
    { ...prefixRange(bytesFromText(registry + nodeLeases)), limit: 3, revision },
  ];
  const leases = (await reader.ranges(requests, { signal })).flatMap(({ keyValues }) => keyValues);
  if (leases.length === 0) {
    return undefined;
  }
  const { decodeValue } = await import('./kubernetes');
  const times = leases
    .map(({ key, value }) => renewedAt(decodeValue(key, value).object))
    .filter(time => Number.isFinite(time));
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** `spec.renewTime` of a Lease (coordination.k8s.io/v1). */
function renewedAt(object: unknown): number {
  const spec = fieldOf(object, 'spec');
  const time = fieldOf(spec, 'renewTime');
  return typeof time === 'string' ? Date.parse(time) : Number.NaN;
}

function fieldOf(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? (object as Record<string, unknown>)[name] : undefined;
}
