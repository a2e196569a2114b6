import type { MemberFacts, Problem } from '../../core/health';

/** Why a member answers no linearizable reads, where it should: a learner refuses them by design. */
export function readProblemOf({ isLearner, linearizableRead }: MemberFacts): Problem | undefined {
  const { problem } = linearizableRead;
  return isLearner && problem?.code === 'call.unsupported' ? undefined : problem;
}
