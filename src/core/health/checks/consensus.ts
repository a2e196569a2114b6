/** Do the members agree: on a leader, on a term, on how far they are? */
import { known } from '../fact';
import type { MemberFacts } from '../healthFacts';
import { type Check, findingOf, firstProblem, hex, mapFact, worstOfMembers } from './checkTools';
import { perHour } from './rates';

export const leaderAgreement: Check<'leaderAgreement'> = ({ members }) => {
  const findings = members.map(member => {
    const { value, problem } = member.status;
    if (!value) {
      return findingOf(member, { status: 'unknown', problem });
    }
    return findingOf(
      member,
      value.leader === 0n ? { status: 'critical' } : { status: 'ok', details: [hex(value.leader)] },
    );
  });
  const answered = findings.filter(({ status }) => status !== 'unknown');
  if (answered.length === 0) {
    return {
      id: 'leaderAgreement',
      theme: 'consensus',
      status: 'unknown',
      members: findings,
      ...firstProblem(findings),
    };
  }
  const leaders = [...new Set(findings.flatMap(({ details }) => details ?? []))].sort();
  const withoutLeader = answered.filter(({ status }) => status === 'critical').length;
  return {
    id: 'leaderAgreement',
    theme: 'consensus',
    status: leaders.length === 1 && withoutLeader === 0 ? 'ok' : 'critical',
    measured: { leaders, withoutLeader },
    members: findings,
  };
};

export const leaderChanges: Check<'leaderChanges'> = ({ members }, thresholds) =>
  worstOfMembers('leaderChanges', 'consensus', thresholds.leaderChanges, members, member =>
    // Every member that starts sees a leader come: that is one change, and no trouble.
    perHour(member, 'etcd_server_leader_changes_seen_total', ({ leaderChanges }) =>
      leaderChanges === undefined ? undefined : Math.max(0, leaderChanges - 1),
    ),
  );

export const raftTerm: Check<'raftTerm'> = ({ members }) => {
  const findings = members.map(member => {
    const { value, problem } = member.status;
    return findingOf(
      member,
      value ? { status: 'ok', details: [value.raftTerm.toString()] } : { status: 'unknown', problem },
    );
  });
  const terms = [...new Set(findings.flatMap(({ details }) => details ?? []))].sort();
  return {
    id: 'raftTerm',
    theme: 'consensus',
    status: terms.length === 0 ? 'unknown' : terms.length === 1 ? 'ok' : 'warning',
    ...(terms.length > 0 ? { measured: { terms } } : firstProblem(findings)),
    members: findings,
  };
};

/** Behind the furthest of the members; they were not asked in the very same moment. */
export const raftIndexLag: Check<'raftIndexLag'> = ({ members }, thresholds) => {
  const furthest = members.reduce((index, { status }) => {
    const own = status.value?.raftIndex ?? 0n;
    return own > index ? own : index;
  }, 0n);
  return worstOfMembers('raftIndexLag', 'consensus', thresholds.raftIndexLag, startedOf(members), ({ status }) =>
    mapFact(status, ({ raftIndex }) => known({ value: Number(furthest - raftIndex) })),
  );
};

export const appliedLag: Check<'appliedLag'> = ({ members }, thresholds) =>
  worstOfMembers('appliedLag', 'consensus', thresholds.appliedLag, startedOf(members), ({ status }) =>
    mapFact(status, ({ raftIndex, raftAppliedIndex }) =>
      known({ value: Math.max(0, Number(raftIndex - raftAppliedIndex)) }),
    ),
  );

function startedOf(members: readonly MemberFacts[]): readonly MemberFacts[] {
  return members.filter(({ isStarted }) => isStarted);
}
