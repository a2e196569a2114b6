import type { KeyRevision } from '../../core/keyspace/history/keyHistory';
import type { WriteOrigin } from '../../core/kubernetes/changes';
import type { KeyTarget } from '../../host/keyTarget';

/** What a revision's value tells of its write. */
export interface RevisionDetails {
  /** Bytes of the value. */
  readonly size: number;
  /** Who wrote an object of Kubernetes, as far as that and the one before it tell. */
  readonly origin?: WriteOrigin;
}

/** One revision of the key that the view is about. As a target it stands for the key as it was then. */
export interface RevisionRow extends KeyTarget {
  readonly kind: 'revision';
  readonly revision: bigint;
  readonly told: KeyRevision;
  /** The value that this write replaced or took away, where it can still be read. */
  readonly previous: KeyRevision | undefined;
  /** Read once the row is there. */
  details?: RevisionDetails;
}

/** The rows of a history, newest first. */
export function revisionRows({ connectionId, key }: KeyTarget, revisions: readonly KeyRevision[]): RevisionRow[] {
  const rows = revisions.map((told, index): RevisionRow => {
    const before = revisions[index - 1];
    const previous = before?.type === 'put' ? before : undefined;
    return { kind: 'revision', connectionId, key, revision: told.readRevision, told, previous };
  });
  return rows.reverse();
}

export function isRevisionRow(value: unknown): value is RevisionRow {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'revision';
}
