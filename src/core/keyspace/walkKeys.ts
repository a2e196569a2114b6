import { EtcdscopeError, hasCode } from '../base/errors';
import { type CallOptions, type KeyRange, nextKey, prefixRange } from '../base/keyValue';
import { type ReadContext, readCounted } from './countedRead';
import type { KeyspaceReader } from './keyspaceReader';
import { type CountedSpan, cutAfterFirst, type Span } from './partition';

export interface WalkOptions extends CallOptions {
  /** The revision to read at; absent for the newest, which is then kept to. */
  readonly revision?: bigint;
}

export interface WalkedPage {
  /** In key order; never empty. */
  readonly keys: readonly Uint8Array[];
  /** The revision the page was read at: a later one than the page before where that was compacted away meanwhile. */
  readonly revision: bigint;
  /** Keys of this and all pages before. */
  readonly walked: number;
  /** All keys of the walk, as far as known at this revision. */
  readonly total: number;
}

/** Keys of the first page, which somebody may be waiting to see, and of those after it: at most 5 MB with keys of 1 kB. */
const firstPageSize = 1_000;
const pageSize = 5_000;

/**
 * Pages run within ranges of up to this many keys. Each page has the server count what remains of its range, so that pages
 * over a whole keyspace would cost the square of its size.
 */
const mostKeysPaged = 20_000;

/** Times the walk may have to find a new revision without a page in between. */
const mostFruitlessMoves = 3;

/**
 * All keys that begin with `prefix`, in key order, page by page, holding one page and a list of ranges in memory.
 * The walk keeps to one revision. When that is compacted meanwhile, and the caller did not ask for it, the walk goes on after
 * the last key at the newest one: a key that is there all the time comes exactly once, whatever happens.
 * @throws EtcdscopeError `revision.compacted` for an asked revision, and whatever the reader throws.
 */
export async function* walkKeys(
  reader: KeyspaceReader,
  prefix: Uint8Array,
  options: WalkOptions = {},
): AsyncGenerator<WalkedPage, void, undefined> {
  const { signal } = options;
  let span: Span = prefixRange(prefix);
  let walked = 0;
  let fruitlessMoves = 0;
  for (;;) {
    try {
      for await (const { keys, revision, remaining } of walkAtOneRevision(
        { reader, revision: options.revision, signal },
        span,
      )) {
        walked += keys.length;
        fruitlessMoves = 0;
        span = { ...span, key: nextKey(keys.at(-1) as Uint8Array) };
        yield { keys, revision, walked, total: walked + remaining };
      }
      return;
    } catch (error) {
      const mayMove = options.revision === undefined && hasCode(error, 'revision.compacted');
      if (!mayMove || ++fruitlessMoves > mostFruitlessMoves) {
        throw error;
      }
    }
  }
}

interface RevisionPage {
  readonly keys: readonly Uint8Array[];
  readonly revision: bigint;
  /** Keys that follow. */
  readonly remaining: number;
}

async function* walkAtOneRevision(start: ReadContext, whole: Span): AsyncGenerator<RevisionPage, void, undefined> {
  const [result] = await readCounted(start, [{ ...whole, limit: firstPageSize }]);
  if (!result || result.count === 0) {
    return;
  }
  const revision = start.revision ?? result.revision;
  const context: ReadContext = { ...start, revision };
  let remaining = result.count;
  // The nearest range last, so that it is taken off the end.
  const spans: CountedSpan[] = [];
  let keys = result.keyValues.map(({ key }) => key);
  let current: Span & { readonly count: number } = { ...whole, count: result.count };
  for (;;) {
    remaining -= keys.length;
    yield { keys, revision, remaining };
    const last = keys.at(-1) as Uint8Array;
    const left = current.count - keys.length;
    if (left > mostKeysPaged) {
      spans.push(...(await splitRest(context, { first: last, rangeEnd: current.rangeEnd, count: left + 1 })).reverse());
    } else if (left > 0) {
      spans.push({ first: nextKey(last), rangeEnd: current.rangeEnd, count: left });
    }
    const next = spans.pop();
    if (!next) {
      return;
    }
    current = { key: next.first, rangeEnd: next.rangeEnd, count: next.count };
    const [page] = await readCounted(context, [{ ...current, limit: pageSize }]);
    keys = page?.keyValues.map(({ key }) => key) ?? [];
    if (keys.length === 0) {
      throw new EtcdscopeError('call.failed', { reason: 'counts of one revision contradict each other' });
    }
  }
}

/** The ranges that hold keys after the first key of `span`. */
async function splitRest(context: ReadContext, span: CountedSpan): Promise<CountedSpan[]> {
  const pieces = cutAfterFirst(span, nextKey(span.first)).map(piece => ({ ...piece, limit: 1 }));
  const results = await readCounted(context, pieces);
  return results.flatMap(({ keyValues: [first], count }, index) => {
    const { rangeEnd } = pieces[index] as Required<KeyRange>;
    return first ? [{ first: first.key, rangeEnd, count }] : [];
  });
}
