import type { AlarmType, ClusterFacts, MemberFacts } from '../../core/health';
import { shortened } from '../../host/messageText';
import type { TileView } from '../../protocol/dashboard';
import { quantityText } from '../../protocol/quantityText';
import { memberIdText, memberName } from './memberIdentity';
import { spaceOf } from './memberSpace';
import { quotaText } from './quotaText';
import { concernOf, type ViewContext } from './viewContext';

/** The four figures that one looks for first. */
export function tilesView(facts: ClusterFacts, leaderChanges: number, context: ViewContext): readonly TileView[] {
  return [
    leaderTile(facts, leaderChanges, context),
    slowestTile(facts.members, context),
    largestTile(facts.members, context),
    alarmTile(facts.members, context),
  ];
}

function leaderTile({ members, leader }: ClusterFacts, changes: number, { l10n, language }: ViewContext): TileView {
  const label = l10n.t('Leader');
  const seen =
    changes === 0
      ? l10n.t('no change seen')
      : changes === 1
        ? l10n.t('1 change seen')
        : l10n.t('{changes} changes seen', { changes });
  const answering = members.filter(({ status }) => status.value);
  if (leader === undefined) {
    return answering.length === 0
      ? { label, value: '–', detail: l10n.t('no member tells') }
      : { label, value: l10n.t('None'), detail: l10n.t('the members have not elected one'), level: 'bad' };
  }
  const member = members.find(({ id }) => id === leader);
  const terms = answering.map(({ status }) => status.value?.raftTerm ?? 0n);
  const term = terms.reduce((highest, next) => (next > highest ? next : highest), 0n);
  return {
    label,
    value: member ? memberName(member) : memberIdText(leader),
    detail: `${l10n.t('term {term}', { term: term.toLocaleString(language) })} · ${seen}`,
  };
}

function slowestTile(members: readonly MemberFacts[], { l10n, language, thresholds }: ViewContext): TileView {
  const label = l10n.t('Slowest Read');
  const slowest = largest(members, ({ linearizableRead }) => linearizableRead.value);
  return slowest === undefined
    ? { label, value: '–', detail: l10n.t('no member serves linearizable reads') }
    : {
        label,
        value: quantityText(slowest.value, 'milliseconds', language),
        detail: l10n.t('linearizable, at {member}', { member: memberName(slowest.member) }),
        ...concernOf(slowest.value, thresholds.readLatency),
      };
}

function largestTile(members: readonly MemberFacts[], { l10n, language, thresholds }: ViewContext): TileView {
  const label = l10n.t('Largest Database');
  const found = largest(members, member => spaceOf(member).size);
  const { quota, quotaSource } = found ? spaceOf(found.member) : {};
  if (found === undefined || quota === undefined) {
    return { label, value: '–', detail: l10n.t('no member tells') };
  }
  const share = found.value / quota;
  return {
    label,
    value: quantityText(found.value, 'bytes', language),
    detail: l10n.t('{share}, at {member}', {
      share: quotaText(share, found.member, { l10n, language }),
      member: memberName(found.member),
    }),
    ...(quotaSource !== 'assumed' && concernOf(share, thresholds.quotaUse)),
  };
}

function alarmTile(members: readonly MemberFacts[], { l10n }: ViewContext): TileView {
  const label = l10n.t('Alarms');
  const asked = members.filter(({ status }) => status.value).length;
  if (asked === 0) {
    return { label, value: '–', detail: l10n.t('no member tells') };
  }
  const raised = new Map<string, AlarmType>();
  for (const { memberId, type } of members.flatMap(({ alarms }) => alarms)) {
    raised.set(`${memberId} ${type}`, type);
  }
  if (raised.size === 0) {
    return {
      label,
      value: l10n.t('None'),
      detail: asked === 1 ? l10n.t('told by 1 member') : l10n.t('told by {members} members', { members: asked }),
    };
  }
  const raisers = [...raised.keys()].map(key => {
    const id = BigInt(key.split(' ')[0] ?? 0);
    const member = members.find(each => each.id === id);
    return member ? memberName(member) : memberIdText(id);
  });
  return {
    label,
    value: [...new Set(raised.values())].map(type => (type === 'unknown' ? l10n.t('Unknown') : type)).join(', '),
    detail: shortened(l10n.t('raised by {members}', { members: [...new Set(raisers)].join(', ') })),
    level: 'bad',
  };
}

function largest(
  members: readonly MemberFacts[],
  measure: (member: MemberFacts) => number | undefined,
): { readonly member: MemberFacts; readonly value: number } | undefined {
  let found: { readonly member: MemberFacts; readonly value: number } | undefined;
  for (const member of members) {
    const value = measure(member);
    if (value !== undefined && (found === undefined || value > found.value)) {
      found = { member, value };
    }
  }
  return found;
}
