import type { EtcdscopeError } from '../../core/base/errors';
import type { HealthFacts } from '../../core/health/healthFacts';
import type { CheckId, CheckOf, CheckStatus, HealthReport, Limit, MemberFinding } from '../../core/health/healthReport';
import type { ConnectionConfiguration, Connections } from '../../host/connections/connection';
import type { Localization } from '../../host/errorSentenceTable';
import { problemText } from '../../host/problemText';
import { inOrder } from './checkOrder';
import { etcdctlCommand } from './shellCommand';
import type { Advice, CheckItem, CheckText, CheckTexts, Patient } from './texts/checkText';
import { checkTexts } from './texts/checkTexts';
import { limitText, quantityText } from './texts/quantityText';

/** What one health check brought, of one connection. */
export interface HealthResult {
  readonly kind: 'examined';
  readonly configuration: ConnectionConfiguration;
  readonly facts: HealthFacts;
  readonly report: HealthReport;
}

/** No member could be reached, so there was nothing to examine. */
export interface Unreached {
  readonly kind: 'unreached';
  readonly configuration: ConnectionConfiguration;
  readonly error: EtcdscopeError;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
}

export type HealthOutcome = HealthResult | Unreached;

/** A cluster that nobody reaches serves nobody. */
export function verdictOf(outcome: HealthOutcome): CheckStatus {
  return outcome.kind === 'unreached' ? 'critical' : outcome.report.verdict;
}

/** What words are found with. */
export interface Wording {
  readonly l10n: Localization;
  readonly connections: Pick<Connections, 'all'>;
}

/** A member at which a check found something, in words. All of it is plain text, and may be the cluster's. */
export interface MemberView {
  readonly name: string;
  readonly endpoint: string;
  readonly status: CheckStatus;
  readonly said: string;
}

/** One check in words: plain text, but for `why` and `advice`. */
export interface CheckView {
  readonly id: CheckId;
  readonly status: CheckStatus;
  readonly name: string;
  /** What was found; for what is not known the reason. */
  readonly found: string;
  readonly items: readonly CheckItem[];
  readonly members: readonly MemberView[];
  readonly limit?: string;
  /** Markdown of ours. */
  readonly why: string;
  readonly advice: Advice;
}

/** The checks of a report in words, in the order in which one wants to read them. */
export function checkViews(result: HealthResult, wording: Wording): readonly CheckView[] {
  const texts = checkTexts(wording.l10n);
  const patient = patientOf(result);
  const { facts } = result;
  return inOrder(result.report.checks).map(check => viewOf(check, textOf(check, texts), { patient, facts, wording }));
}

function textOf<Id extends CheckId>({ id }: Pick<CheckOf<Id>, 'id'>, texts: CheckTexts): CheckText<Id> {
  return texts[id];
}

function viewOf<Id extends CheckId>(
  check: CheckOf<Id>,
  text: CheckText<Id>,
  { patient, facts, wording }: { readonly patient: Patient } & MemberContext,
): CheckView {
  const { id, status, measured, members = [], problem, threshold } = check;
  const found = measured === undefined ? undefined : text.found(measured, check);
  const reason = problem && problemText(problem, wording).sentence;
  return {
    id,
    status,
    name: text.name,
    found: (status === 'unknown' ? (reason ?? found) : (found ?? reason)) ?? wording.l10n.t('This is not known.'),
    items: measured === undefined ? [] : (text.items?.(measured) ?? []),
    members: members.map(member => memberView(member, text, check, { facts, wording })),
    ...(threshold && hasNumber(threshold) && { limit: limitText(threshold, wording.l10n) }),
    why: text.why,
    advice: text.advice(check, patient),
  };
}

function hasNumber({ warning, critical }: Limit): boolean {
  return warning !== undefined || critical !== undefined;
}

interface MemberContext {
  readonly facts: HealthFacts;
  readonly wording: Wording;
}

function memberView<Id extends CheckId>(
  finding: MemberFinding,
  { said }: CheckText<Id>,
  { threshold }: CheckOf<Id>,
  { facts, wording }: MemberContext,
): MemberView {
  const { memberId, name, endpoint, status, value, basis, details = [], problem } = finding;
  const { l10n } = wording;
  const words = said
    ? [said(finding)]
    : [
        ...(value === undefined || threshold === undefined ? [] : [quantityText(value, threshold.unit, l10n)]),
        ...details,
      ];
  const rest = [
    ...(basis === 'sinceStart' ? [l10n.t('since it was started')] : []),
    ...(problem === undefined ? [] : [problemText(problem, wording).summary]),
  ];
  return {
    name: memberName(name, memberId),
    endpoint: endpoint ?? addressOf(facts, memberId),
    status,
    said: [...words.filter(word => word !== ''), ...rest].join(', '),
  };
}

/** Where a member that does not answer should be. */
function addressOf({ members }: HealthFacts, memberId: string): string {
  const member = members.find(({ id }) => id.toString(16) === memberId);
  return member?.endpoints[0]?.url ?? member?.clientUrls[0] ?? '';
}

/** A member by its name; by its id before it has started. */
export function memberName(name: string, memberId: string): string {
  return name === '' ? memberId : name;
}

function patientOf({ configuration, facts }: HealthResult): Patient {
  const leader = facts.leader?.toString(16);
  const currentRevision = facts.compaction.value?.currentRevision.toString();
  return {
    etcdctl: (args, endpoint) => etcdctlCommand(args, configuration, endpoint === undefined ? undefined : [endpoint]),
    hasKubernetes: facts.kubernetes?.value !== undefined,
    ...(leader !== undefined && { leader }),
    ...(currentRevision !== undefined && { currentRevision }),
  };
}

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
