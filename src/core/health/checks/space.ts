/** How full is the database, and is it kept small? */
import { known } from '../fact';
import type { CompactionFacts, HealthFacts, MemberFacts } from '../healthFacts';
import type { CheckStatus, Limit } from '../healthReport';
import { type Check, grade, type MemberNumber, mapFact, notTold, reported, worstOfMembers } from './checkTools';

export const quotaUse: Check<'quotaUse'> = ({ members }, thresholds) =>
  worstOfMembers('quotaUse', 'space', thresholds.quotaUse, members, member =>
    mapFact(member.status, ({ databaseSize }) => {
      const quota = quotaOf(member);
      return quota === undefined
        ? notTold('etcd_server_quota_backend_bytes')
        : known({ value: Number(databaseSize) / quota });
    }),
  );

/** Bytes. Status tells it from 3.6 on, and not always; /metrics does in all versions. Zero stands for none in both. */
export function quotaOf({ status, metrics }: MemberFacts): number | undefined {
  return Number(status.value?.databaseQuota ?? 0n) || metrics.value?.quota || undefined;
}

export const databaseSize: Check<'databaseSize'> = ({ members }, thresholds) =>
  worstOfMembers('databaseSize', 'space', thresholds.databaseSize, members, ({ status }) =>
    mapFact(status, ({ databaseSize: size }) => known({ value: Number(size) })),
  );

/** What a defragmentation would give back, where it is much. */
export const reclaimableSpace: Check<'reclaimableSpace'> = ({ members }, thresholds) => {
  const check = worstOfMembers('reclaimableSpace', 'space', thresholds.reclaimableSpace, members, ({ status }) =>
    mapFact(status, ({ databaseSize: size, databaseSizeInUse: inUse }) => known(share(size - inUse, size))),
  );
  if (!check) {
    return undefined;
  }
  const findings = check.members?.map((finding, index) => {
    const status = members[index]?.status.value;
    const bytes = status ? Number(status.databaseSize - status.databaseSizeInUse) : 0;
    const isNoticeable = grade(bytes, thresholds.noticeableSpace) !== 'ok';
    return finding.status === 'unknown' || isNoticeable ? finding : { ...finding, status: 'ok' as const };
  });
  const statuses = findings?.map(({ status }) => status) ?? [];
  const status = statuses.find(each => each === 'critical') ?? statuses.find(each => each === 'warning');
  return { ...check, status: status ?? (check.measured ? 'ok' : 'unknown'), members: findings ?? [] };
};

function share(part: bigint, whole: bigint): MemberNumber {
  return { value: whole > 0n ? Math.max(0, Number(part) / Number(whole)) : 0 };
}

/** Whether old revisions are given up. By age, where it can be known, of what could be worth it. */
export const compaction: Check<'compaction'> = (facts, thresholds) => {
  const threshold = thresholds.compaction;
  const { value, problem } = facts.compaction;
  if (!value) {
    return { id: 'compaction', theme: 'space', status: 'unknown', threshold, problem: reported(problem) };
  }
  const revisions = Number(value.currentRevision - value.compactRevision);
  const ages = agesOf(facts, value);
  const isMuch = grade(revisions, thresholds.keptRevisions) !== 'ok';
  return {
    id: 'compaction',
    theme: 'space',
    status: isMuch ? statusOfAge(value, ages, threshold) : 'ok',
    measured: {
      revisions,
      compactRevision: value.compactRevision.toString(),
      currentRevision: value.currentRevision.toString(),
      ...ages,
    },
    threshold,
  };
};

interface Ages {
  readonly oldestAge?: number;
  readonly lastCompactionAge?: number;
}

function agesOf({ takenAt }: HealthFacts, { oldestRevisionAt, lastCompactionAt }: CompactionFacts): Ages {
  const secondsSince = (moment: number) => Math.max(0, (takenAt - moment) / 1000);
  return {
    ...(oldestRevisionAt !== undefined && { oldestAge: secondsSince(oldestRevisionAt) }),
    ...(lastCompactionAt !== undefined && { lastCompactionAge: secondsSince(lastCompactionAt) }),
  };
}

function statusOfAge({ compactRevision }: CompactionFacts, ages: Ages, threshold: Limit): CheckStatus {
  const age = ages.oldestAge ?? ages.lastCompactionAge;
  if (age !== undefined) {
    return grade(age, threshold);
  }
  return compactRevision === 0n ? 'warning' : 'unknown';
}
