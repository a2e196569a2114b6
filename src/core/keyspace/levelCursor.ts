import { equalBytes } from '../base/bytes';
import { EtcdscopeError } from '../base/errors';
import type { Level, LevelChild, Part } from './level';

/**
 * Where a listing stopped, and what is known of the rest, so that the next page does not find it out again.
 * To callers it is opaque: it goes from a page's `next` into the next call.
 */
export interface LevelCursor {
  readonly level: Level;
  /** All pages are read at this revision, as long as it can be. */
  readonly revision: bigint;
  /** Whether the caller asked for the revision: then no other may take its place. */
  readonly isRevisionAsked: boolean;
  /** The first key that the pages so far do not cover. */
  readonly from: Uint8Array;
  /** Children and parts from there on, in key order; absent where only `from` is known. */
  readonly items?: readonly (LevelChild | Part)[];
}

/** @throws EtcdscopeError `configuration.invalid` for a cursor that comes from another level. */
export function requireSameLevel(cursor: LevelCursor, { prefix, delimiter }: Level): void {
  if (!equalBytes(cursor.level.prefix, prefix) || !equalBytes(cursor.level.delimiter, delimiter)) {
    throw new EtcdscopeError('configuration.invalid', { reason: 'the cursor belongs to another level' });
  }
}
