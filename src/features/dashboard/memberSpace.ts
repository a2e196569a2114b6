import type { MemberFacts } from '../../core/health';

/** Bytes; absent where the member does not tell. */
export interface MemberSpace {
  readonly size?: number;
  readonly inUse?: number;
  /** What a defragmentation would give back. */
  readonly reclaimable?: number;
  readonly quota?: number;
  /** `default` where the member tells that none is set, `assumed` where it does not tell: then it may be any. */
  readonly quotaSource: 'told' | 'default' | 'assumed';
}

/** etcd's quota where none is set (etcd-io/etcd, server/storage/quota.go, DefaultQuotaBytes). */
const defaultQuota = 2 * 1024 ** 3;

/** A member's database by its own answer: its status, and of older servers also its /metrics. */
export function spaceOf({ status, metrics }: Pick<MemberFacts, 'status' | 'metrics'>): MemberSpace {
  const size = numberOf(status.value?.databaseSize) ?? metrics.value?.databaseSize;
  const inUse = numberOf(status.value?.databaseSizeInUse) ?? metrics.value?.databaseSizeInUse;
  const told = numberOf(status.value?.databaseQuota) ?? metrics.value?.quota;
  // 0 stands for the default, and was told for it by some versions before 3.6.6.
  const quotaSource = told === undefined ? 'assumed' : told === 0 ? 'default' : 'told';
  return {
    ...(size !== undefined && { size }),
    ...(inUse !== undefined && { inUse }),
    ...(size !== undefined && inUse !== undefined && { reclaimable: Math.max(0, size - inUse) }),
    ...(size !== undefined && { quota: told || defaultQuota }),
    quotaSource,
  };
}

/** Sizes of files are far below the numbers that a double cannot hold. */
function numberOf(bytes: bigint | undefined): number | undefined {
  return bytes === undefined ? undefined : Number(bytes);
}
