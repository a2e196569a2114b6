import type { MemberFacts, QuorumFacts } from '../healthFacts';

/** Votes and what may still fail. Learners have no vote; a member that never started has one all the same. */
export function quorumOf(members: readonly MemberFacts[]): QuorumFacts {
  const voters = members.filter(({ isLearner }) => !isLearner);
  const quorum = Math.floor(voters.length / 2) + 1;
  const reachable = voters.filter(({ endpoint }) => endpoint !== undefined).length;
  return {
    voters: voters.length,
    learners: members.length - voters.length,
    quorum,
    reachable,
    tolerance: reachable - quorum,
    isProven: members.some(({ linearizableRead }) => linearizableRead.value !== undefined),
  };
}

/** The leader that most of the members name; of several, the one of the highest term. */
export function leaderOf(members: readonly MemberFacts[]): bigint | undefined {
  const named = new Map<bigint, { count: number; term: bigint }>();
  for (const { status } of members) {
    if (status.value && status.value.leader !== 0n) {
      const { leader, raftTerm } = status.value;
      const before = named.get(leader) ?? { count: 0, term: 0n };
      named.set(leader, { count: before.count + 1, term: raftTerm > before.term ? raftTerm : before.term });
    }
  }
  const [first] = [...named].sort(
    ([, a], [, b]) => b.count - a.count || (a.term === b.term ? 0 : a.term < b.term ? 1 : -1),
  );
  return first?.[0];
}
