import type { Fact } from '../../core/health/fact';
import type { HealthFacts, MemberFacts } from '../../core/health/healthFacts';
import type { Localization } from '../../host/errorSentenceTable';
import { problemText } from '../../host/problemText';
import type { HealthResult } from './healthOutcome';
import { byName, memberName, type Wording } from './healthView';
import { markdownCode, markdownTable, markdownText } from './markdownText';
import { bytesText, millisecondsText, shareText } from './texts/quantityText';

type Figure = (member: MemberFacts, facts: HealthFacts) => string | undefined;

/** Shown where a member told nothing. */
const nothing = '–';

/** The facts of each member, one column each: what etcdctl tells in three tables, and what it does not. */
export function memberTable({ facts }: HealthResult, wording: Wording, language: string): readonly string[] {
  const { l10n } = wording;
  const members = facts.members.toSorted(byName);
  if (members.length === 0) {
    return [l10n.t('No member was reached, and nobody could tell who the members are.'), ''];
  }
  const rows = figures(wording, language)
    .map(([name, figure]) => [name, ...members.map(member => figure(member, facts) ?? nothing)])
    .filter(([, ...cells]) => cells.some(cell => cell !== nothing));
  const names = members.map(({ name, id }) => markdownCode(memberName(name, id.toString(16))));
  return [...markdownTable(['', ...names], rows), ...unmatched(facts, wording)];
}

/** Endpoints of the connection behind which no member was found. */
function unmatched({ unmatchedEndpoints }: HealthFacts, wording: Wording): readonly string[] {
  return unmatchedEndpoints.length === 0
    ? []
    : [
        wording.l10n.t('No member answers at these endpoints of the connection:'),
        '',
        ...unmatchedEndpoints.map(({ url, answeredBy }) => {
          const why = answeredBy?.problem && summaryOf(answeredBy, wording);
          return `- ${markdownCode(url)}${why ? ` · ${why}` : ''}`;
        }),
        '',
      ];
}

/** All cells are Markdown. */
function figures(wording: Wording, language: string): readonly (readonly [string, Figure])[] {
  const { l10n } = wording;
  const status =
    (figure: (status: NonNullable<MemberFacts['status']['value']>) => string | undefined): Figure =>
    ({ status: { value } }) =>
      value === undefined ? undefined : figure(value);
  const metrics =
    (figure: (metrics: NonNullable<MemberFacts['metrics']['value']>) => string | undefined): Figure =>
    member => {
      const value = member.laterMetrics?.value ?? member.metrics.value;
      return value === undefined ? undefined : figure(value);
    };
  const time = (fact: Fact<number>) => (fact.value === undefined ? undefined : millisecondsText(fact.value, l10n));
  return [
    [l10n.t('Answer'), member => (member.status.problem ? summaryOf(member.status, wording) : l10n.t('yes'))],
    [l10n.t('Role'), ({ role }) => role && roleText(role, l10n)],
    [l10n.t('Version'), status(({ version }) => markdownText(version))],
    [l10n.t('Address'), ({ endpoint, clientUrls }) => code(endpoint ?? clientUrls[0])],
    [l10n.t('Member id'), ({ id }) => markdownCode(id.toString(16))],
    [l10n.t('Read, linearizable'), ({ linearizableRead }) => time(linearizableRead)],
    [l10n.t('Read, serializable'), ({ serializableRead }) => time(serializableRead)],
    [l10n.t('Raft term'), status(({ raftTerm }) => String(raftTerm))],
    [l10n.t('Raft index'), status(({ raftIndex }) => String(raftIndex))],
    [l10n.t('Applied index'), status(({ raftAppliedIndex }) => String(raftAppliedIndex))],
    [l10n.t('Database'), status(({ databaseSize }) => bytesText(Number(databaseSize)))],
    [
      l10n.t('In use'),
      status(({ databaseSize, databaseSizeInUse }) =>
        databaseSize === 0n
          ? undefined
          : `${bytesText(Number(databaseSizeInUse))} (${shareText(Number(databaseSizeInUse) / Number(databaseSize))})`,
      ),
    ],
    [l10n.t('Quota'), quotaOf],
    [l10n.t('Keys'), metrics(({ keys }) => keys?.toLocaleString('en-US'))],
    [l10n.t('Watchers'), metrics(({ watchers }) => watchers?.toLocaleString('en-US'))],
    [
      l10n.t('Running since'),
      metrics(({ startedAt }) => (startedAt === undefined ? undefined : dateText(startedAt, language))),
    ],
    [l10n.t('Alarms'), ({ alarms }) => alarms.map(({ type }) => type).join(', ') || undefined],
    [
      l10n.t('Errors'),
      status(
        ({ errors }) =>
          errors
            .slice(0, 5)
            .map(error => markdownCode(error))
            .join(', ') || undefined,
      ),
    ],
    [
      l10n.t('Certificate until'),
      ({ certificate }) => certificate?.value && dateText(certificate.value.validTo, language),
    ],
    [l10n.t('Hash'), ({ hash }) => hash?.value && markdownCode(hash.value.hash.toString(16).padStart(8, '0'))],
    [l10n.t('Storage version'), status(({ storageVersion }) => code(storageVersion))],
    // Of a member that is not reached, the first row says why.
    [l10n.t('Metrics'), member => (member.endpoint === undefined ? undefined : summaryOf(member.metrics, wording))],
  ];
}

function quotaOf({ status, metrics }: MemberFacts): string | undefined {
  const quota = status.value?.databaseQuota === undefined ? metrics.value?.quota : Number(status.value.databaseQuota);
  return quota ? bytesText(quota) : undefined;
}

function roleText(role: NonNullable<MemberFacts['role']>, l10n: Localization): string {
  const texts = {
    leader: `**${l10n.t('leader')}**`,
    follower: l10n.t('follower'),
    learner: l10n.t('learner'),
  } as const;
  return texts[role];
}

function code(text: string | undefined): string | undefined {
  return text === undefined ? undefined : markdownCode(text);
}

function dateText(milliseconds: number, language: string): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime())
    ? nothing
    : date.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}

function summaryOf({ problem }: Fact<unknown>, wording: Wording): string | undefined {
  return problem && markdownText(problemText(problem, wording).summary);
}
