import { hasCode } from '../base/errors';
import { type CallOptions, prefixRange } from '../base/keyValue';
import { throwIfAborted } from '../base/limiter';
import type { KeyspaceReader } from './keyspaceReader';
import { endOfChild, isPart, type Level, type LevelChild, levelOf } from './level';
import { type LevelCursor, requireSameLevel } from './levelCursor';
import { findParts, resolveParts } from './resolveParts';

export interface ListLevelOptions extends CallOptions {
  /** What separates segments, `/` unless given; a text stands for its UTF-8 bytes, an empty one lists all keys flat. */
  readonly delimiter?: Uint8Array | string;
  /** Most children of one page, 500 unless given; at least 1, at most 10,000. */
  readonly limit?: number;
  /** A page's `next`, to go on where it stopped. The cursor brings its own revision. */
  readonly next?: LevelCursor;
  /** The revision to read at; absent for the newest. */
  readonly revision?: bigint;
}

export interface LevelPage {
  /** In key order. */
  readonly children: readonly LevelChild[];
  /** The revision that all of this page was read at. */
  readonly revision: bigint;
  /** There is more; absent on the last page. */
  readonly next?: LevelCursor;
  /** The revision of the pages before was compacted away meanwhile: this page goes on after them at a newer one. */
  readonly hasMovedOn?: true;
}

const defaultLimit = 500;
const mostChildren = 10_000;

/** Attempts to list a page when each revision is compacted away under way; then something else is wrong. */
const mostAttempts = 3;

/**
 * One page of the children of a prefix: the keys directly below it, and the directories, each with the exact number of
 * keys in it. Costs about as many range operations as there are children, whatever number of keys they hold.
 *
 * All pages are read at the revision of the first. When that is compacted meanwhile, and the caller did not ask for it,
 * listing goes on after the last child at the newest one, and the page says so.
 * @throws EtcdscopeError `revision.compacted` for an asked revision, `configuration.invalid` for a cursor of another
 * level, and whatever the reader throws.
 */
export async function listLevel(
  reader: KeyspaceReader,
  prefix: Uint8Array,
  options: ListLevelOptions = {},
): Promise<LevelPage> {
  const level = levelOf(prefix, options.delimiter ?? '/');
  const limit = Math.min(mostChildren, Math.max(1, Math.floor(options.limit ?? defaultLimit)));
  if (options.next) {
    requireSameLevel(options.next, level);
  }
  const isRevisionAsked = options.next?.isRevisionAsked ?? options.revision !== undefined;
  let position: Position = options.next ?? { from: prefixRange(prefix).key, revision: options.revision };
  let hasMovedOn = false;
  for (let attempt = 1; ; attempt++) {
    throwIfAborted(options.signal);
    try {
      const page = await listFrom(reader, level, position, limit, isRevisionAsked, options.signal);
      return hasMovedOn ? { ...page, hasMovedOn } : page;
    } catch (error) {
      if (isRevisionAsked || attempt === mostAttempts || !hasCode(error, 'revision.compacted')) {
        throw error;
      }
      hasMovedOn = options.next !== undefined;
      position = { from: position.from };
    }
  }
}

/** Where a page begins: the part of a cursor that may be only half known. */
type Position = Pick<LevelCursor, 'from' | 'items'> & { readonly revision?: bigint };

async function listFrom(
  reader: KeyspaceReader,
  level: Level,
  position: Position,
  limit: number,
  isRevisionAsked: boolean,
  signal: AbortSignal | undefined,
): Promise<LevelPage> {
  const { rangeEnd } = prefixRange(level.prefix);
  const found =
    position.items && position.revision !== undefined
      ? { items: position.items, revision: position.revision }
      : await findParts({ reader, revision: position.revision, signal }, level, { key: position.from, rangeEnd });
  const { revision } = found;
  const items = await resolveParts({ reader, revision, signal }, level, found.items, limit);
  const children = items.slice(0, limit).filter((item): item is LevelChild => !isPart(item));
  const last = children.at(-1);
  const rest = items.slice(limit);
  if (rest.length === 0 || !last) {
    return { children, revision };
  }
  return { children, revision, next: { level, revision, isRevisionAsked, from: endOfChild(last), items: rest } };
}
