/** Fact sheets of clusters that are well, to be changed where a test wants trouble. */
import {
  type CheckId,
  type CheckStatus,
  evaluateHealth,
  type HealthFacts,
  type MemberFacts,
  type Problem,
} from '../../src/core/health';
import { quorumOf } from '../../src/core/health/members/quorum';
import type { Histogram, MemberMetrics } from '../../src/core/health/metrics/memberMetrics';

export const takenAt = Date.parse('2026-11-21T03:00:00Z');
const day = 24 * 60 * 60 * 1000;

/** @param changes Of the status: what its answer says otherwise. */
export function statusFacts(
  id: bigint,
  changes: Partial<NonNullable<MemberFacts['status']['value']>> = {},
): MemberFacts['status'] {
  return {
    value: {
      header: { clusterId: 99n, memberId: id, revision: 5000n, raftTerm: 7n },
      version: '3.5.33',
      databaseSize: 100_000n,
      databaseSizeInUse: 90_000n,
      leader: 1n,
      raftIndex: 100_000n,
      raftTerm: 7n,
      raftAppliedIndex: 100_000n,
      isLearner: false,
      errors: [],
      ...changes,
    },
  };
}

/** A histogram of a thousand observations, all of which took so long. */
export function allTook(milliseconds: number, observations = 1000): Histogram {
  const seconds = milliseconds / 1000;
  // In a bucket this narrow every percentile is its upper bound, but for a millionth.
  return {
    bounds: [seconds * 0.999_999, seconds, 100],
    counts: [0, observations, observations, observations],
    sum: seconds * observations,
  };
}

export function metricsFacts(id: bigint, changes: Partial<MemberMetrics> = {}): MemberFacts['metrics'] {
  return {
    value: {
      readAt: takenAt,
      startedAt: takenAt - 10 * day,
      walFsync: allTook(2),
      backendCommit: allTook(5),
      requests: allTook(3),
      peerRoundTrips: [1n, 2n, 3n].filter(peer => peer !== id).map(memberId => ({ memberId, histogram: allTook(1) })),
      activePeers: [1n, 2n, 3n].filter(peer => peer !== id),
      leaderChanges: 1,
      proposalsFailed: 0,
      proposalsPending: 0,
      quota: 2 * 1024 ** 3,
      compactRevision: 1000,
      currentRevision: 5000,
      ...changes,
    },
  };
}

export function memberFacts(id: bigint, changes: Partial<MemberFacts> = {}): MemberFacts {
  const endpoint = `https://10.0.0.${id}:2379`;
  return {
    id,
    name: `member${id}`,
    peerUrls: [`https://10.0.0.${id}:2380`],
    clientUrls: [endpoint],
    isLearner: false,
    isStarted: true,
    endpoints: [{ url: endpoint, isConfigured: true, isAdvertised: true, answeredBy: { value: id } }],
    endpoint,
    status: statusFacts(id),
    role: id === 1n ? 'leader' : 'follower',
    linearizableRead: { value: 2 },
    serializableRead: { value: 1 },
    alarms: [],
    metrics: metricsFacts(id),
    certificate: {
      value: { subject: 'server', issuer: 'ca', validFrom: takenAt - day, validTo: takenAt + 300 * day, names: [] },
    },
    clock: { value: { lowest: -100, highest: 100 } },
    livez: { value: { isOk: true, parts: [{ name: 'serializable_read', isOk: true }] } },
    readyz: { value: { isOk: true, parts: [{ name: 'data_corruption', isOk: true }] } },
    health: { value: { isOk: true, parts: [] } },
    hash: { value: { hash: 12345, compactRevision: 1000n } },
    acceptsNoCertificate: { value: false },
    ...changes,
  };
}

/** A member that nobody could reach. */
export function unreachable(id: bigint, changes: Partial<MemberFacts> = {}): MemberFacts {
  const { endpoint: url = '', ...rest } = memberFacts(id);
  const problem = { code: 'connection.refused' as const, facts: { endpoint: url } };
  const silence = { problem: { code: 'notAsked' as const, facts: { reason: 'memberUnreachable' } } };
  const { role: _role, livez: _livez, readyz: _readyz, health: _health, hash: _hash, ...left } = rest;
  return {
    ...left,
    endpoints: [{ url, isConfigured: true, isAdvertised: true, answeredBy: { problem } }],
    status: { problem },
    linearizableRead: silence,
    serializableRead: silence,
    metrics: silence,
    certificate: silence,
    clock: silence,
    ...changes,
  };
}

export function healthFacts(changes: Partial<HealthFacts> = {}): HealthFacts {
  const members = changes.members ?? [memberFacts(1n), memberFacts(2n), memberFacts(3n)];
  return {
    takenAt,
    durationMilliseconds: 120,
    configuredEndpoints: members.map(({ id }) => `https://10.0.0.${id}:2379`),
    clusterId: 99n,
    memberList: {
      value: members.map(({ id, name, peerUrls, clientUrls, isLearner }) => ({
        id,
        name,
        peerUrls,
        clientUrls,
        isLearner,
      })),
    },
    members,
    unmatchedEndpoints: [],
    quorum: quorumOf(members),
    leader: 1n,
    hasCredentials: false,
    hasClientCertificate: true,
    alarmList: { value: [] },
    authentication: { value: { isEnabled: false } },
    consistency: { value: { revision: 5000n } },
    compaction: { value: { currentRevision: 5000n, compactRevision: 1000n } },
    kubernetes: {
      value: {
        prefix: '/registry/',
        resources: [
          { resource: 'pods', count: 1000, sampled: 32, sampledBytes: 320_000, estimatedBytes: 10_000_000 },
          { resource: 'events', count: 500, sampled: 32, sampledBytes: 32_000, estimatedBytes: 500_000 },
          { resource: 'secrets', count: 50, sampled: 50, sampledBytes: 100_000, estimatedBytes: 100_000 },
        ],
        isComplete: true,
        secrets: { count: 50, sampled: 50, plaintext: 0 },
        largestObjects: [],
      },
    },
    ...changes,
  };
}

/** What the report says of one check; undefined where it does not apply. */
export function checkOf<Id extends CheckId>(facts: HealthFacts, id: Id) {
  const found = evaluateHealth(facts).checks.find(check => check.id === id);
  return found as Extract<typeof found, { readonly id: Id }>;
}

export function statusOf(facts: HealthFacts, id: CheckId): CheckStatus | undefined {
  return checkOf(facts, id)?.status;
}

/** Three members, some of them as given. */
export const three = (...changes: readonly MemberFacts[]) => {
  const members = [1n, 2n, 3n].map(id => changes.find(member => member.id === id) ?? memberFacts(id));
  return healthFacts({ members });
};

export const timeout: Problem = {
  code: 'call.timeout',
  facts: { endpoint: 'https://10.0.0.2:2379', milliseconds: 3000 },
};
export const denied: Problem = { code: 'auth.permissionDenied', facts: {} };
