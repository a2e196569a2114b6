/** Votes: are there enough, and how many more may go? */
import type { HealthFacts } from '../healthFacts';
import type { CheckStatus } from '../healthReport';
import { type Check, findingOf, grade, reported } from './checkTools';

export const quorum: Check<'quorum'> = facts => {
  if (!facts.quorum) {
    return { id: 'quorum', theme: 'availability', status: 'unknown', ...whyNoList(facts) };
  }
  const { voters, quorum: needed, reachable, tolerance, isProven } = facts.quorum;
  return {
    id: 'quorum',
    theme: 'availability',
    status: quorumStatus(voters, reachable, tolerance, isProven),
    measured: { voters, quorum: needed, reachable, tolerance, isProven },
  };
};

function quorumStatus(voters: number, reachable: number, tolerance: number, isProven: boolean): CheckStatus {
  if (tolerance < 0 && !isProven) {
    return 'critical';
  }
  return reachable < voters ? 'warning' : 'ok';
}

/** One member tolerates no failure; an even number no more than the odd one below it, with one more that can fail. */
export const memberCount: Check<'memberCount'> = (facts, thresholds) => {
  const threshold = thresholds.memberCount;
  if (!facts.quorum) {
    return { id: 'memberCount', theme: 'availability', status: 'unknown', threshold, ...whyNoList(facts) };
  }
  const { voters } = facts.quorum;
  const few = grade(voters, threshold);
  return {
    id: 'memberCount',
    theme: 'availability',
    status: few === 'ok' && voters % 2 === 0 ? 'warning' : few,
    measured: { voters },
    threshold,
  };
};

/** Added and never started: such a member has a vote and cannot give it. */
export const unstartedMembers: Check<'unstartedMembers'> = facts => {
  if (!facts.quorum) {
    return { id: 'unstartedMembers', theme: 'availability', status: 'unknown', ...whyNoList(facts) };
  }
  const unstarted = facts.members.filter(({ isStarted }) => !isStarted);
  return {
    id: 'unstartedMembers',
    theme: 'availability',
    status: unstarted.length > 0 ? 'warning' : 'ok',
    measured: { unstarted: unstarted.length },
    members: unstarted.map(member => findingOf(member, { status: 'warning', details: member.peerUrls })),
  };
};

/** A learner is a step on the way to a member; one that stays was forgotten. */
export const learners: Check<'learners'> = facts => {
  if (!facts.quorum) {
    return { id: 'learners', theme: 'availability', status: 'unknown', ...whyNoList(facts) };
  }
  const found = facts.members.filter(({ isLearner }) => isLearner);
  return {
    id: 'learners',
    theme: 'availability',
    status: found.length > 0 ? 'warning' : 'ok',
    measured: { learners: found.length, voters: facts.quorum.voters },
    members: found.map(member => findingOf(member, { status: 'warning' })),
  };
};

function whyNoList({ memberList }: HealthFacts) {
  return memberList.problem ? { problem: reported(memberList.problem) } : {};
}
