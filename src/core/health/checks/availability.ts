/** Can the members be reached, and do they say of themselves that they are well? */
import type { Fact } from '../fact';
import type { AlarmFacts, EndpointFacts, MemberFacts, ProbeFacts } from '../healthFacts';
import type { CheckOf, CheckStatus, MemberFinding } from '../healthReport';
import {
  type Check,
  findingOf,
  firstProblem,
  gravestStatus,
  hex,
  type MemberAnswer,
  reported,
  worstStatus,
} from './checkTools';

/**
 * As `etcdctl endpoint health` (etcdctl/ctlv3/command/ep_command.go): a linearizable read works or is not permitted, and
 * there is no alarm. A learner takes no linearizable reads by design, so another read has to do.
 */
export const endpointHealth: Check<'endpointHealth'> = ({ members, unmatchedEndpoints, alarmList }) => {
  const findings = [
    ...members
      .filter(({ isStarted }) => isStarted)
      .map(member => findingOf(member, healthOf(member, members, alarmList.value ?? member.alarms))),
    ...unmatchedEndpoints.map(unmatched),
  ];
  const statuses = findings.map(({ status }) => status);
  return {
    id: 'endpointHealth',
    theme: 'availability',
    status: findings.length === 0 ? 'critical' : gravestStatus(statuses),
    measured: { healthy: statuses.filter(status => status === 'ok').length, members: findings.length },
    members: findings,
  };
};

/** One that somebody gave, and that leads to no member of this cluster. */
function unmatched({ url, answeredBy }: EndpointFacts): MemberFinding {
  const id = answeredBy?.value;
  return {
    memberId: id === undefined ? '' : hex(id),
    name: '',
    endpoint: url,
    status: id === undefined ? 'critical' : 'warning',
    ...(answeredBy?.problem && { problem: reported(answeredBy.problem) }),
  };
}

/** @param alarms Any member's: etcdctl calls all endpoints unhealthy for one alarm. */
function healthOf(member: MemberFacts, all: readonly MemberFacts[], alarms: readonly AlarmFacts[]): MemberAnswer {
  if (member.endpoint === undefined) {
    return { status: absence(member, all), ...(member.status.problem && { problem: member.status.problem }) };
  }
  const read = member.isLearner ? member.serializableRead : member.linearizableRead;
  if (read.problem) {
    return { status: 'critical', problem: read.problem };
  }
  return alarms.length > 0
    ? { status: 'critical', value: read.value, details: [...new Set(alarms.map(({ type }) => type))] }
    : { status: 'ok', value: read.value };
}

/**
 * A member that did not answer may be down, or only out of our sight: then its peers are connected with it. Where nobody
 * gave its address, and its peers do not tell, nothing is known.
 */
function absence(member: MemberFacts, all: readonly MemberFacts[]): CheckStatus {
  if (member.endpoints.some(({ isConfigured }) => isConfigured)) {
    return 'critical';
  }
  const peers = all.flatMap(({ metrics }) => metrics.value?.activePeers ?? []);
  if (peers.includes(member.id)) {
    return 'warning';
  }
  const peersTell = all.some(({ metrics }) => metrics.value?.activePeers !== undefined);
  return peersTell || member.status.problem?.code === 'connection.refused' ? 'critical' : 'unknown';
}

export const livez: Check<'livez'> = ({ members }) => probe('livez', members);
/** But for learners that are not ready for no other reason than that: it is by design, and a check of its own. */
export const readyz: Check<'readyz'> = ({ members }) => probe('readyz', members.filter(mayBeReady));

function mayBeReady({ isLearner, readyz: answer }: MemberFacts): boolean {
  const failed = answer?.value?.parts.filter(({ isOk }) => !isOk) ?? [];
  return !isLearner || failed.length === 0 || failed.some(({ name }) => name !== 'non_learner');
}

function probe<Id extends 'livez' | 'readyz'>(id: Id, members: readonly MemberFacts[]): CheckOf<Id> | undefined {
  const findings = members.flatMap(member => {
    const fact: Fact<ProbeFacts> | undefined = member[id];
    return fact ? [findingOf(member, probeAnswer(fact))] : [];
  });
  if (findings.length === 0) {
    return undefined;
  }
  const asked = findings.filter(({ status }) => status !== 'unknown');
  return {
    id,
    theme: 'availability',
    status: worstStatus(findings.map(({ status }) => status)),
    ...(asked.length > 0
      ? { measured: { ok: asked.filter(({ status }) => status === 'ok').length, asked: asked.length } }
      : firstProblem(findings)),
    members: findings,
  } as CheckOf<Id>;
}

function probeAnswer({ value, problem }: Fact<ProbeFacts>): MemberAnswer {
  if (!value) {
    return { status: 'unknown', problem };
  }
  const failed = value.parts.filter(({ isOk }) => !isOk).map(({ name }) => name);
  return { status: value.isOk ? 'ok' : 'critical', ...(failed.length > 0 && { details: failed }) };
}

/** Of members that were reached: whether what they advertise leads to them. Clients that discover members need that. */
export const advertisedAddresses: Check<'advertisedAddresses'> = ({ members }) => {
  let tried = 0;
  let failed = 0;
  const findings = members.flatMap(member => {
    const answers = member.endpoints.filter(({ isAdvertised, answeredBy }) => isAdvertised && answeredBy);
    if (member.endpoint === undefined || answers.length === 0) {
      return [];
    }
    const wrong = answers.filter(endpoint => !leadsTo(endpoint, member));
    tried += answers.length;
    failed += wrong.length;
    const problem = wrong.find(({ answeredBy }) => answeredBy?.problem)?.answeredBy?.problem;
    return [
      findingOf(member, {
        status: wrong.length > 0 ? 'warning' : 'ok',
        ...(wrong.length > 0 && { details: wrong.map(({ url }) => url) }),
        ...(problem && { problem }),
      }),
    ];
  });
  if (findings.length === 0) {
    return undefined;
  }
  return {
    id: 'advertisedAddresses',
    theme: 'availability',
    status: worstStatus(findings.map(({ status }) => status)),
    measured: { tried, failed },
    members: findings,
  };
};

function leadsTo({ answeredBy }: EndpointFacts, { id }: MemberFacts): boolean {
  return answeredBy?.value === id;
}
