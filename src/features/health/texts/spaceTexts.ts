import type { Patient, TextsOf } from './checkText';
import { defragmentOneByOne, failing } from './operatorCommands';
import { bytesText, durationText, quantityText, shareText } from './quantityText';

/** What the database takes, and what is done to keep it small. */
export const spaceTexts: TextsOf<
  'quotaUse' | 'databaseSize' | 'reclaimableSpace' | 'compaction' | 'alarmNoSpace'
> = l10n => {
  const oneByOne = l10n.t(
    'A member answers nobody while it is defragmented: take one at a time, the leader last, and wait until it is healthy again.',
  );
  return {
    quotaUse: {
      name: l10n.t('Quota'),
      found: ({ worst }) => l10n.t('The database takes {share} of its quota', { share: shareText(worst) }),
      why: l10n.t('At its quota etcd raises the alarm NOSPACE and refuses every write.'),
      advice: (check, patient) => ({
        text: `${l10n.t(
          'Find out what fills it, compact, then defragment. If the data are all needed, raise `--quota-backend-bytes` on every member, up to 8 GiB.',
        )} ${oneByOne}`,
        commands: [...compact(patient), ...defragmentOneByOne(failing(check), patient)],
      }),
    },
    databaseSize: {
      name: l10n.t('Database size'),
      found: ({ worst }) => l10n.t('The largest database file has {size}', { size: bytesText(worst) }),
      why: l10n.t('etcd is made for up to 8 GiB. A large database makes restarts, snapshots and new members slow.'),
      advice: (check, patient) => ({
        text: `${l10n.t('See which resources take the space, and whether a defragmentation gives some back.')} ${oneByOne}`,
        commands: defragmentOneByOne(failing(check), patient),
      }),
    },
    reclaimableSpace: {
      name: l10n.t('Reclaimable space'),
      found: ({ worst }) => l10n.t('Up to {share} of a database file is free', { share: shareText(worst) }),
      limit: limit => l10n.t('{limit}, where it is worth the trouble', { limit }),
      why: l10n.t('Freed pages are used again, but the file keeps its size, and it counts against the quota.'),
      advice: (check, patient) => ({ text: oneByOne, commands: defragmentOneByOne(failing(check), patient) }),
    },
    compaction: {
      name: l10n.t('Compaction'),
      found: ({ revisions, oldestAge, lastCompactionAge }) => {
        const kept =
          revisions === 1
            ? l10n.t('1 revision is kept')
            : l10n.t('{count} revisions are kept', { count: quantityText(revisions, 'count', l10n) });
        return oldestAge !== undefined
          ? l10n.t('{kept}, the oldest for {age}', { kept, age: durationText(oldestAge, l10n) })
          : lastCompactionAge !== undefined
            ? l10n.t('{kept}, compacted {age} ago', { kept, age: durationText(lastCompactionAge, l10n) })
            : kept;
      },
      limit: limit => l10n.t('{limit}, where many revisions are kept', { limit }),
      why: l10n.t(
        'Every change keeps its predecessor until a compaction. Without one the database grows until it is full.',
      ),
      advice: (_check, patient) => ({
        text: patient.hasKubernetes
          ? l10n.t(
              'The API server compacts every five minutes: see whether one runs, and whether it has `--etcd-compaction-interval=0`. By hand:',
            )
          : l10n.t(
              'Set `--auto-compaction-mode=periodic` and `--auto-compaction-retention=1h` on every member. By hand:',
            ),
        commands: compact(patient),
      }),
    },
    alarmNoSpace: {
      name: l10n.t('Alarm NOSPACE'),
      found: ({ raised }) =>
        raised === 0
          ? l10n.t('No member is out of space')
          : raised === 1
            ? l10n.t('A member is out of space: the cluster refuses every write')
            : l10n.t('{raised} members are out of space: the cluster refuses every write', { raised }),
      why: l10n.t(
        'The alarm stays until it is disarmed, even when there is space again. Kubernetes can change nothing until then.',
      ),
      advice: (_check, patient) => ({
        text: `${l10n.t(
          'In this order: compact, defragment, and only then disarm. If the quota is full again at once, raise `--quota-backend-bytes` first.',
        )} ${oneByOne}`,
        commands: [
          ...compact(patient),
          ...defragmentOneByOne(patient.members, patient),
          patient.etcdctl(['alarm', 'disarm']),
          patient.etcdctl(['alarm', 'list']),
        ],
      }),
    },
  };
};

function compact({ etcdctl, currentRevision }: Patient): readonly string[] {
  return currentRevision === undefined ? [] : [etcdctl(['compact', currentRevision])];
}
