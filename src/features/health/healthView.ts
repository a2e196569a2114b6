import type { HealthFacts } from '../../core/health/healthFacts';
import type { CheckId, CheckOf, CheckStatus, Limit, MemberFinding } from '../../core/health/healthReport';
import type { Connections } from '../../host/connections/connection';
import type { Localization } from '../../host/errorSentenceTable';
import { problemText } from '../../host/problemText';
import { inOrder } from './checkOrder';
import type { HealthResult } from './healthOutcome';
import { etcdctlCommand } from './shellCommand';
import type { Advice, CheckItem, CheckText, CheckTexts, Patient } from './texts/checkText';
import { checkTexts } from './texts/checkTexts';
import { limitText, quantityText } from './texts/quantityText';

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
  // Of a member that answered, and yet did not tell: that others did not answer is a finding of its own.
  const silence = members.find(finding => finding.endpoint !== undefined && finding.problem)?.problem ?? problem;
  const reason = silence && problemText(silence, wording).sentence;
  return {
    id,
    status,
    name: text.name,
    found: (status === 'unknown' ? (reason ?? found) : (found ?? reason)) ?? wording.l10n.t('This is not known.'),
    items: measured === undefined ? [] : (text.items?.(measured) ?? []),
    members: members.map(member => memberView(member, text, check, { facts, wording })).sort(byName),
    ...(threshold && hasNumber(threshold) && { limit: limitOf(threshold, text, wording) }),
    why: text.why,
    advice: text.advice(check, patient),
  };
}

function limitOf<Id extends CheckId>(threshold: Limit, { limit }: CheckText<Id>, { l10n }: Wording): string {
  const words = limitText(threshold, l10n);
  return limit ? limit(words) : words;
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

/** As people count: etcd-2 before etcd-10. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name, 'en', { numeric: true });
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
    members: facts.members.flatMap(({ id, endpoint }) =>
      endpoint === undefined ? [] : [{ memberId: id.toString(16), endpoint }],
    ),
    hasKubernetes: facts.kubernetes?.value !== undefined,
    ...(leader !== undefined && { leader }),
    ...(currentRevision !== undefined && { currentRevision }),
  };
}
