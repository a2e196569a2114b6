import type { MemberStatus } from '../../../../src/core/etcd';
import type { ClusterFacts, Histogram, MemberFacts, MemberMetrics } from '../../../../src/core/health';
import { defaultThresholds } from '../../../../src/core/health/thresholds';
import type { ViewContext } from '../../../../src/features/dashboard/viewContext';
import { english } from '../encryptionAudit/localization';

export const takenAt = Date.UTC(2026, 10, 21, 3, 0, 0);

export const context: ViewContext = {
  l10n: english,
  language: 'en',
  connections: { all: [] },
  now: takenAt,
  thresholds: defaultThresholds,
};

const noMetrics = { problem: { code: 'connection.refused', facts: {} } } as const;

export function statusOf(id: bigint, changes: Partial<MemberStatus> = {}): MemberStatus {
  return {
    header: { clusterId: 0xc1n, memberId: id, revision: 5000n, raftTerm: 7n },
    version: '3.5.30',
    databaseSize: 200n * 1024n ** 2n,
    databaseSizeInUse: 150n * 1024n ** 2n,
    leader: 1n,
    raftIndex: 90_000n,
    raftTerm: 7n,
    raftAppliedIndex: 90_000n,
    isLearner: false,
    errors: [],
    ...changes,
  };
}

/** Member 1 leads. */
export function answering(id: number, changes: Partial<MemberFacts> = {}): MemberFacts {
  const endpoint = `http://10.0.0.${id}:2379`;
  return {
    id: BigInt(id),
    name: `member${id}`,
    peerUrls: [`https://10.0.0.${id}:2380`],
    clientUrls: [endpoint],
    isLearner: false,
    isStarted: true,
    endpoints: [{ url: endpoint, isConfigured: true, isAdvertised: true, answeredBy: { value: BigInt(id) } }],
    endpoint,
    status: { value: statusOf(BigInt(id)) },
    role: id === 1 ? 'leader' : 'follower',
    linearizableRead: { value: 2.5 },
    serializableRead: { value: 1.5 },
    alarms: [],
    metrics: noMetrics,
    clock: noMetrics,
    ...changes,
  };
}

export function unreachable(id: number, changes: Partial<MemberFacts> = {}): MemberFacts {
  const { endpoint, role, ...rest } = answering(id);
  const problem = { code: 'connection.refused', facts: { endpoint } } as const;
  const notAsked = { problem: { code: 'notAsked', facts: { reason: 'memberUnreachable' } } } as const;
  return {
    ...rest,
    endpoints: rest.endpoints.map(each => ({ ...each, answeredBy: { problem } })),
    status: { problem },
    linearizableRead: notAsked,
    serializableRead: notAsked,
    metrics: notAsked,
    clock: notAsked,
    ...changes,
  };
}

export function clusterOf(members: readonly MemberFacts[], changes: Partial<ClusterFacts> = {}): ClusterFacts {
  const voters = members.filter(({ isLearner }) => !isLearner);
  const reachable = voters.filter(({ endpoint }) => endpoint !== undefined).length;
  const quorum = Math.floor(voters.length / 2) + 1;
  return {
    takenAt,
    durationMilliseconds: 20,
    configuredEndpoints: members.flatMap(({ clientUrls }) => clientUrls),
    clusterId: 0xc1n,
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
    quorum: {
      voters: voters.length,
      learners: members.length - voters.length,
      quorum,
      reachable,
      tolerance: reachable - quorum,
      isProven: reachable >= quorum,
    },
    leader: 1n,
    ...changes,
  };
}

/** Bounds of 1, 10 and 100 ms. */
export function histogramOf(...counts: readonly [number, number, number, number]): Histogram {
  return { bounds: [0.001, 0.01, 0.1], counts, sum: 0 };
}

export function metricsAt(seconds: number, changes: Partial<MemberMetrics> = {}): MemberMetrics {
  return { readAt: takenAt + seconds * 1000, startedAt: takenAt - 3_600_000, peerRoundTrips: [], ...changes };
}
