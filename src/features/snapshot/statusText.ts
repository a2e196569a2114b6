import type { DamageReason, SnapshotDescription } from '../../core/snapshot';
import type { Localization } from '../../host/errorSentenceTable';
import { code, heading, table } from './markdownText';

/** Whose status it is. */
export interface StatusSubject {
  readonly name: string;
  readonly path: string;
  /** The file has changed since the view opened it. */
  readonly isChanged: boolean;
}

/** Leases, users, roles and pages that are named; their number is told in any case. */
const mostNamed = 50;

/** What a snapshot file is and what it knows, as Markdown. Names in it come from the cluster, and stand as code. */
export function statusText(subject: StatusSubject, description: SnapshotDescription, l10n: Localization): string {
  return [
    heading(subject.name),
    code(subject.path),
    `**${verdict(description, l10n)}**`,
    ...statusPart(description, l10n),
    ...trustPart(subject, description, l10n),
    ...clusterPart(description, l10n),
    ...accessPart(description, l10n),
    ...spacePart(description, l10n),
    '',
  ].join('\n\n');
}

/** Whether the file ends before the database in it does, as a copy that was interrupted. */
function isCutOff({ fileSize, pages, pageSize }: SnapshotDescription): boolean {
  return fileSize < pages * pageSize;
}

function verdict(description: SnapshotDescription, l10n: Localization): string {
  const { status, damage, digest } = description;
  const facts = { revision: String(status.revision), keys: number(status.totalKey) };
  if (isCutOff(description)) {
    return l10n.t('⚠ Cut off: the file ends too soon. What is told below is of what is left.');
  }
  if (damage.unreadablePages > 0) {
    return l10n.t('⚠ Damaged: pages that cannot be read: {pages}. What is told below is of the rest.', {
      pages: number(damage.unreadablePages),
    });
  }
  switch (digest) {
    case 'right':
      return l10n.t('✓ A sound snapshot of revision {revision} with {keys} keys.', facts);
    case 'absent':
      return l10n.t('✓ A readable database of revision {revision} with {keys} keys, without a digest.', facts);
    case 'wrong':
      return l10n.t(
        '⚠ Readable, at revision {revision} with {keys} keys, but not what was saved: its digest is wrong.',
        facts,
      );
  }
}

function statusPart({ status, damage }: SnapshotDescription, l10n: Localization): string[] {
  const { hash, revision, totalKey, totalSize, version } = status;
  const isWhole = damage.unreadablePages === 0;
  return [
    table(
      [
        '',
        isWhole
          ? l10n.t('as `etcdutl snapshot status` of etcd 3.6 has it')
          : l10n.t('of what can be read; `etcdutl snapshot status` fails'),
      ],
      [
        [l10n.t('Hash'), `\`${hash.toString(16)}\` (${hash})`],
        [l10n.t('Revision'), isWhole || revision > 0n ? String(revision) : l10n.t('unknown')],
        [l10n.t('Total keys'), number(totalKey)],
        [l10n.t('Total size'), bytes(totalSize, l10n)],
        [l10n.t('Version'), version === '' ? l10n.t('none, as before etcd 3.6') : code(version)],
      ],
    ),
  ];
}

function trustPart({ isChanged }: StatusSubject, description: SnapshotDescription, l10n: Localization): string[] {
  const { digest, damage, validMetaPages, pages, pageSize, fileSize } = description;
  const digestTexts = {
    right: l10n.t('The SHA-256 digest at its end is right: the file is what the server sent.'),
    absent: isCutOff(description)
      ? l10n.t(
          'The file ends too soon: it has {size} of the {whole} of its database, as a copy that was interrupted. Look for another copy.',
          { size: bytes(fileSize, l10n), whole: bytes(pages * pageSize, l10n) },
        )
      : l10n.t(
          'It has no SHA-256 digest, as a copy out of a data directory has none. `etcdutl snapshot restore` takes it with `--skip-hash-check` only.',
        ),
    wrong: l10n.t(
      'The SHA-256 digest at its end is wrong: the file was changed or cut after it was saved. `etcdutl snapshot restore` refuses it; look for another copy.',
    ),
  };
  const reasons = damageReasons(l10n);
  const damaged = damage.firstPages
    .slice(0, mostNamed)
    .map(({ page, reason }) => l10n.t('page {page} ({reason})', { page, reason: reasons[reason] }));
  return [
    `## ${l10n.t('Integrity')}`,
    [
      digestTexts[digest],
      damage.unreadablePages === 0
        ? l10n.t('Every page in use could be read, of {pages} in all.', { pages: number(pages) })
        : l10n.t('Incomplete: pages that cannot be read: {count}, among them {pages}.', {
            count: number(damage.unreadablePages),
            pages: damaged.join(', '),
          }),
      ...(validMetaPages === 1
        ? [l10n.t('One of the two meta pages is broken, as after a crash; the other one is used.')]
        : []),
      ...(isChanged
        ? [l10n.t('The file has changed since it was opened in the view. This is what it holds now.')]
        : []),
    ]
      .map(line => `- ${line}`)
      .join('\n'),
  ];
}

function damageReasons(l10n: Localization): Readonly<Record<DamageReason, string>> {
  return {
    outOfRange: l10n.t('it lies outside of the file'),
    wrongId: l10n.t('another page is in its place'),
    wrongType: l10n.t('it is of another kind than it should be'),
    badCount: l10n.t('it claims more than it has room for'),
    badOverflow: l10n.t('it claims more pages than there are'),
    badElement: l10n.t('an entry lies outside of it'),
    badRecord: l10n.t('an entry is no revision of a key'),
    badOrder: l10n.t('its entries are out of order'),
    referencedTwice: l10n.t('it is used twice'),
    tooDeep: l10n.t('it lies deeper than any can'),
    badFreelist: l10n.t('the list of free pages is wrong'),
    lostPage: l10n.t('it is neither used nor free'),
  };
}

function clusterPart(description: SnapshotDescription, l10n: Localization): string[] {
  const { clusterVersion, storageVersion, consistentIndex, term, members, removedMembers, alarms } = description;
  const { scheduledCompactRevision, finishedCompactRevision, downgradeTarget } = description;
  const unknown = l10n.t('not recorded');
  const facts: readonly (readonly [string, string])[] = [
    [l10n.t('Cluster version'), clusterVersion === undefined ? unknown : code(clusterVersion)],
    [l10n.t('Storage version'), storageVersion === undefined ? unknown : code(storageVersion)],
    ...(downgradeTarget === undefined ? [] : [[l10n.t('Downgrading to'), code(downgradeTarget)] as const]),
    [l10n.t('Consistent index'), String(consistentIndex ?? unknown)],
    [l10n.t('Term'), String(term ?? unknown)],
    [l10n.t('Compacted up to'), String(finishedCompactRevision ?? l10n.t('never'))],
    ...(scheduledCompactRevision === finishedCompactRevision
      ? []
      : [[l10n.t('Compaction under way to'), String(scheduledCompactRevision)] as const]),
    [
      l10n.t('Alarms'),
      alarms.length === 0
        ? l10n.t('none')
        : alarms.map(({ alarm, memberId }) => `${code(alarm)} (${memberText(memberId)})`).join(', '),
    ],
    ...(removedMembers.length === 0
      ? []
      : [[l10n.t('Removed members'), named(removedMembers.map(memberText), l10n)] as const]),
  ];
  const memberRows = members.map(({ id, name, peerUrls, clientUrls, isLearner }) => [
    name === undefined ? l10n.t('not started') : code(name),
    memberText(id),
    peerUrls.map(code).join(' '),
    clientUrls.map(code).join(' '),
    isLearner ? l10n.t('learner') : l10n.t('voter'),
  ]);
  return [
    `## ${l10n.t('Cluster')}`,
    table(['', ''], facts),
    ...(memberRows.length === 0
      ? []
      : [
          `### ${l10n.t('Members')}`,
          table(
            [l10n.t('Name'), l10n.t('Id'), l10n.t('Peer URLs'), l10n.t('Client URLs'), l10n.t('Role')],
            memberRows.slice(0, mostNamed),
          ),
        ]),
  ];
}

function accessPart(
  { isAuthEnabled, authRevision, users, roles, leases }: SnapshotDescription,
  l10n: Localization,
): string[] {
  const auth = isAuthEnabled ? l10n.t('on') : l10n.t('off');
  return [
    `## ${l10n.t('Access and leases')}`,
    table(
      ['', ''],
      [
        [
          l10n.t('Authentication'),
          authRevision === undefined
            ? auth
            : l10n.t('{state}, at revision {revision}', { state: auth, revision: String(authRevision) }),
        ],
        [l10n.t('Users'), named(users.map(code), l10n)],
        [l10n.t('Roles'), named(roles.map(code), l10n)],
        [
          l10n.t('Leases'),
          named(
            leases.map(({ id, timeToLive }) =>
              l10n.t('{id} ({seconds} s)', {
                id: `\`${BigInt.asUintN(64, id).toString(16)}\``,
                seconds: String(timeToLive),
              }),
            ),
            l10n,
          ),
        ],
      ],
    ),
  ];
}

function spacePart(description: SnapshotDescription, l10n: Localization): string[] {
  const { buckets, pages, freePages, pageSize, fileSize, status } = description;
  const rows = [...buckets]
    .sort((one, other) => other.bytes - one.bytes)
    .map(({ name, entries, bytes: size }) => [
      code(name),
      number(entries),
      size === 0 ? l10n.t('inside another page') : bytes(size, l10n),
      size === 0 ? '' : share(size, status.totalSize),
    ]);
  return [
    `## ${l10n.t('Space')}`,
    table([l10n.t('Bucket'), l10n.t('Entries'), l10n.t('Size'), l10n.t('Share')], rows, [1, 2, 3]),
    table(
      ['', ''],
      [
        [l10n.t('File'), bytes(fileSize, l10n)],
        [l10n.t('Pages'), l10n.t('{pages} of {size}', { pages: number(pages), size: bytes(pageSize, l10n) })],
        [
          l10n.t('Free pages'),
          l10n.t('{pages} ({share}), which defragmentation gives back', {
            pages: number(freePages),
            share: share(freePages, pages),
          }),
        ],
      ],
    ),
  ];
}

/** How many there are, and the first of them. */
function named(names: readonly string[], l10n: Localization): string {
  if (names.length === 0) {
    return l10n.t('none');
  }
  const first = names.slice(0, mostNamed).join(', ');
  return names.length > mostNamed ? `${number(names.length)}: ${first}, …` : first;
}

function memberText(id: bigint): string {
  return `\`${id.toString(16)}\``;
}

function number(count: number): string {
  return count.toLocaleString('en');
}

/** Powers of 1000, as etcdutl has them. */
const units = ['kB', 'MB', 'GB'] as const;

function bytes(size: number, l10n: Localization): string {
  const exact = l10n.t('{size} bytes', { size: number(size) });
  const power = Math.min(units.length, Math.floor(Math.log10(Math.max(1, size)) / 3));
  const unit = units[power - 1];
  if (unit === undefined) {
    return exact;
  }
  const amount = size / 1000 ** power;
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${unit} (${exact})`;
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}
