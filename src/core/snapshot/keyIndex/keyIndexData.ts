import type { DamagedPage, DamageReport } from '../pages/damage';
import type { Entries } from './entryColumns';

/** The rows of a share of the `key` bucket, by revision, and its distinct keys in key order. */
export interface IndexPart {
  readonly entries: Entries;
  /** The keys one after another; key `n` lies from `keyStarts[n]` up to `keyStarts[n + 1]`. */
  readonly keyBytes: Uint8Array;
  readonly keyStarts: Uint32Array;
}

/** A part as the thread that reads it hands it over. */
export interface SortedPart extends IndexPart {
  /** By key, how many bytes it surely has in common with the key before, at least. */
  readonly shared: Uint16Array;
  /** By key its last row in this part, and 1. */
  readonly last: Uint32Array;
  /** The same where this row wrote the key; 0 where it deleted it. */
  readonly current: Uint32Array;
  /** The highest revision of entries without a key; 0n for none. */
  readonly bumpedRevision: bigint;
  readonly compactRevision: bigint;
  readonly inlinePage?: Uint8Array;
  readonly damagedPages: readonly DamagedPage[];
}

/**
 * An index by user key over the revisions of a file: plain arrays, so that a thread can hand it over without copying. Rows
 * and keys are counted through all parts.
 */
export interface KeyIndexData {
  readonly parts: readonly IndexPart[];
  readonly rowCount: number;
  /** The keys in key order; the arrays below go by the place in it. */
  readonly keys: Uint32Array;
  /** A key's last row, and 1. */
  readonly last: Uint32Array;
  /** The same where the key exists at the newest revision; 0 where it was deleted. */
  readonly current: Uint32Array;
  /** The newest revision, as a server on this file would have it. */
  readonly revision: bigint;
  /** The oldest revision that a server on this file would read; 0n where nothing was ever compacted. */
  readonly compactRevision: bigint;
  /** A `key` bucket so small that it has no page of its own: its page. */
  readonly inlinePage?: Uint8Array;
  readonly damage: DamageReport;
}
