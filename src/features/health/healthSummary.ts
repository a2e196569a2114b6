import { problemText } from '../../host/problemText';
import type { HealthOutcome, HealthResult, Unreached } from './healthOutcome';
import { checkViews, type Wording } from './healthView';
import { visible } from './markdownText';
import { countsText, statusSymbols, verdictReason, verdictWord } from './verdictText';

/** Findings in a summary: as many as one reads in a channel. */
const mostFindings = 8;

/** The check in a few lines of plain text, for people who are not looking at this screen. */
export function healthSummary(outcome: HealthOutcome, wording: Wording): string {
  const lines = outcome.kind === 'examined' ? examinedLines(outcome, wording) : unreachedLines(outcome, wording);
  return `${lines.map(visible).join('\n')}\n`;
}

function unreachedLines({ configuration, error, takenAt }: Unreached, wording: Wording): readonly string[] {
  const head = `${verdictWord('critical', wording.l10n)}: ${configuration.name} (${timeText(takenAt)})`;
  return [`${statusSymbols.critical} ${head}`, problemText(error, wording).sentence];
}

/** As in logs, since those who read it may be elsewhere. */
function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

function examinedLines(result: HealthResult, wording: Wording): readonly string[] {
  const { configuration, facts, report } = result;
  const { l10n } = wording;
  const views = checkViews(result, wording);
  const grave = views.filter(({ status }) => status === 'critical' || status === 'warning');
  const versions = [...new Set(facts.members.flatMap(({ status }) => status.value?.version ?? []))];
  const head = `${verdictWord(report.verdict, l10n)}: ${configuration.name}`;
  const members = facts.members.length;
  return [
    `${statusSymbols[report.verdict]} ${head} (${[
      members === 1 ? l10n.t('1 member') : l10n.t('{count} members', { count: members }),
      ...(versions.length > 0 ? [`etcd ${versions.join(', ')}`] : []),
      timeText(report.takenAt),
    ].join(', ')})`,
    ...grave.slice(0, mostFindings).map(({ status, found, members: named }) => {
      const concerned = named.filter(member => member.status === status).map(({ name }) => name);
      return `${statusSymbols[status]} ${found}${concerned.length > 0 ? ` (${concerned.slice(0, 5).join(', ')})` : ''}`;
    }),
    ...(grave.length > mostFindings ? [l10n.t('and {count} more', { count: grave.length - mostFindings })] : []),
    ...(grave.length === 0 ? [verdictReason(views, l10n)] : []),
    countsText(report, l10n),
  ];
}
