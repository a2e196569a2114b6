import type { ClusterMember } from '../../etcd';
import { type Fact, notAsked, type Problem } from '../fact';
import type { EndpointFacts } from '../healthFacts';
import { sleep } from './deadline';
import type { EndpointAnswer, EndpointAnswers } from './endpointAnswers';
import { firstThat } from './firstThat';

/** etcd recommends seven at most. What claims to be more is not all dialed. */
const mostMembers = 100;

export interface HeadStart {
  /** Endpoints that are asked for the list at first: any member tells it, and a second one may answer sooner. */
  readonly askedFirst: number;
  /** Milliseconds for these; then all are asked. */
  readonly headStart: number;
}

/** The list of whichever endpoint tells it first. */
export async function firstMemberList(
  answers: EndpointAnswers,
  urls: readonly string[],
  { askedFirst, headStart }: HeadStart,
): Promise<Fact<readonly ClusterMember[]>> {
  const first = (some: readonly string[]) =>
    firstThat(
      some.map(url => answers.members(url)),
      ({ value }) => (value?.members.length ?? 0) > 0,
    );
  const found = (await Promise.race([first(urls.slice(0, askedFirst)), sleep(headStart)])) ?? (await first(urls));
  if (found?.value) {
    return { value: found.value.members.slice(0, mostMembers) };
  }
  const facts = await Promise.all(urls.map(url => answers.members(url)));
  return { problem: mostTelling(facts.map(({ problem }) => problem)) };
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
