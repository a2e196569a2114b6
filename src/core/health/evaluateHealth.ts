import { alarmCorrupt, alarmNoSpace, alarmOther } from './checks/alarms';
import { advertisedAddresses, endpointHealth, livez, readyz } from './checks/availability';
import { type Check, hex } from './checks/checkTools';
import { appliedLag, leaderAgreement, leaderChanges, raftIndexLag, raftTerm } from './checks/consensus';
import { hashKv } from './checks/consistency';
import { eventsShare, largeObjects, largestResource, secretsEncryption } from './checks/kubernetes';
import { backendCommit, peerRoundTrip, readLatency, requestLatency, walFsync } from './checks/latency';
import { proposalsFailed, proposalsPending } from './checks/proposals';
import { learners, memberCount, quorum, unstartedMembers } from './checks/quorum';
import { authentication, certificateExpiry, clientCertificate, clockSkew, plainHttp } from './checks/security';
import { compaction, databaseSize, quotaUse, reclaimableSpace } from './checks/space';
import { versionKnownBad, versionSupported, versionsEqual } from './checks/versions';
import type { HealthFacts } from './healthFacts';
import type { CheckStatus, HealthCheck, HealthReport } from './healthReport';
import { type ThresholdChanges, thresholdsWith } from './thresholds';

/** In the order of the report: what stops a cluster first. */
const checks: readonly Check[] = [
  quorum,
  endpointHealth,
  livez,
  readyz,
  advertisedAddresses,
  memberCount,
  unstartedMembers,
  learners,
  leaderAgreement,
  leaderChanges,
  raftTerm,
  raftIndexLag,
  appliedLag,
  proposalsFailed,
  proposalsPending,
  clockSkew,
  readLatency,
  peerRoundTrip,
  requestLatency,
  walFsync,
  backendCommit,
  alarmNoSpace,
  quotaUse,
  databaseSize,
  reclaimableSpace,
  compaction,
  alarmCorrupt,
  hashKv,
  alarmOther,
  versionsEqual,
  versionSupported,
  versionKnownBad,
  certificateExpiry,
  clientCertificate,
  authentication,
  plainHttp,
  secretsEncryption,
  eventsShare,
  largeObjects,
  largestResource,
];

/**
 * What the facts mean: the same report for the same facts, whenever it is asked for. The report is plain data, which
 * JSON holds as it is.
 */
export function evaluateHealth(facts: HealthFacts, changes: ThresholdChanges = {}): HealthReport {
  const thresholds = thresholdsWith(changes);
  // Each check gives a result with its own id, so all of them together are of the union.
  const results = checks.flatMap(check => check(facts, thresholds) ?? []) as readonly HealthCheck[];
  const counts = { ok: 0, warning: 0, critical: 0, unknown: 0 };
  for (const { status } of results) {
    counts[status]++;
  }
  return {
    verdict: verdictOf(results, counts),
    counts,
    checks: results,
    takenAt: facts.takenAt,
    durationMilliseconds: facts.durationMilliseconds,
    ...(facts.clusterId !== undefined && { clusterId: hex(facts.clusterId) }),
  };
}

function verdictOf(results: readonly HealthCheck[], counts: Readonly<Record<CheckStatus, number>>): CheckStatus {
  if (counts.critical > 0) {
    return 'critical';
  }
  if (counts.warning > 0) {
    return 'warning';
  }
  // Much may stay unknown in a cluster that is well; but not whether its members are.
  return results.find(({ id }) => id === 'endpointHealth')?.status === 'ok' ? 'ok' : 'unknown';
}
