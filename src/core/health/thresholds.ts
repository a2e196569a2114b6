import type { Limit } from './healthReport';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

/** What the checks compare with. */
export const defaultThresholds = {
  /** Changes an hour. */
  leaderChanges: { unit: 'perHour', bad: 'above', warning: 1, critical: 3 },
  /** Entries. etcd's own gap for a learner that may be promoted is 90 % of the leader's index. */
  raftIndexLag: { unit: 'count', bad: 'above', warning: 1000, critical: 5000 },
  /** Entries. etcd refuses proposals when 5000 wait to be applied (server/etcdserver/v3_server.go, maxGapBetweenApplyAndCommitIndex). */
  appliedLag: { unit: 'count', bad: 'above', warning: 1000, critical: 5000 },
  /** A read over the network, from here. */
  readLatency: { unit: 'milliseconds', bad: 'above', warning: 100, critical: 500 },
  /** p99. etcd's default heartbeat is 100 ms; its tuning guide wants it around the round trip. */
  peerRoundTrip: { unit: 'milliseconds', bad: 'above', warning: 10, critical: 50 },
  /** p99 */
  requestLatency: { unit: 'milliseconds', bad: 'above', warning: 100, critical: 500 },
  /** p99. etcd's documentation on metrics wants it below 10 ms. */
  walFsync: { unit: 'milliseconds', bad: 'above', warning: 10, critical: 50 },
  /** p99. etcd's FAQ wants it below 25 ms. */
  backendCommit: { unit: 'milliseconds', bad: 'above', warning: 25, critical: 100 },
  /** An hour. */
  proposalsFailed: { unit: 'perHour', bad: 'above', warning: 1, critical: 60 },
  proposalsPending: { unit: 'count', bad: 'above', warning: 5, critical: 50 },
  quotaUse: { unit: 'share', bad: 'above', warning: 0.5, critical: 0.75 },
  /** 2 GiB is etcd's default quota, 8 GiB the most that it recommends (server/storage/quota.go). */
  databaseSize: { unit: 'bytes', bad: 'above', warning: 2 * gibibyte, critical: 8 * gibibyte },
  reclaimableSpace: { unit: 'share', bad: 'above', warning: 0.5 },
  /** Age of the oldest revision. Kubernetes compacts every five minutes. */
  compaction: { unit: 'seconds', bad: 'above', warning: 60 * 60, critical: 24 * 60 * 60 },
  /** Fewer revisions are not worth a compaction. Kubernetes makes some hundred thousand in an hour when it is busy. */
  keptRevisions: { unit: 'count', bad: 'above', warning: 10_000 },
  certificateExpiry: { unit: 'days', bad: 'below', warning: 30, critical: 7 },
  /** etcd warns of peers more than a second apart (server/etcdserver/api/rafthttp/probing_status.go). */
  clockSkew: { unit: 'milliseconds', bad: 'above', warning: 1000, critical: 5000 },
  /** Voters. Two tolerate no more failures than one. */
  memberCount: { unit: 'count', bad: 'below', warning: 3 },
  /** Less than that is no trouble, whatever share it is of. */
  noticeableSpace: { unit: 'bytes', bad: 'above', warning: 100 * mebibyte },
  eventsShare: { unit: 'share', bad: 'above', warning: 0.5 },
  /** Bytes. etcd refuses requests over 1.5 MiB. */
  largeObjects: { unit: 'bytes', bad: 'above', warning: mebibyte },
  largestResource: { unit: 'share', bad: 'above', warning: 0.8 },
} as const satisfies Readonly<Record<string, Limit>>;

export type ThresholdName = keyof typeof defaultThresholds;
export type HealthThresholds = Readonly<Record<ThresholdName, Limit>>;
/** What settings may change: numbers, not their meaning. */
export type ThresholdChanges = {
  readonly [Name in ThresholdName]?: Pick<Partial<Limit>, 'warning' | 'critical'>;
};

/** The defaults with the numbers that are changed. */
export function thresholdsWith(changes: ThresholdChanges): HealthThresholds {
  const entries = Object.entries(defaultThresholds).map(([name, limit]) => {
    const { warning, critical } = changes[name as keyof ThresholdChanges] ?? {};
    return [name, { ...limit, ...(warning !== undefined && { warning }), ...(critical !== undefined && { critical }) }];
  });
  return Object.fromEntries(entries) as HealthThresholds;
}
