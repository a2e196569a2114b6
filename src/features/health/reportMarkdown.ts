import type { MemberFacts } from '../../core/health/healthFacts';
import type { CheckStatus } from '../../core/health/healthReport';
import type { HealthResult } from './healthOutcome';
import { type CheckView, checkViews, type MemberView, memberName, type Wording } from './healthView';
import { markdownCode, markdownCodeBlock, markdownTable, markdownText } from './markdownText';
import { memberTable } from './memberTable';
import type { CheckItem } from './texts/checkText';
import { millisecondsText } from './texts/quantityText';
import { countsText, statusSymbols, verdictReason, verdictWord } from './verdictText';

/** Members or objects named below one check; the facts have all of them. */
const mostNamed = 10;

/**
 * A health check as a letter: the verdict, what needs something done, what could not be told, what is fine, and the facts.
 * Colours come from media/healthReport.css; without it nothing is lost.
 */
export function reportMarkdown(result: HealthResult, wording: Wording, language: string): string {
  const { l10n } = wording;
  const views = checkViews(result, wording);
  const shown = new Set<string>();
  const urgent = views.filter(({ status }) => status === 'critical' || status === 'warning');
  return [
    ...heading(result, views, wording, language),
    ...(urgent.length > 0
      ? [`## ${l10n.t('What needs attention')}`, '', ...urgent.flatMap(view => findingSection(view, shown, wording))]
      : []),
    ...unknownSection(views, wording),
    ...fineSection(result, views, wording),
    `## ${l10n.t('Members')}`,
    '',
    ...memberTable(result, wording, language),
  ].join('\n');
}

function heading(
  { configuration, facts, report }: HealthResult,
  views: readonly CheckView[],
  { l10n }: Wording,
  language: string,
): readonly string[] {
  const count = facts.members.length;
  const circumstances = [
    count === 1 ? l10n.t('1 member') : l10n.t('{count} members', { count }),
    ...versionsOf(facts.members.flatMap(({ status }) => status.value?.version ?? [])),
    new Date(report.takenAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' }),
    l10n.t('in {time}', { time: millisecondsText(report.durationMilliseconds, l10n) }),
  ];
  return [
    ...inColour(report.verdict, [
      `# ${symbol(report.verdict)} ${verdictWord(report.verdict, l10n)}: ${markdownText(configuration.name)}`,
      '',
      markdownText(verdictReason(views, l10n)),
    ]),
    `**${countsText(report, l10n)}**  `,
    circumstances.map(markdownText).join(' · '),
    '',
  ];
}

function versionsOf(versions: readonly string[]): readonly string[] {
  const different = [...new Set(versions)];
  return different.length === 0 ? [] : [`etcd ${different.slice(0, mostNamed).join(', ')}`];
}

function findingSection(view: CheckView, shown: Set<string>, { l10n }: Wording): readonly string[] {
  const { status, found, limit, why, advice } = view;
  const named = [...membersOf(view).map(memberLine), ...view.items.map(itemLine)];
  const more = named.length - mostNamed;
  const commands = markdownCodeBlock(advice.commands ?? []);
  // What one finding says to run needs no saying again.
  const isNew = advice.commands !== undefined && advice.commands.length > 0 && !shown.has(commands);
  shown.add(commands);
  return inColour(status, [
    `### ${symbol(status)} ${markdownText(found)}`,
    '',
    ...named.slice(0, mostNamed).map(line => `- ${line}`),
    ...(more > 0 ? [`- ${l10n.t('and {count} more', { count: more })}`] : []),
    ...(named.length > 0 ? [''] : []),
    ...(limit === undefined ? [] : [`**${l10n.t('Limits:')}** ${limit}`, '']),
    `**${l10n.t('Why it matters:')}** ${why}`,
    '',
    `**${l10n.t('What to do:')}** ${advice.text}`,
    '',
    ...(isNew ? [commands, ''] : []),
  ]);
}

/** Those with something wrong; all of them where it is wrong between them. */
function membersOf({ members }: CheckView): readonly MemberView[] {
  const wrong = members.filter(({ status }) => status === 'warning' || status === 'critical');
  return wrong.length > 0 ? wrong : members;
}

function memberLine({ name, endpoint, said }: MemberView): string {
  return [
    markdownCode(name),
    ...(endpoint === '' ? [] : [markdownCode(endpoint)]),
    ...(said === '' ? [] : [markdownText(said)]),
  ].join(' · ');
}

function itemLine({ name, text }: CheckItem): string {
  return [
    ...(name === undefined ? [] : [markdownCode(name)]),
    ...(text === undefined ? [] : [markdownText(text)]),
  ].join(' · ');
}

/** What could not be told, by the reason why. */
function unknownSection(views: readonly CheckView[], { l10n }: Wording): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const { name, found } of views.filter(({ status }) => status === 'unknown')) {
    reasons.set(found, [...(reasons.get(found) ?? []), name]);
  }
  return reasons.size === 0
    ? []
    : [
        `## ${l10n.t('What could not be told')}`,
        '',
        ...[...reasons].map(([reason, names]) => `- **${names.join(', ')}.** ${markdownText(reason)}`),
        '',
      ];
}

function fineSection({ facts }: HealthResult, views: readonly CheckView[], { l10n }: Wording): readonly string[] {
  const fine = views.filter(({ status }) => status === 'ok');
  if (fine.length === 0) {
    return [];
  }
  const absent = new Set(facts.members.filter(({ endpoint }) => endpoint === undefined).map(nameOfMember));
  const listed = (names: readonly string[]) => names.slice(0, mostNamed).map(markdownCode).join(', ');
  const rows = fine.map(({ name, found, limit, members }) => {
    const silent = members.filter(member => member.status === 'unknown' && !absent.has(member.name));
    const without =
      silent.length === 0
        ? ''
        : ` (${l10n.t('not known of {members}', { members: listed(silent.map(member => member.name)) })})`;
    return [`${symbol('ok')} ${name}`, `${markdownText(found)}${without}`, limit ?? ''];
  });
  return [
    `## ${l10n.t('What is fine')}`,
    '',
    ...(absent.size > 0
      ? [l10n.t('As far as it can be known without {members}.', { members: listed([...absent]) }), '']
      : []),
    ...markdownTable([l10n.t('Check'), l10n.t('Found'), l10n.t('Limits')], rows),
  ];
}

function nameOfMember({ name, id }: MemberFacts): string {
  return memberName(name, id.toString(16));
}

function symbol(status: CheckStatus): string {
  return `<span class="etcdscope-${status}">${statusSymbols[status]}</span>`;
}

/** Blank lines let what is inside stay Markdown (CommonMark, HTML blocks of kind 6). */
function inColour(status: CheckStatus, lines: readonly string[]): readonly string[] {
  const ending = lines.at(-1) === '' ? [] : [''];
  return [`<div class="etcdscope-part etcdscope-${status}">`, '', ...lines, ...ending, '</div>', ''];
}
