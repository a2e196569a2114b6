/** How long reads, peers, calls and the disk take. */
import { type Fact, known } from '../fact';
import type { MemberFacts } from '../healthFacts';
import type { CheckOf, Limit } from '../healthReport';
import type { Histogram, MemberMetrics } from '../metrics/memberMetrics';
import { type Check, type MemberNumber, mapFact, notTold, worstOfMembers } from './checkTools';
import { p99, readingsOf } from './rates';

/** A linearizable read from here. Learners take none. */
export const readLatency: Check<'readLatency'> = ({ members }, thresholds) =>
  worstOfMembers('readLatency', 'latency', thresholds.readLatency, members, ({ linearizableRead, isLearner }) =>
    isLearner ? undefined : mapFact(linearizableRead, value => known({ value })),
  );

export const peerRoundTrip: Check<'peerRoundTrip'> = ({ members }, thresholds) => {
  if (members.length < 2) {
    return undefined;
  }
  return worstOfMembers('peerRoundTrip', 'latency', thresholds.peerRoundTrip, members, member =>
    mapFact(readingsOf(member), ({ first, last }) => slowestPeer(first, last)),
  );
};

function slowestPeer(first: MemberMetrics, last: MemberMetrics): Fact<MemberNumber> {
  const metric = 'etcd_network_peer_round_trip_time_seconds';
  const facts = last.peerRoundTrips.map(({ memberId, histogram }) => {
    const before = first.peerRoundTrips.find(peer => peer.memberId === memberId);
    return p99(metric, before?.histogram, histogram);
  });
  const [worst] = facts.flatMap(({ value }) => value ?? []).sort((a, b) => b.value - a.value);
  return worst ? known(worst) : (facts[0] ?? notTold(metric));
}

/** Of all calls but streams, which only an etcd with `--metrics=extensive` tells. */
export const requestLatency: Check<'requestLatency'> = ({ members }, thresholds) =>
  p99Check('requestLatency', thresholds.requestLatency, members, 'requests', 'grpc_server_handling_seconds');

export const walFsync: Check<'walFsync'> = ({ members }, thresholds) =>
  p99Check('walFsync', thresholds.walFsync, members, 'walFsync', 'etcd_disk_wal_fsync_duration_seconds');

export const backendCommit: Check<'backendCommit'> = ({ members }, thresholds) =>
  p99Check(
    'backendCommit',
    thresholds.backendCommit,
    members,
    'backendCommit',
    'etcd_disk_backend_commit_duration_seconds',
  );

type HistogramField = {
  [Field in keyof MemberMetrics]-?: MemberMetrics[Field] extends Histogram | undefined ? Field : never;
}[keyof MemberMetrics];

function p99Check<Id extends 'requestLatency' | 'walFsync' | 'backendCommit'>(
  id: Id,
  limit: Limit,
  members: readonly MemberFacts[],
  field: HistogramField,
  metric: string,
): CheckOf<Id> | undefined {
  return worstOfMembers(id, id === 'requestLatency' ? 'latency' : 'disk', limit, members, member =>
    mapFact(readingsOf(member), ({ first, last }) => p99(metric, first[field], last[field])),
  );
}
