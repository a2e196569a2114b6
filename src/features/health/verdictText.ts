import type { CheckStatus, HealthReport } from '../../core/health/healthReport';
import type { Localization } from '../../host/errorSentenceTable';
import type { CheckView } from './healthView';

/** Of each status, in the order of gravity, those that there are. */
export function countsText({ counts }: Pick<HealthReport, 'counts'>, l10n: Localization): string {
  const { critical, warning, unknown, ok } = counts;
  return [
    ...(critical > 0 ? [l10n.t('{critical} critical', { critical })] : []),
    ...(warning === 1 ? [l10n.t('1 warning')] : warning > 1 ? [l10n.t('{warning} warnings', { warning })] : []),
    ...(unknown > 0 ? [l10n.t('{unknown} not known', { unknown })] : []),
    ...(ok > 0 ? [l10n.t('{ok} fine', { ok })] : []),
  ].join(' · ');
}

/** A shape for each status, so that nobody has to tell it by colour. From fonts that every system has, and never drawn as an emoji. */
export const statusSymbols: Readonly<Record<CheckStatus, string>> = {
  ok: '✓',
  warning: '▲',
  critical: '✕',
  unknown: '?',
};

export function verdictWord(verdict: CheckStatus, l10n: Localization): string {
  const words: Readonly<Record<CheckStatus, string>> = {
    ok: l10n.t('Healthy'),
    warning: l10n.t('Needs attention'),
    critical: l10n.t('Critical'),
    unknown: l10n.t('Not known'),
  };
  return words[verdict];
}

/** The verdict's reason in a sentence or two: the gravest of what was found. */
export function verdictReason(views: readonly CheckView[], l10n: Localization): string {
  const grave = views.filter(({ status }) => status === 'critical' || status === 'warning');
  return grave.length === 0
    ? l10n.t('Every check that could be made is fine.')
    : grave
        .slice(0, 2)
        .map(({ found }) => `${found.replace(/\.$/, '')}.`)
        .join(' ');
}
