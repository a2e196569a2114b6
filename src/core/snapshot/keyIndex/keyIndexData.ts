import type { DamagedPage, DamageReport } from '../pages/damage';
import type { ReachedShare } from '../pages/reachedPages';
import type { Entries } from './entryColumns';
import type { GroupedKeys, RowGroups } from './groupedKeys';

/** The rows of a share of the `key` bucket, by revision. */
export interface IndexPart {
  readonly entries: Entries;
  readonly keys: Pick<GroupedKeys, 'directories' | 'directory' | 'names'> & Pick<RowGroups, 'places'>;
}

/** A part as the thread that reads it hands it over. */
export interface ReadPart {
  readonly entries: Entries;
  readonly keys: GroupedKeys;
  /** The highest revision of entries without a key; 0n for none. */
  readonly bumpedRevision: bigint;
  readonly compactRevision: bigint;
  readonly inlinePage?: Uint8Array;
  readonly reached: ReachedShare;
  readonly damagedPages: readonly DamagedPage[];
}

/**
 * An index by user key over the revisions of a file: plain arrays, so that a thread can hand it over without copying. Rows
 * are counted through all parts.
 */
export interface KeyIndexData {
  readonly parts: readonly IndexPart[];
  /** All rows in the order of their keys, those of one key in their own, each but its first with `sameKeyFlag`. */
  readonly order: Uint32Array;
  /** By place in this order a row and 1 where it holds its key at the newest revision; 0 elsewhere. */
  readonly current: Uint32Array;
  /** The newest revision, as a server on this file would have it. */
  readonly revision: bigint;
  /** The oldest revision that a server on this file would read; 0n where nothing was ever compacted. */
  readonly compactRevision: bigint;
  /** A `key` bucket so small that it has no page of its own: its page. */
  readonly inlinePage?: Uint8Array;
  readonly damage: DamageReport;
}
