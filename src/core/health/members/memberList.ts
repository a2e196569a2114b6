import type { ClusterMember } from '../../etcd';
import { type Fact, notAsked, type Problem } from '../fact';
import type { EndpointFacts } from '../healthFacts';
import type { EndpointAnswer } from './endpointAnswers';
import { firstThat } from './firstThat';

/** etcd recommends seven at most. What claims to be more is not all dialed. */
const mostMembers = 100;

/** The list of whichever endpoint tells it first. */
export async function firstMemberList(
  asked: readonly Promise<EndpointAnswer>[],
): Promise<Fact<readonly ClusterMember[]>> {
  const answer = await firstThat(asked, ({ members }) => (members.value?.members.length ?? 0) > 0);
  if (answer?.members.value) {
    return { value: answer.members.value.members.slice(0, mostMembers) };
  }
  const problems = (await Promise.all(asked)).map(({ members }) => members.problem);
  return { problem: mostTelling(problems) };
}

/** Of endpoints that answer but may not tell the member list: one answer of each member, as far as they say which. */
export function unlisted(answers: readonly EndpointAnswer[]): readonly EndpointAnswer[] {
  const byId = new Map(
    answers.flatMap(answer => (answer.memberId.value === undefined ? [] : [[answer.memberId.value, answer] as const])),
  );
  return [...byId.values(), ...answers.filter(({ isRefusal }) => isRefusal)];
}

/** The problem of a member at none of whose addresses it answered. */
export function whyUnreached(isStarted: boolean, endpoints: readonly EndpointFacts[]): Problem {
  if (!isStarted) {
    return notAsked('notStarted').problem;
  }
  const problems = endpoints.map(({ answeredBy }) => answeredBy?.problem);
  return problems.some(Boolean) ? mostTelling(problems) : notAsked('noAddress').problem;
}

/** Any that is not just silence, else the first. */
function mostTelling(problems: readonly (Problem | undefined)[]): Problem {
  const known = problems.filter(problem => problem !== undefined);
  const silent = ['connection.refused', 'connection.timeout', 'connection.unreachable', 'call.timeout', 'notAsked'];
  return (
    known.find(({ code }) => !silent.includes(code)) ??
    known.find(({ code }) => code !== 'notAsked') ??
    known[0] ??
    notAsked('noAddress').problem
  );
}
