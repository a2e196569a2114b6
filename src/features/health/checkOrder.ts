import type { CheckId, CheckStatus, HealthCheck } from '../../core/health/healthReport';

/** The checks from what costs data or the cluster to what can wait for the morning. */
const byWeight = [
  'alarmCorrupt',
  'hashKv',
  'quorum',
  'alarmNoSpace',
  'leaderAgreement',
  'endpointHealth',
  'certificateExpiry',
  'clientCertificate',
  'quotaUse',
  'authentication',
  'plainHttp',
  'versionKnownBad',
  'secretsEncryption',
  'readyz',
  'livez',
  'unstartedMembers',
  'raftTerm',
  'raftIndexLag',
  'appliedLag',
  'walFsync',
  'leaderChanges',
  'peerRoundTrip',
  'requestLatency',
  'backendCommit',
  'readLatency',
  'proposalsPending',
  'proposalsFailed',
  'compaction',
  'databaseSize',
  'reclaimableSpace',
  'memberCount',
  'learners',
  'alarmOther',
  'versionsEqual',
  'versionSupported',
  'clockSkew',
  'advertisedAddresses',
  'eventsShare',
  'largestResource',
  'largeObjects',
] as const satisfies readonly CheckId[];

/** Does not compile while a check has no place in the list. */
const places: Readonly<Record<CheckId, number>> = Object.fromEntries(
  byWeight.map((id, place) => [id, place]),
) as Record<(typeof byWeight)[number], number>;

/** What needs something done first; what is not known before what is fine. */
export const statusOrder: Readonly<Record<CheckStatus, number>> = { critical: 0, warning: 1, unknown: 2, ok: 3 };

/** The gravest first, and among equally grave ones the weightiest. */
export function inOrder(checks: readonly HealthCheck[]): readonly HealthCheck[] {
  return checks.toSorted((a, b) => statusOrder[a.status] - statusOrder[b.status] || places[a.id] - places[b.id]);
}
