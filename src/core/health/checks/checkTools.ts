/** What the checks share: comparing with a limit, one finding a member, and plain forms for the report. */
import type { Fact, Problem } from '../fact';
import type { HealthFacts, MemberFacts } from '../healthFacts';
import type {
  CheckMeasures,
  CheckOf,
  CheckStatus,
  CheckTheme,
  Limit,
  MemberFinding,
  ReportedProblem,
} from '../healthReport';
import type { HealthThresholds } from '../thresholds';

/** Undefined for a check that does not apply, such as Kubernetes' where there is none. */
export type Check<Id extends keyof CheckMeasures = keyof CheckMeasures> = (
  facts: HealthFacts,
  thresholds: HealthThresholds,
) => CheckOf<Id> | undefined;

const gravity: Readonly<Record<CheckStatus, number>> = { ok: 0, unknown: 1, warning: 2, critical: 3 };

/** The worst of those known; `unknown` only where nothing is. */
export function worstStatus(statuses: readonly CheckStatus[]): CheckStatus {
  const known = statuses.filter(status => status !== 'unknown');
  return known.reduce<CheckStatus>(graver, known.length === 0 ? 'unknown' : 'ok');
}

/** The worst of all, where what is not known is worse than what is well. */
export function gravestStatus(statuses: readonly CheckStatus[]): CheckStatus {
  return statuses.reduce<CheckStatus>(graver, 'ok');
}

function graver(a: CheckStatus, b: CheckStatus): CheckStatus {
  return gravity[b] > gravity[a] ? b : a;
}

/** A figure on the limit is still on its good side. */
export function grade(value: number, { bad, warning, critical }: Limit): CheckStatus {
  const isBeyond = (limit: number | undefined) =>
    limit !== undefined && (bad === 'above' ? value > limit : value < limit);
  return isBeyond(critical) ? 'critical' : isBeyond(warning) ? 'warning' : 'ok';
}

/** As etcdctl writes ids. */
export function hex(id: bigint): string {
  return id.toString(16);
}

export function reported({ code, facts }: Problem): ReportedProblem {
  return {
    code,
    facts: Object.fromEntries(
      Object.entries(facts).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, typeof value === 'bigint' ? value.toString() : value]],
      ),
    ),
  };
}

/** What a check says of one member. */
export interface MemberAnswer extends Omit<MemberFinding, 'memberId' | 'name' | 'endpoint' | 'problem'> {
  readonly problem?: Problem;
}

export function findingOf(member: MemberFacts, { problem, ...answer }: MemberAnswer): MemberFinding {
  return {
    memberId: hex(member.id),
    name: member.name,
    ...(member.endpoint !== undefined && { endpoint: member.endpoint }),
    ...answer,
    ...(problem && { problem: reported(problem) }),
  };
}

/** Of findings that are unknown, why the first is. */
export function firstProblem(findings: readonly MemberFinding[]): { readonly problem?: ReportedProblem } {
  const problem = findings.find(finding => finding.problem)?.problem;
  return problem ? { problem } : {};
}

export interface MemberNumber {
  readonly value: number;
  readonly basis?: MemberFinding['basis'];
  readonly details?: readonly string[];
}

type WorstId = {
  [Id in keyof CheckMeasures]: CheckMeasures[Id] extends { readonly worst: number } ? Id : never;
}[keyof CheckMeasures];

/**
 * A check of one number a member, whose measure is the worst of them.
 * @param numberOf Undefined leaves the member out.
 */
export function worstOfMembers<Id extends WorstId>(
  id: Id,
  theme: CheckTheme,
  threshold: Limit,
  members: readonly MemberFacts[],
  numberOf: (member: MemberFacts) => Fact<MemberNumber> | undefined,
): CheckOf<Id> | undefined {
  const findings: MemberFinding[] = [];
  const values: number[] = [];
  for (const member of members) {
    const fact = numberOf(member);
    if (fact?.value) {
      values.push(fact.value.value);
      findings.push(findingOf(member, { status: grade(fact.value.value, threshold), ...fact.value }));
    } else if (fact) {
      findings.push(findingOf(member, { status: 'unknown', problem: fact.problem }));
    }
  }
  if (findings.length === 0) {
    return undefined;
  }
  const worst = threshold.bad === 'above' ? Math.max(...values) : Math.min(...values);
  return {
    id,
    theme,
    status: worstStatus(findings.map(({ status }) => status)),
    ...(values.length > 0 ? { measured: { worst } as CheckMeasures[Id] } : firstProblem(findings)),
    threshold,
    members: findings,
  };
}

/** A fact made of another, with the same problem. */
export function mapFact<From, To>(fact: Fact<From>, map: (value: From) => Fact<To>): Fact<To> {
  return fact.problem ? { problem: fact.problem } : map(fact.value as From);
}

/** That a member's /metrics, which could be read, does not tell a figure. */
export function notTold(metric: string): { readonly problem: Problem } {
  return { problem: { code: 'call.unsupported', facts: { metric } } };
}
