/** Do all members hold the same data? */
import type { HashFacts } from '../healthFacts';
import type { CheckStatus, MemberFinding } from '../healthReport';
import { type Check, findingOf, reported } from './checkTools';

/** Hashes at one revision; two compare only where the members had compacted to the same one too. */
export const hashKv: Check<'hashKv'> = ({ consistency, members }) => {
  if (members.length === 1) {
    return undefined;
  }
  const { value, problem } = consistency;
  if (!value) {
    return { id: 'hashKv', theme: 'consistency', status: 'unknown', problem: reported(problem) };
  }
  const groups = new Map<bigint, Set<number>>();
  const hashes = members.flatMap(({ hash }) => hash?.value ?? []);
  for (const { hash, compactRevision } of hashes) {
    groups.set(compactRevision, (groups.get(compactRevision) ?? new Set()).add(hash));
  }
  const isAlone = ({ compactRevision }: HashFacts) =>
    hashes.filter(other => other.compactRevision === compactRevision).length < 2;
  const findings = members.map((member): MemberFinding => {
    const { value: own, problem: why } = member.hash ?? {};
    if (!own) {
      return findingOf(member, { status: 'unknown', ...(why && { problem: why }) });
    }
    const isEqual = groups.get(own.compactRevision)?.size === 1;
    const status: CheckStatus = isAlone(own) ? 'unknown' : isEqual ? 'ok' : 'critical';
    return findingOf(member, { status, details: [own.hash.toString(), own.compactRevision.toString()] });
  });
  const compared = findings.filter(({ status }) => status !== 'unknown').length;
  const differs = findings.some(({ status }) => status === 'critical');
  return {
    id: 'hashKv',
    theme: 'consistency',
    status: compared === 0 ? 'unknown' : differs ? 'critical' : 'ok',
    measured: {
      revision: value.revision.toString(),
      hashes: new Set(hashes.map(({ hash, compactRevision }) => `${compactRevision} ${hash}`)).size,
      compared,
    },
    members: findings,
    ...(compared === 0 && { problem: { code: 'notAsked', facts: { reason: 'nothingToCompare' } } }),
  };
};
