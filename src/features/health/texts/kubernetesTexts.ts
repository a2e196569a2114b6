import type { TextsOf } from './checkText';
import { bytesText, quantityText, shareText } from './quantityText';

/** What a Kubernetes keeps in the store. */
export const kubernetesTexts: TextsOf<
  'secretsEncryption' | 'eventsShare' | 'largeObjects' | 'largestResource'
> = l10n => ({
  secretsEncryption: {
    name: l10n.t('Secrets at rest'),
    found: ({ count, sampled, plaintext }) =>
      count === 0
        ? l10n.t('There are no Secrets')
        : plaintext === 0
          ? sampled === count
            ? l10n.t('All {count} Secrets are encrypted', { count })
            : l10n.t('All {sampled} Secrets looked at, of {count}, are encrypted', { sampled, count })
          : l10n.t('{plaintext} of {sampled} Secrets looked at are plaintext', { plaintext, sampled }),
    why: l10n.t('Whoever reads the data directory, a snapshot or a backup reads them.'),
    advice: () => ({
      text: l10n.t(
        'Run **etcd: Audit Encryption at Rest…** for the whole picture, and **etcd: Create EncryptionConfiguration…** for a sound file with the steps to roll it out.',
      ),
    }),
  },
  eventsShare: {
    name: l10n.t('Events'),
    found: ({ share, count, estimatedBytes }) =>
      l10n.t('{count} Events take about {size}, {share} of the data', {
        count: quantityText(count, 'count', l10n),
        size: bytesText(estimatedBytes),
        share: shareText(share),
      }),
    why: l10n.t(
      'Events are written all the time and gone after an hour. Many of them mean that something keeps failing.',
    ),
    advice: () => ({
      text: l10n.t(
        'See who writes them. A large cluster may keep them in an etcd of their own: `--etcd-servers-overrides=/events#…` of the API server.',
      ),
      commands: [
        'kubectl get events --all-namespaces --no-headers -o custom-columns=REASON:.reason,KIND:.involvedObject.kind | sort | uniq -c | sort -rn | head -n 20',
      ],
    }),
  },
  largeObjects: {
    name: l10n.t('Large objects'),
    found: ({ largest, objects }) =>
      objects.length === 0
        ? l10n.t('The largest object looked at has {size}', { size: bytesText(largest) })
        : objects.length === 1
          ? l10n.t('An object has {size}', { size: bytesText(largest) })
          : l10n.t('{count} objects are large, up to {size}', { count: objects.length, size: bytesText(largest) }),
    items: ({ objects }) => objects.map(({ key, size }) => ({ name: key, text: bytesText(size) })),
    why: l10n.t(
      'etcd refuses requests over 1.5 MiB. Each change of a large object writes all of it, to every member and every watcher.',
    ),
    advice: () => ({
      text: l10n.t(
        'Split what is in it, or keep it elsewhere: mostly ConfigMaps, Secrets of Helm releases, and custom resources with long histories.',
      ),
    }),
  },
  largestResource: {
    name: l10n.t('Largest resource'),
    found: ({ resource, count, estimatedBytes, share }) =>
      l10n.t('{resource}: {count} objects, about {size}, {share} of the data', {
        resource,
        count: quantityText(count, 'count', l10n),
        size: bytesText(estimatedBytes),
        share: shareText(share),
      }),
    why: l10n.t(
      'One kind of object that fills the store is often a leak: a controller that creates and never cleans up.',
    ),
    advice: () => ({
      text: l10n.t(
        'See in the keyspace view whether that many are meant, and who owns them. Old ReplicaSets, Jobs and Helm releases are the usual ones.',
      ),
    }),
  },
});
