import type { HealthThresholds, MemberFacts } from '../../core/health';
import { shortened } from '../../host/messageText';
import { problemText } from '../../host/problemText';
import type { FactName, FactView, MemberView } from '../../protocol/dashboard';
import { quantityText, shareText } from '../../protocol/quantityText';
import { memberIdText, memberKey, memberName } from './memberIdentity';
import { memberNotes } from './memberNotes';
import { spaceOf } from './memberSpace';
import { quotaText } from './quotaText';
import { readProblemOf } from './readProblemOf';
import { concernOf, levelOf, type ViewContext } from './viewContext';

const millisecondsPerDay = 24 * 60 * 60 * 1000;
const mostEndpoints = 8;

/** What a row is compared with. */
export interface MemberSurroundings {
  /** The highest raft index that any member told. */
  readonly highestIndex: bigint;
}

/** One row: the member's own answer in words, and what is not known left empty. */
export function memberView(
  member: MemberFacts,
  { highestIndex }: MemberSurroundings,
  context: ViewContext,
): MemberView {
  const role = roleOf(member);
  const { inUse, reclaimable, quota, quotaSource, size } = spaceOf(member);
  return {
    key: memberKey(member),
    name: memberName(member),
    id: memberIdText(member.id),
    endpoints: member.endpoints.slice(0, mostEndpoints).map(({ url }) => shortened(url)),
    role,
    roleText: roleText(role, context),
    ...reachOf(member, context),
    facts: { ...figures(member, highestIndex, context), ...spaceFigures(member, context) },
    ...(inUse !== undefined &&
      quota !== undefined &&
      size !== undefined && {
        database: {
          inUse: inUse / quota,
          reclaimable: (reclaimable ?? 0) / quota,
          level: quotaSource === 'assumed' ? 'good' : levelOf(size / quota, context.thresholds.quotaUse),
        },
      }),
    notes: memberNotes(member, context),
  };
}

export function roleOf(member: MemberFacts): MemberView['role'] {
  if (!member.isStarted) {
    return 'unstarted';
  }
  return member.role ?? (member.isLearner ? 'learner' : 'unknown');
}

export function roleText(role: MemberView['role'], { l10n }: ViewContext): string {
  switch (role) {
    case 'leader':
      return l10n.t('Leader');
    case 'follower':
      return l10n.t('Follower');
    case 'learner':
      return l10n.t('Learner');
    case 'unstarted':
      return l10n.t('Not started');
    case 'unknown':
      return '';
  }
}

/** Whether it answers, or why not. */
export function reachOf(member: MemberFacts, context: ViewContext): Pick<MemberView, 'reach' | 'reachText'> {
  const { l10n } = context;
  if (member.endpoint === undefined) {
    const summary = member.status.problem && problemText(member.status.problem, context).summary;
    return {
      reach: 'unreachable',
      reachText: summary === undefined ? l10n.t('Not reachable') : capitalized(summary, context.language),
    };
  }
  if (member.status.problem) {
    return { reach: 'partly', reachText: l10n.t('Status not told') };
  }
  if (readProblemOf(member)) {
    return { reach: 'partly', reachText: l10n.t('Answers, but not reads') };
  }
  return { reach: 'reachable', reachText: l10n.t('Reachable') };
}

type Figures<Names extends FactName> = Readonly<Record<Names, FactView>>;

const unknown: FactView = { text: '' };

function figures(
  member: MemberFacts,
  highestIndex: bigint,
  context: ViewContext,
): Figures<'version' | 'storage' | 'latency' | 'term' | 'index' | 'lag' | 'applied' | 'certificate'> {
  const { status } = member;
  const latency = latencyFact(member, context);
  const certificate = certificateFact(member, context);
  if (!status.value) {
    return {
      version: unknown,
      storage: unknown,
      latency,
      term: unknown,
      index: unknown,
      lag: unknown,
      applied: unknown,
      certificate,
    };
  }
  const { version, raftTerm, raftIndex, raftAppliedIndex } = status.value;
  const { l10n, language, thresholds } = context;
  const lag = highestIndex > raftIndex ? highestIndex - raftIndex : 0n;
  // An answer may be older than the one that it is compared with, and be applied meanwhile.
  const waiting = raftIndex > raftAppliedIndex ? raftIndex - raftAppliedIndex : 0n;
  return {
    version: { text: shortened(version) },
    storage: storageFact(status.value, context),
    latency,
    term: { text: raftTerm.toLocaleString(language) },
    index: { text: raftIndex.toLocaleString(language) },
    lag: {
      text: lag.toLocaleString(language),
      detail: l10n.t('Entries behind the member that is furthest'),
      ...concernOf(Number(lag), thresholds.raftIndexLag),
    },
    applied: {
      text: raftAppliedIndex.toLocaleString(language),
      detail: l10n.t('{entries} entries wait to be applied', { entries: waiting.toLocaleString(language) }),
      ...concernOf(Number(waiting), thresholds.appliedLag),
    },
    certificate,
  };
}

function latencyFact(member: MemberFacts, context: ViewContext): FactView {
  const { linearizableRead: read } = member;
  const problem = readProblemOf(member);
  return read.value === undefined
    ? {
        text: '',
        detail: problem
          ? problemText(problem, context).sentence
          : context.l10n.t('A learner serves no linearizable reads.'),
      }
    : {
        text: quantityText(read.value, 'milliseconds', context.language),
        detail: context.l10n.t('A linearizable read, on which a quorum agrees'),
        ...concernOf(read.value, context.thresholds.readLatency),
      };
}

/** Told from 3.6 on. Another version than the server's means that an upgrade or a downgrade is under way. */
function storageFact(
  { storageVersion, downgrade }: NonNullable<MemberFacts['status']['value']>,
  { l10n }: ViewContext,
): FactView {
  if (downgrade?.isEnabled) {
    const target = shortened(downgrade.targetVersion);
    return {
      text: l10n.t('{version}, to {target}', { version: storageVersion ?? '', target }),
      level: 'warning',
    };
  }
  if (storageVersion === undefined || storageVersion === '') {
    return unknown;
  }
  return { text: shortened(storageVersion) };
}

function certificateFact({ certificate, endpoint }: MemberFacts, context: ViewContext): FactView {
  const { l10n, language, now, thresholds } = context;
  if (!certificate) {
    return endpoint === undefined ? unknown : { text: l10n.t('plain HTTP'), detail: l10n.t('There is no TLS to it.') };
  }
  if (!certificate.value) {
    return { text: '', detail: problemText(certificate.problem, context).sentence };
  }
  const { validTo, subject } = certificate.value;
  const days = Math.floor((validTo - now) / millisecondsPerDay);
  const date = new Date(validTo).toLocaleDateString(language, { dateStyle: 'long' });
  return {
    text: daysText(days, context),
    detail: l10n.t("'{subject}' is valid to {date}", { subject: shortened(subject), date }),
    ...concernOf(days, thresholds.certificateExpiry),
  };
}

function daysText(days: number, { l10n, language }: ViewContext): string {
  if (days < 0) {
    return l10n.t('expired');
  }
  return days === 1 ? l10n.t('1 day') : l10n.t('{days} days', { days: days.toLocaleString(language) });
}

function spaceFigures(
  member: MemberFacts,
  { l10n, language, thresholds }: ViewContext,
): Figures<'size' | 'inUse' | 'reclaimable' | 'quota'> {
  const { size, inUse, reclaimable, quota, quotaSource } = spaceOf(member);
  const bytes = (value: number | undefined) => (value === undefined ? '' : quantityText(value, 'bytes', language));
  const share = size && reclaimable !== undefined ? reclaimable / size : undefined;
  const used = size !== undefined && quota !== undefined ? size / quota : undefined;
  return {
    size: { text: bytes(size) },
    inUse: { text: bytes(inUse) },
    reclaimable: {
      text: share === undefined ? '' : shareText(share, language),
      detail: l10n.t('A defragmentation would give back {size}', { size: bytes(reclaimable) }),
      ...(size !== undefined && isWorthDefragmenting(size, share, thresholds) && { level: 'warning' as const }),
    },
    quota: {
      text: used === undefined ? '' : quotaText(used, member, { l10n, language }),
      ...(quotaSource === 'default' && { detail: l10n.t('No quota is set; this is the default of etcd.') }),
      ...(quotaSource === 'assumed' && {
        detail: l10n.t('The member does not tell its quota; this is the default of etcd.'),
      }),
      // Nobody is alarmed by a quota that may be another one.
      ...(used !== undefined && quotaSource !== 'assumed' && concernOf(used, thresholds.quotaUse)),
    },
  };
}

/** Of a small file the share does not matter. */
function isWorthDefragmenting(
  size: number,
  share: number | undefined,
  { noticeableSpace, reclaimableSpace }: HealthThresholds,
): boolean {
  return (
    share !== undefined && levelOf(size, noticeableSpace) !== 'good' && levelOf(share, reclaimableSpace) !== 'good'
  );
}

function capitalized(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
