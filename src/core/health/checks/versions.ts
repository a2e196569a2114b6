/** What the members run. */
import type { HealthFacts, MemberFacts } from '../healthFacts';
import type { CheckOf, CheckStatus, MemberFinding } from '../healthReport';
import { type Check, findingOf, firstProblem, worstStatus } from './checkTools';
import { advisories, compareReleases, oldestMaintained, oldestTolerated, parseRelease, type Release } from './releases';

/** Different ones belong to an upgrade under way, and not to a Monday. */
export const versionsEqual: Check<'versionsEqual'> = ({ members }) => {
  const findings = findingsOf(members, () => ({ status: 'ok' }));
  const versions = versionsOf(findings);
  const status: CheckStatus = versions.length > 1 ? 'warning' : versions.length === 1 ? 'ok' : 'unknown';
  return {
    id: 'versionsEqual',
    theme: 'versions',
    status,
    ...(status === 'unknown' ? firstProblem(findings) : { measured: { versions } }),
    members: findings,
  };
};

export const versionSupported: Check<'versionSupported'> = ({ members }) => {
  const findings = findingsOf(members, release => ({ status: supportOf(release) }));
  return { ...summary('versionSupported', findings), ...measured(findings, versions => ({ versions })) };
};

function supportOf(release: Release): CheckStatus {
  if (compareReleases(release, oldestMaintained) >= 0) {
    return 'ok';
  }
  return compareReleases(release, oldestTolerated) >= 0 ? 'warning' : 'critical';
}

export const versionKnownBad: Check<'versionKnownBad'> = facts => {
  const found = new Set<string>();
  const findings = findingsOf(facts.members, (release, member) => {
    const concerning = advisories.filter(
      ({ affected, needsAuthentication, needsTls, needsSingleMember }) =>
        affected.some(([first, last]) => compareReleases(release, first) >= 0 && compareReleases(release, last) <= 0) &&
        !(needsAuthentication && !mayHaveAuthentication(facts)) &&
        !(needsTls && !member.endpoint?.startsWith('https:')) &&
        !(needsSingleMember && facts.members.length > 1),
    );
    for (const { id } of concerning) {
      found.add(id);
    }
    return {
      status: worstStatus(['ok', ...concerning.map(({ status }) => status)]),
      details: concerning.map(({ id }) => id),
    };
  });
  return { ...summary('versionKnownBad', findings), ...measured(findings, () => ({ advisories: [...found].sort() })) };
};

function mayHaveAuthentication({ authentication }: HealthFacts): boolean {
  return authentication.value?.isEnabled !== false;
}

type VersionAnswer = Pick<MemberFinding, 'status' | 'details'>;

/** Of each member that tells a version; the version is the first detail. */
function findingsOf(
  members: readonly MemberFacts[],
  judge: (release: Release, member: MemberFacts) => VersionAnswer,
): readonly MemberFinding[] {
  return members
    .filter(({ isStarted }) => isStarted)
    .map(member => {
      const { value, problem } = member.status;
      if (!value) {
        return findingOf(member, { status: 'unknown', problem });
      }
      const version = value.version.slice(0, mostVersionCharacters);
      const release = parseRelease(version);
      if (!release) {
        return findingOf(member, { status: 'unknown', details: [version] });
      }
      const { status, details = [] } = judge(release, member);
      return findingOf(member, { status, details: [version, ...details] });
    });
}

const mostVersionCharacters = 60;

function versionsOf(findings: readonly MemberFinding[]): readonly string[] {
  return [...new Set(findings.flatMap(({ details }) => details?.[0] ?? []))].sort();
}

function summary<Id extends 'versionSupported' | 'versionKnownBad'>(id: Id, findings: readonly MemberFinding[]) {
  return {
    id,
    theme: 'versions',
    status: worstStatus(findings.map(({ status }) => status)),
    members: findings,
  } as const;
}

function measured<Measure>(
  findings: readonly MemberFinding[],
  measure: (versions: readonly string[]) => Measure,
): { readonly measured: Measure } | Pick<CheckOf<'versionsEqual'>, 'problem'> {
  const versions = versionsOf(findings);
  return versions.length > 0 ? { measured: measure(versions) } : firstProblem(findings);
}
