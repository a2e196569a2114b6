import type { TextsOf } from './checkText';
import { failing, inspectMembers } from './operatorCommands';

/** Whether members answer, and whether enough of them do. */
export const availabilityTexts: TextsOf<
  | 'endpointHealth'
  | 'livez'
  | 'readyz'
  | 'advertisedAddresses'
  | 'quorum'
  | 'memberCount'
  | 'unstartedMembers'
  | 'learners'
> = l10n => ({
  endpointHealth: {
    name: l10n.t('Members healthy'),
    found: ({ healthy, members }) =>
      healthy === members
        ? members === 1
          ? l10n.t('The only member is healthy')
          : members === 0
            ? l10n.t('No member was reached')
            : l10n.t('All {members} members are healthy', { members })
        : healthy === 0
          ? members === 1
            ? l10n.t('The only member is not healthy')
            : l10n.t('None of the {members} members is healthy', { members })
          : members - healthy === 1
            ? l10n.t('1 of {members} members is not healthy', { members })
            : l10n.t('{count} of {members} members are not healthy', { count: members - healthy, members }),
    why: l10n.t(
      'Each member that is missing brings the cluster closer to losing its majority. Healthy means what `etcdctl endpoint health` asks: a read that a majority must agree to comes back, and no alarm is raised.',
    ),
    advice: (_check, patient) => ({
      text: l10n.t(
        'Look at the process, the log, the disk and the network of the members named here, on their own machines. Bring them back before you touch the ones that work.',
      ),
      commands: inspectMembers(patient),
    }),
  },
  livez: {
    name: l10n.t('Liveness'),
    found: ({ ok, asked }) =>
      ok === asked
        ? l10n.t('Every member that tells reports to be alive')
        : l10n.t('{ok} of {asked} members report to be alive', { ok, asked }),
    why: l10n.t(
      '`/livez` fails where a member cannot even read its own data. A supervisor such as the kubelet restarts it then.',
    ),
    advice: () => ({
      text: l10n.t(
        'Read the log of the member for the parts named here. If its disk is full or slow, see to that first.',
      ),
    }),
  },
  readyz: {
    name: l10n.t('Readiness'),
    found: ({ ok, asked }) =>
      ok === asked
        ? l10n.t('Every member that tells reports to be ready')
        : l10n.t('{ok} of {asked} members report to be ready', { ok, asked }),
    why: l10n.t(
      '`/readyz` fails where a member should get no traffic: it is cut off from the majority, is a learner, or its data are damaged.',
    ),
    advice: (_check, { etcdctl }) => ({
      text: l10n.t(
        'The parts that fail are named here. `linearizable_read` means no contact with a majority, `data_corruption` damaged data, `non_learner` a learner.',
      ),
      commands: [etcdctl(['endpoint', 'status', '--cluster', '-w', 'table'])],
    }),
  },
  advertisedAddresses: {
    name: l10n.t('Advertised addresses'),
    found: ({ tried, failed }) =>
      failed === 0
        ? l10n.t('What the members advertise leads to them')
        : l10n.t('{failed} of {tried} advertised addresses lead nowhere from here', { failed, tried }),
    why: l10n.t(
      'Clients that take the addresses from the member list, as `etcdctl --cluster` does, dial what members advertise.',
    ),
    advice: (_check, { etcdctl }) => ({
      text: l10n.t(
        'If this machine is simply outside of the network of the cluster, nothing is wrong. Else correct `--advertise-client-urls` of the member and restart it.',
      ),
      commands: [etcdctl(['member', 'list', '-w', 'table'])],
    }),
  },
  quorum: {
    name: l10n.t('Quorum'),
    found: ({ voters, quorum, reachable, tolerance, isProven }) =>
      tolerance < 0 && isProven
        ? l10n.t('A majority agrees, though only {reachable} of {voters} voting members can be reached from here', {
            reachable,
            voters,
          })
        : tolerance < 0
          ? l10n.t('The quorum is lost: {reachable} of {voters} voting members answer, and {quorum} are needed', {
              reachable,
              voters,
              quorum,
            })
          : voters === 1
            ? l10n.t('The only voting member answers')
            : tolerance === 0
              ? l10n.t('{reachable} of {voters} voting members answer, and none of them may fail', {
                  reachable,
                  voters,
                })
              : tolerance === 1
                ? l10n.t('{reachable} of {voters} voting members answer, and one of them may fail', {
                    reachable,
                    voters,
                  })
                : l10n.t('{reachable} of {voters} voting members answer, and {tolerance} of them may fail', {
                    reachable,
                    voters,
                    tolerance,
                  }),
    why: l10n.t(
      'Without a majority of its voting members etcd accepts no write. Kubernetes then stands still: what runs keeps running, but nothing is scheduled, changed or repaired.',
    ),
    advice: ({ measured }, patient) =>
      measured !== undefined && measured.tolerance < 0 && !measured.isProven
        ? {
            text: l10n.t(
              'Bring back members whose disks are intact: that alone restores the quorum, without any loss. Copy the data directories first. Only if a majority is lost for good, restore a snapshot into a new cluster.',
            ),
            commands: inspectMembers(patient),
          }
        : {
            text: l10n.t(
              'Bring the missing members back now. Until then restart, upgrade and defragment none of the others.',
            ),
            commands: inspectMembers(patient),
          },
  },
  memberCount: {
    name: l10n.t('Number of members'),
    found: ({ voters }) =>
      voters === 1
        ? l10n.t('A single voting member')
        : voters % 2 === 0
          ? l10n.t('An even number of voting members: {voters}', { voters })
          : l10n.t('{voters} voting members', { voters }),
    why: l10n.t(
      'A single member tolerates no failure. An even number tolerates no more failures than one member less, and has one more that can fail. Beyond seven, every write waits for more members.',
    ),
    advice: ({ measured }) => ({
      text:
        measured?.voters === 1
          ? l10n.t('Take snapshots that you have restored once for a trial; run three members where an outage matters.')
          : l10n.t(
              'Go to three or five voting members. Add a new one as a learner, and promote it once it has caught up.',
            ),
    }),
  },
  unstartedMembers: {
    name: l10n.t('Unstarted members'),
    found: ({ unstarted }) =>
      unstarted === 0
        ? l10n.t('Every member has started')
        : unstarted === 1
          ? l10n.t('A member was added and has never started')
          : l10n.t('{unstarted} members were added and have never started', { unstarted }),
    why: l10n.t('A member counts towards the quorum from the moment it is added, whether it runs or not.'),
    advice: (check, { etcdctl }) => ({
      text: l10n.t(
        'Start it with `--initial-cluster-state=existing` and the peer address it was added with, or remove it:',
      ),
      commands: failing(check).map(({ memberId }) => etcdctl(['member', 'remove', memberId])),
    }),
  },
  learners: {
    name: l10n.t('Learners'),
    found: ({ learners, voters }) =>
      learners === 0
        ? l10n.t('There is no learner')
        : learners === 1
          ? l10n.t('A learner beside the {voters} voting members', { voters })
          : l10n.t('{learners} learners beside the {voters} voting members', { learners, voters }),
    why: l10n.t('A learner receives all data and has no vote: it adds load and no safety until it is promoted.'),
    advice: (check, { etcdctl }) => ({
      text: l10n.t('Promote it once it has caught up; etcd refuses as long as it has not.'),
      commands: failing(check).map(({ memberId }) => etcdctl(['member', 'promote', memberId])),
    }),
  },
});
