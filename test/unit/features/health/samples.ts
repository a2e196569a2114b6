import type { MemberStatus } from '../../../../src/core/etcd';
import { known, notAsked } from '../../../../src/core/health/fact';
import type { HealthFacts, MemberFacts } from '../../../../src/core/health/healthFacts';
import type {
  CheckId,
  CheckMeasures,
  CheckOf,
  CheckStatus,
  HealthCheck,
  HealthReport,
  MemberFinding,
} from '../../../../src/core/health/healthReport';
import { defaultThresholds } from '../../../../src/core/health/thresholds';
import type { HealthResult } from '../../../../src/features/health/healthOutcome';

/** What each check may have measured: a new check has no text to be tested until it stands here. */
export const sampleMeasures: CheckMeasures = {
  endpointHealth: { healthy: 2, members: 3 },
  livez: { ok: 2, asked: 3 },
  readyz: { ok: 2, asked: 3 },
  advertisedAddresses: { tried: 3, failed: 1 },
  quorum: { voters: 3, quorum: 2, reachable: 2, tolerance: 0, isProven: true },
  memberCount: { voters: 4 },
  unstartedMembers: { unstarted: 1 },
  learners: { learners: 1, voters: 3 },
  leaderAgreement: { leaders: ['1', '2'], withoutLeader: 0 },
  leaderChanges: { worst: 4 },
  raftTerm: { terms: ['7', '8'] },
  raftIndexLag: { worst: 6000 },
  appliedLag: { worst: 6000 },
  readLatency: { worst: 612.4 },
  peerRoundTrip: { worst: 51 },
  requestLatency: { worst: 1234 },
  walFsync: { worst: 64 },
  backendCommit: { worst: 128 },
  proposalsFailed: { worst: 0.5 },
  proposalsPending: { worst: 6 },
  quotaUse: { worst: 0.93 },
  databaseSize: { worst: 3 * 1024 ** 3 },
  reclaimableSpace: { worst: 0.61 },
  compaction: { revisions: 123_456, compactRevision: '1000', currentRevision: '124456', oldestAge: 90_000 },
  alarmNoSpace: { raised: 1 },
  alarmCorrupt: { raised: 1 },
  alarmOther: { raised: 1 },
  hashKv: { revision: '124456', hashes: 2, compared: 3 },
  versionsEqual: { versions: ['3.5.30', '3.4.23'] },
  versionSupported: { versions: ['3.4.23'] },
  versionKnownBad: { advisories: ['GHSA-xg4h-6gfc-h4m8'] },
  certificateExpiry: { worst: 5.5 },
  clientCertificate: { days: 5.5 },
  clockSkew: { least: 1500, most: 2600 },
  authentication: { isEnabled: false, acceptsNoCertificate: true },
  plainHttp: { endpoints: ['http://10.0.0.1:2379'] },
  secretsEncryption: { count: 25, sampled: 25, plaintext: 9 },
  eventsShare: { share: 0.7, count: 120_000, estimatedBytes: 90_000_000 },
  largeObjects: {
    sampled: 100,
    largest: 1_400_000,
    objects: [{ key: '/registry/configmaps/shop/big', resource: 'configmaps', size: 1_400_000 }],
  },
  largestResource: { resource: 'replicasets.apps', count: 40_000, estimatedBytes: 400_000_000, share: 0.85 },
};

export const checkIds = Object.keys(sampleMeasures) as readonly CheckId[];

export function sampleCheck(id: CheckId, status: CheckStatus, members?: readonly MemberFinding[]): HealthCheck {
  const threshold = Object.entries(defaultThresholds).find(([name]) => name === id)?.[1];
  const check: CheckOf<CheckId> = {
    id,
    theme: 'availability',
    status,
    ...(status === 'unknown'
      ? { problem: { code: 'notAsked', facts: { reason: 'memberUnreachable' } } }
      : { measured: sampleMeasures[id] }),
    ...(threshold && { threshold }),
    ...(members && { members }),
  };
  return check as HealthCheck;
}

export function sampleReport(checks: readonly HealthCheck[]): HealthReport {
  const counts = { ok: 0, warning: 0, critical: 0, unknown: 0 };
  for (const { status } of checks) {
    counts[status]++;
  }
  const verdict = (['critical', 'warning', 'ok'] as const).find(status => counts[status] > 0) ?? 'unknown';
  return { verdict, counts, checks, takenAt: Date.UTC(2026, 4, 6, 3, 7, 8), durationMilliseconds: 812 };
}

const status: MemberStatus = {
  header: { clusterId: 7n, memberId: 0x8e9e05c52164694dn, revision: 124456n, raftTerm: 7n },
  version: '3.5.30',
  databaseSize: 1_900_000_000n,
  databaseSizeInUse: 700_000_000n,
  leader: 0x8e9e05c52164694dn,
  raftIndex: 130_001n,
  raftTerm: 7n,
  raftAppliedIndex: 130_001n,
  isLearner: false,
  errors: [],
};

export function sampleMember(changes: Partial<MemberFacts> = {}): MemberFacts {
  return {
    id: 0x8e9e05c52164694dn,
    name: 'etcd-1',
    peerUrls: ['https://10.0.0.1:2380'],
    clientUrls: ['https://10.0.0.1:2379'],
    isLearner: false,
    isStarted: true,
    endpoints: [{ url: 'https://10.0.0.1:2379', isConfigured: true, isAdvertised: true }],
    endpoint: 'https://10.0.0.1:2379',
    status: known(status),
    role: 'leader',
    linearizableRead: known(1.7),
    serializableRead: known(0.4),
    alarms: [],
    metrics: notAsked('notWanted'),
    clock: notAsked('notWanted'),
    ...changes,
  };
}

export function sampleStatus(changes: Partial<MemberStatus>): MemberStatus {
  return { ...status, ...changes };
}

export function sampleResult(checks: readonly HealthCheck[], facts: Partial<HealthFacts> = {}): HealthResult {
  const report = sampleReport(checks);
  return {
    kind: 'examined',
    configuration: { id: 'prod', name: 'production', endpoints: ['https://10.0.0.1:2379'] },
    report,
    facts: {
      takenAt: report.takenAt,
      durationMilliseconds: report.durationMilliseconds,
      configuredEndpoints: ['https://10.0.0.1:2379'],
      memberList: known([]),
      members: [sampleMember()],
      unmatchedEndpoints: [],
      leader: 0x8e9e05c52164694dn,
      hasCredentials: false,
      hasClientCertificate: true,
      alarmList: known([]),
      authentication: known({ isEnabled: false }),
      consistency: known({ revision: 124456n }),
      compaction: known({ currentRevision: 124456n, compactRevision: 1000n }),
      ...facts,
    },
  };
}
