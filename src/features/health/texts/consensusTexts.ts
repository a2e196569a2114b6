import type { TextsOf } from './checkText';
import { quantityText } from './quantityText';

/** Whether the members agree, and keep up with each other. */
export const consensusTexts: TextsOf<
  'leaderAgreement' | 'leaderChanges' | 'raftTerm' | 'raftIndexLag' | 'appliedLag'
> = l10n => ({
  leaderAgreement: {
    name: l10n.t('One leader'),
    found: ({ leaders, withoutLeader }) =>
      withoutLeader > 0
        ? withoutLeader === 1
          ? l10n.t('A member knows no leader')
          : l10n.t('{withoutLeader} members know no leader', { withoutLeader })
        : leaders.length === 1
          ? l10n.t('All members that answer follow one leader')
          : l10n.t('The members name {count} different leaders', { count: leaders.length }),
    why: l10n.t('Every write goes through the leader. Without one that all agree on, writes fail or wait.'),
    advice: (_check, { etcdctl }) => ({
      text: l10n.t(
        'Run the check again in a few seconds: an election is over by then. If it stays so, look for members that cannot reach each other on their peer ports, and for slow disks.',
      ),
      commands: [etcdctl(['endpoint', 'status', '--cluster', '-w', 'table'])],
    }),
  },
  leaderChanges: {
    name: l10n.t('Leader changes'),
    found: ({ worst }) =>
      worst === 0
        ? l10n.t('The leader has not changed')
        : l10n.t('The leader changes {rate}', { rate: quantityText(worst, 'perHour', l10n) }),
    why: l10n.t(
      'Each election stops all writes for a second or so. Frequent ones mean slow disks, a poor network or too little CPU.',
    ),
    advice: () => ({
      text: l10n.t(
        'Look at WAL fsync and at the round trip between members in this report. If the members are far apart, raise `--heartbeat-interval` to their round trip and `--election-timeout` to ten times that, on all of them alike.',
      ),
    }),
  },
  raftTerm: {
    name: l10n.t('Raft term'),
    found: ({ terms }) =>
      terms.length === 1
        ? l10n.t('All members that answer are in raft term {term}', { term: terms[0] ?? '' })
        : l10n.t('The members are in different raft terms: {terms}', { terms: terms.join(', ') }),
    why: l10n.t('A member in another term is cut off from the others, or takes part in an election just now.'),
    advice: (_check, { etcdctl }) => ({
      text: l10n.t('Run the check again. If it stays so, look at the peer connections of the member that differs.'),
      commands: [etcdctl(['endpoint', 'status', '--cluster', '-w', 'table'])],
    }),
  },
  raftIndexLag: {
    name: l10n.t('Raft index'),
    found: ({ worst }) =>
      worst === 0
        ? l10n.t('No member lags behind')
        : l10n.t('The last member is {count} entries behind the first', { count: quantityText(worst, 'count', l10n) }),
    why: l10n.t('A member far behind answers reads late, and cannot stand in for one that fails.'),
    advice: () => ({
      text: l10n.t(
        'Compare its disk and its network with those of the others. If the gap grows, give it a faster disk, or remove it and add it anew as a learner.',
      ),
    }),
  },
  appliedLag: {
    name: l10n.t('Applied index'),
    found: ({ worst }) =>
      worst === 0
        ? l10n.t('Every member has applied all that it committed')
        : l10n.t('{count} entries are committed and not yet applied', { count: quantityText(worst, 'count', l10n) }),
    why: l10n.t('At 5000 etcd refuses further writes with "too many requests".'),
    advice: () => ({
      text: l10n.t(
        'Look at the commits to the backend in this report, and for clients that read or write large ranges.',
      ),
    }),
  },
});
