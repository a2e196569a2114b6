/**
 * Where "five minutes ago" was. etcd keeps no times: a revision is a number and nothing else. Kubernetes writes times
 * into its objects, though, and renews its Leases every few seconds (coordination.k8s.io/v1, spec.renewTime): the state
 * of one Lease at a revision tells when that revision was, to within one renewal. Without Leases nothing tells.
 */
import { bytesFromText } from '../../core/base/bytes';
import { type KeyValue, prefixRange } from '../../core/base/keyValue';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { readPast } from '../../core/keyspace/readKey';
import type { decodeValue } from '../../core/kubernetes';
import { isJsonObject } from '../../core/kubernetes/json';
import { registryPrefixes } from '../../core/kubernetes/registryPath';

export interface RecentRevision {
  /** The first at or after that moment that can still be read. */
  readonly revision: bigint;
  /** The moment, in milliseconds since 1970, by the clock that the Lease was renewed by. */
  readonly since: number;
}

/** Leases looked at, to find the one that was renewed last. A node has one, so there can be thousands. */
const mostLeases = 500;
/** Questions of one search: enough for any number of revisions. */
const mostSteps = 64;

/**
 * The first readable revision of the last `milliseconds`, counted back from the newest renewal of a Lease; undefined where
 * there is no Lease.
 */
export async function recentRevision(
  reader: KeyspaceReader,
  milliseconds: number,
  decode: typeof decodeValue,
  signal?: AbortSignal,
): Promise<RecentRevision | undefined> {
  const options = signal ? { signal } : {};
  const ranges = registryPrefixes.map(prefix => ({
    ...prefixRange(bytesFromText(`${prefix}/leases/`)),
    limit: mostLeases,
  }));
  const results = await reader.ranges(ranges, options);
  const leases = results
    .flatMap(({ keyValues }) => keyValues)
    .map(keyValue => ({ keyValue, time: renewTime(keyValue) }));
  const newest = leases.reduce<{ keyValue: KeyValue; time: number } | undefined>(
    (best, { keyValue, time }) => (time !== undefined && time > (best?.time ?? 0) ? { keyValue, time } : best),
    undefined,
  );
  const current = results[0]?.revision;
  if (newest === undefined || current === undefined) {
    return undefined;
  }
  const since = newest.time - milliseconds;
  const { key } = newest.keyValue;
  const isRecent = async (revision: bigint): Promise<boolean> => {
    const keyValue = await readPast(reader, key, { ...options, revision });
    return keyValue !== undefined && keyValue !== 'compacted' && (renewTime(keyValue) ?? 0) >= since;
  };
  return { revision: await firstThat(isRecent, newest.keyValue.modRevision), since };

  function renewTime({ key, value }: KeyValue): number | undefined {
    const { object } = decode(key, value);
    const spec = isJsonObject(object) ? object.spec : undefined;
    const time = isJsonObject(spec) && typeof spec.renewTime === 'string' ? Date.parse(spec.renewTime) : Number.NaN;
    return Number.isFinite(time) ? time : undefined;
  }
}

/** The first revision up to a known one for which it holds; once it holds, it holds for all later ones. */
async function firstThat(holds: (revision: bigint) => Promise<boolean>, known: bigint): Promise<bigint> {
  let low = 1n;
  let high = known;
  for (let step = 0; step < mostSteps && low < high; step++) {
    const middle = (low + high) / 2n;
    if (await holds(middle)) {
      high = middle;
    } else {
      low = middle + 1n;
    }
  }
  return high;
}
