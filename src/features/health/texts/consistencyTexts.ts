import { advisoryTexts } from './advisoryTexts';
import type { Patient, TextsOf } from './checkText';

/** Whether all members hold the same data, and run what they should. */
export const consistencyTexts: TextsOf<
  'alarmCorrupt' | 'alarmOther' | 'hashKv' | 'versionsEqual' | 'versionSupported' | 'versionKnownBad'
> = l10n => {
  const replace = l10n.t(
    'Save a snapshot of every member first. Stop clients from writing where you can. A member that differs from the majority is to be removed, and added again with an empty data directory; a restart or a defragmentation does not cure it.',
  );
  return {
    alarmCorrupt: {
      name: l10n.t('Alarm CORRUPT'),
      found: ({ raised }) =>
        raised === 0
          ? l10n.t('No member reports damaged data')
          : raised === 1
            ? l10n.t('A member reports that its data are damaged')
            : l10n.t('{raised} members report that their data are damaged', { raised }),
      why: l10n.t(
        'etcd found that members differ in what they store. Which answer a client gets then depends on whom it asks.',
      ),
      advice: (_check, patient) => ({
        text: replace,
        commands: [...snapshotOfEach(patient), patient.etcdctl(['alarm', 'list'])],
      }),
    },
    alarmOther: {
      name: l10n.t('Other alarms'),
      found: ({ raised }) =>
        raised === 0
          ? l10n.t('No other alarm is raised')
          : raised === 1
            ? l10n.t('An alarm of a kind unknown here is raised')
            : l10n.t('{raised} alarms of a kind unknown here are raised', { raised }),
      why: l10n.t('A newer etcd raised it. What it restricts is in its own documentation.'),
      advice: (_check, { etcdctl }) => ({
        text: l10n.t('Ask an etcdctl of the same version:'),
        commands: [etcdctl(['alarm', 'list'])],
      }),
    },
    hashKv: {
      name: l10n.t('Same data'),
      found: ({ revision, hashes, compared }) =>
        hashes <= 1
          ? l10n.t('{compared} members hold the same data at revision {revision}', { compared, revision })
          : l10n.t('{compared} members hold {hashes} different states at revision {revision}', {
              compared,
              hashes,
              revision,
            }),
      said: ({ details: [hash, compactRevision] = [] }) =>
        hash === undefined
          ? ''
          : l10n.t('hash {hash}, compacted at {revision}', { hash, revision: compactRevision ?? '0' }),
      why: l10n.t(
        'Members that differ at the same revision have lost their agreement. It does not heal, and every write makes it worse.',
      ),
      advice: (_check, patient) => ({ text: replace, commands: snapshotOfEach(patient) }),
    },
    versionsEqual: {
      name: l10n.t('Equal versions'),
      found: ({ versions }) =>
        versions.length === 1
          ? l10n.t('All members that answer run etcd {version}', { version: versions[0] ?? '' })
          : l10n.t('The members run different versions: {versions}', { versions: versions.join(', ') }),
      why: l10n.t(
        'Different versions are meant for the time of an upgrade. Until it is done, the cluster has the features of the oldest.',
      ),
      advice: () => ({
        text: l10n.t('Finish the upgrade, one member after the other, while all of them are healthy.'),
      }),
    },
    versionSupported: {
      name: l10n.t('Supported version'),
      found: ({ versions }, { status }) =>
        status === 'ok'
          ? l10n.t('etcd {versions} is maintained', { versions: versions.join(', ') })
          : l10n.t('etcd {versions} is no longer maintained', { versions: versions.join(', ') }),
      why: l10n.t('The project repairs its two newest minor releases. Older ones keep their known faults and holes.'),
      advice: () => ({
        text: l10n.t(
          'Plan the upgrade by one minor release at a time, with a snapshot before each. Where a Kubernetes distribution brings etcd along, upgrade that.',
        ),
      }),
    },
    versionKnownBad: {
      name: l10n.t('Known faults'),
      found: ({ advisories }) =>
        advisories.length === 0
          ? l10n.t('No grave fault of these versions is known here')
          : advisories.length === 1
            ? l10n.t('A version in use has a known fault')
            : l10n.t('The versions in use have {count} known faults', { count: advisories.length }),
      said: ({ details: [version = ''] = [] }) => version,
      items: ({ advisories }) => {
        const texts = advisoryTexts(l10n);
        return advisories.map(id => (Object.hasOwn(texts, id) ? { text: texts[id] ?? id } : { name: id }));
      },
      why: l10n.t('Some releases lose data or let others in under conditions that are ordinary.'),
      advice: () => ({
        text: l10n.t(
          'Upgrade to the newest patch of the same minor release: that needs no migration, and one member at a time.',
        ),
      }),
    },
  };
};

/** Each member's own state, told apart by its id: until it is known which one is right, all of them are kept. */
function snapshotOfEach({ etcdctl, members }: Patient): readonly string[] {
  return members.map(({ memberId, endpoint }) => etcdctl(['snapshot', 'save', `etcd-${memberId}.db`], endpoint));
}
