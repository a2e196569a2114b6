import type { TextsOf } from './checkText';
import { millisecondsText, quantityText } from './quantityText';

/** How long requests, the network and the disks take. */
export const latencyTexts: TextsOf<
  | 'readLatency'
  | 'peerRoundTrip'
  | 'requestLatency'
  | 'walFsync'
  | 'backendCommit'
  | 'proposalsFailed'
  | 'proposalsPending'
> = l10n => ({
  readLatency: {
    name: l10n.t('Read from here'),
    found: ({ worst }) => l10n.t('The slowest linearizable read took {time}', { time: millisecondsText(worst, l10n) }),
    why: l10n.t(
      'Every member must ask a majority before it answers such a read, so it feels the network, the disks and the load of all.',
    ),
    advice: (_check, { etcdctl }) => ({
      text: l10n.t(
        'If only this machine is far away, nothing is wrong with the cluster. Compare with the same on a control-plane machine:',
      ),
      commands: [etcdctl(['endpoint', 'health', '--cluster', '-w', 'table'])],
    }),
  },
  peerRoundTrip: {
    name: l10n.t('Round trip between members'),
    found: ({ worst }) => l10n.t('A round trip takes {time} (p99)', { time: millisecondsText(worst, l10n) }),
    why: l10n.t('Each write waits for a round trip to a majority, and heartbeats that come late start elections.'),
    advice: () => ({
      text: l10n.t(
        'Keep the members in one region. Look for a busy link, and let the peer port go before other traffic. Where distance is wanted, adapt `--heartbeat-interval` and `--election-timeout`.',
      ),
    }),
  },
  requestLatency: {
    name: l10n.t('Requests'),
    found: ({ worst }) => l10n.t('A request takes {time} (p99)', { time: millisecondsText(worst, l10n) }),
    why: l10n.t('This is what clients such as the API server wait for.'),
    advice: () => ({
      text: l10n.t(
        'See whether the disks or the network below are slow as well; if not, look for clients that list whole resources.',
      ),
    }),
  },
  walFsync: {
    name: l10n.t('WAL fsync'),
    found: ({ worst }) => l10n.t('A WAL fsync takes {time} (p99)', { time: millisecondsText(worst, l10n) }),
    why: l10n.t(
      'Every write waits for it on a majority of members. A slow disk is the most frequent cause of lost leaders.',
    ),
    advice: () => ({
      text: l10n.t(
        'Give etcd an SSD of its own, and move logs, images and backups off it. On the machine itself, look at `w_await` and `%util` of the disk with the data directory:',
      ),
      commands: ['iostat -xz 5 3'],
    }),
  },
  backendCommit: {
    name: l10n.t('Backend commit'),
    found: ({ worst }) => l10n.t('A backend commit takes {time} (p99)', { time: millisecondsText(worst, l10n) }),
    why: l10n.t('While a commit runs, reads and writes wait behind it.'),
    advice: () => ({
      text: l10n.t('The same disk serves it as the WAL. A large, fragmented database makes commits longer, too.'),
      commands: ['iostat -xz 5 3'],
    }),
  },
  proposalsFailed: {
    name: l10n.t('Failed proposals'),
    found: ({ worst }) =>
      worst === 0
        ? l10n.t('No proposal failed')
        : l10n.t('Proposals fail {rate}', { rate: quantityText(worst, 'perHour', l10n) }),
    why: l10n.t('Each one is a write that a client was refused, mostly during an election or without a quorum.'),
    advice: () => ({
      text: l10n.t(
        'Look at the leader changes and the quorum in this report; failures from an earlier outage fade away.',
      ),
    }),
  },
  proposalsPending: {
    name: l10n.t('Pending proposals'),
    found: ({ worst }) =>
      worst === 0
        ? l10n.t('No proposal waits')
        : l10n.t('{count} proposals wait to be agreed on', { count: quantityText(worst, 'count', l10n) }),
    why: l10n.t('A queue that does not empty means more writes than the cluster can take, or no quorum.'),
    advice: () => ({
      text: l10n.t(
        'Run the check again. If they stay, look at the quorum and the disks, then for a client that floods etcd with writes.',
      ),
    }),
  },
});
