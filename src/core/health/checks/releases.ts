/** What is known of etcd's releases. */

export type Release = readonly [major: number, minor: number, patch: number];

/** Undefined for what is no version. What follows a hyphen or a plus is left out. */
export function parseRelease(text: string): Release | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:[-+].*)?$/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

export function compareReleases(a: Release, b: Release): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/**
 * The project maintains the current minor release and the one before (https://etcd.io/docs/v3.6/op-guide/versioning/).
 * In 2026, with 3.7 current, 3.5 still got fixes (3.5.33, beside 3.7.1), 3.4 had its last in May (3.4.44).
 */
export const oldestMaintained: Release = [3, 5, 0];
export const oldestTolerated: Release = [3, 4, 0];

export interface Advisory {
  /** A name of ours, or the public one. */
  readonly id: string;
  readonly status: 'warning' | 'critical';
  /** From the first to the last affected release, both included, one for each minor release. */
  readonly affected: readonly (readonly [Release, Release])[];
  /** Only a cluster with authentication on is concerned. */
  readonly needsAuthentication?: true;
  /** Only a server with TLS is concerned. */
  readonly needsTls?: true;
  /** Only a cluster of one member is concerned. */
  readonly needsSingleMember?: true;
}

/** Releases with faults that put data or access at risk. */
export const advisories: readonly Advisory[] = [
  // A killed process may lose committed transactions on one member (etcd-io/etcd, CHANGELOG/README.md).
  {
    id: 'dataInconsistency',
    status: 'critical',
    affected: [
      [
        [3, 5, 0],
        [3, 5, 2],
      ],
    ],
  },
  // A defragmentation may corrupt the database (etcd-io/etcd#11613).
  {
    id: 'defragmentationCorruption',
    status: 'critical',
    affected: [
      [
        [3, 4, 0],
        [3, 4, 3],
      ],
    ],
  },
  // A crash during a defragmentation leaves other revisions than the other members have (etcd-io/etcd#14685).
  {
    id: 'defragmentationCrash',
    status: 'warning',
    affected: [
      [
        [3, 5, 0],
        [3, 5, 5],
      ],
    ],
  },
  // A member added while authentication is on may get other data (kubernetes/kubernetes#114093).
  {
    id: 'memberAddInconsistency',
    status: 'warning',
    affected: [
      [
        [3, 4, 20],
        [3, 4, 21],
      ],
      [
        [3, 5, 5],
        [3, 5, 5],
      ],
    ],
    needsAuthentication: true,
  },
  // A single member may lose a write that it has acknowledged (etcd-io/etcd#14370).
  {
    id: 'singleMemberDurability',
    status: 'warning',
    affected: [
      [
        [3, 4, 0],
        [3, 4, 20],
      ],
      [
        [3, 5, 0],
        [3, 5, 4],
      ],
    ],
    needsSingleMember: true,
  },
  // Removed members may come back after an upgrade to 3.6 (etcd-io/website#999).
  {
    id: 'zombieMembers',
    status: 'warning',
    affected: [
      [
        [3, 5, 1],
        [3, 5, 19],
      ],
    ],
  },
  // A transaction reads past the permissions of its user.
  {
    id: 'GHSA-x35m-3gp4-4fh5',
    status: 'warning',
    affected: [
      [
        [3, 4, 0],
        [3, 4, 43],
      ],
      [
        [3, 5, 0],
        [3, 5, 29],
      ],
      [
        [3, 6, 0],
        [3, 6, 10],
      ],
    ],
    needsAuthentication: true,
  },
  // A watch from a permitted key on tells all keys behind it.
  {
    id: 'GHSA-xg4h-6gfc-h4m8',
    status: 'warning',
    affected: [
      [
        [3, 4, 0],
        [3, 4, 9999],
      ],
      [
        [3, 5, 0],
        [3, 5, 32],
      ],
      [
        [3, 6, 0],
        [3, 6, 13],
      ],
      [
        [3, 7, 0],
        [3, 7, 0],
      ],
    ],
    needsAuthentication: true,
  },
  // Connections that never begin their handshake are kept for ever (flatcar/Flatcar#2352).
  {
    id: 'CVE-2026-73500',
    status: 'warning',
    affected: [
      [
        [3, 4, 0],
        [3, 4, 9999],
      ],
      [
        [3, 5, 0],
        [3, 5, 32],
      ],
      [
        [3, 6, 0],
        [3, 6, 13],
      ],
      [
        [3, 7, 0],
        [3, 7, 0],
      ],
    ],
    needsTls: true,
  },
];
