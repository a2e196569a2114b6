import { compareBytes } from '../base/bytes';
import { EtcdscopeError, hasCode } from '../base/errors';
import { type KeyValue, nextKey, prefixRange } from '../base/keyValue';
import { throwIfAborted } from '../base/limiter';
import { checkOrder } from './checkOrder';
import { type KeyspaceReader, mostRangesTogether } from './keyspaceReader';
import { PageSize } from './pageSize';
import { cutAfterFirst, isBelow, type Span } from './partition';

export interface WalkValuesOptions {
  /** Whether values may share the memory of their page: for callers that keep none. */
  readonly sharesMemory?: boolean;
  /** The revision to read at; absent for the newest, which is then kept to. */
  readonly revision?: bigint;
  /** Leaves the values out: the pages hold the keys with their revisions and versions, more of them at once. */
  readonly keysOnly?: boolean;
  readonly signal?: AbortSignal;
}

export interface ValuesPage {
  /** In key order. The first page at a revision is empty: it tells revision and total before anything is read. */
  readonly keyValues: readonly KeyValue[];
  readonly revision: bigint;
  /** Keys of this and all pages before. */
  readonly walked: number;
  /** All keys of the walk, as far as known at this revision. */
  readonly total: number;
  /** Times that the revision had to be given up. */
  readonly moves: number;
}

/** A page makes the server count what remains of its range: ranges of more pages than this are cut first. */
const mostPagesOfRange = 10;
/** Keys without their values are small enough for pages as large as those of `walkKeys`. */
const mostKeysWithoutValues = 5_000;
const mostFruitlessMoves = 3;

/**
 * All keys and values that begin with one of the prefixes, in key order, each once. One request is under way while the
 * page before it is looked at, so that neither side waits; memory holds two pages of some 2 MiB.
 *
 * Keeps to one revision. When that is compacted meanwhile, and the caller did not ask for it, the walk goes on behind the
 * last key at the newest one.
 * @throws EtcdscopeError `revision.compacted` for an asked revision, `call.failed` for an answer that no store gives, and
 *   whatever the reader throws.
 */
export async function* walkValues(
  reader: KeyspaceReader,
  prefixes: readonly Uint8Array[],
  options: WalkValuesOptions = {},
): AsyncGenerator<ValuesPage, void, undefined> {
  const size = new PageSize(options.keysOnly ? mostKeysWithoutValues : undefined);
  let spans = disjointSpans(prefixes);
  let walked = 0;
  let moves = 0;
  let fruitlessMoves = 0;
  for (;;) {
    try {
      const walk = await RevisionWalk.start({ reader, ...options, size }, spans);
      const total = walked + walk.count;
      yield { keyValues: [], revision: walk.revision, walked, total, moves };
      for await (const keyValues of oneAhead(() => walk.next())) {
        walked += keyValues.length;
        fruitlessMoves = 0;
        spans = spansBehind(spans, (keyValues.at(-1) as KeyValue).key);
        yield { keyValues, revision: walk.revision, walked, total, moves };
      }
      return;
    } catch (error) {
      const mayMove = options.revision === undefined && hasCode(error, 'revision.compacted');
      if (!mayMove || ++fruitlessMoves > mostFruitlessMoves) {
        throw error;
      }
      moves++;
    }
  }
}

interface WalkContext extends WalkValuesOptions {
  readonly reader: KeyspaceReader;
  readonly size: PageSize;
}

interface Rest extends Span {
  readonly count: number;
  /** The key before it, where its range was read from the middle. */
  readonly behind?: Uint8Array;
}

/** Pages at one revision. */
class RevisionWalk {
  private constructor(
    private readonly context: WalkContext,
    readonly revision: bigint,
    readonly count: number,
    /** The nearest last. */
    private readonly rests: Rest[],
  ) {}

  static async start(context: WalkContext, spans: readonly Span[]): Promise<RevisionWalk> {
    const { reader, signal } = context;
    let { revision } = context;
    const rests: Rest[] = [];
    for (let from = 0; from < spans.length; from += mostRangesTogether) {
      throwIfAborted(signal);
      const together = spans.slice(from, from + mostRangesTogether);
      const requests = together.map(span => ({ ...span, countOnly: true, revision }));
      const results = await reader.ranges(requests, { signal });
      revision ??= results[0]?.revision;
      rests.push(...together.map((span, index) => ({ ...span, count: results[index]?.count ?? 0 })));
    }
    const count = rests.reduce((sum, rest) => sum + rest.count, 0);
    return new RevisionWalk(context, revision ?? 0n, count, rests.filter(rest => rest.count > 0).reverse());
  }

  /** The next page; undefined behind the last. */
  async next(): Promise<readonly KeyValue[] | undefined> {
    const { signal, size } = this.context;
    throwIfAborted(signal);
    const rest = this.rests.pop();
    if (rest === undefined) {
      return undefined;
    }
    if (rest.behind && rest.count > mostPagesOfRange * size.limit) {
      this.rests.push(...(await this.cut(rest, rest.behind)));
      return this.next();
    }
    const keyValues = await this.readPage(rest);
    const last = keyValues.at(-1)?.key;
    if (last === undefined) {
      throw new EtcdscopeError('call.failed', { reason: 'counts of one revision contradict each other' });
    }
    const left = rest.count - keyValues.length;
    if (left > 0) {
      this.rests.push({ key: nextKey(last), rangeEnd: rest.rangeEnd, count: left, behind: last });
    }
    return keyValues;
  }

  private async readPage(rest: Rest): Promise<readonly KeyValue[]> {
    const { reader, signal, size, keysOnly, sharesMemory } = this.context;
    const { key, rangeEnd } = rest;
    for (;;) {
      try {
        const { limit } = size;
        const request = { key, rangeEnd, limit, revision: this.revision, keysOnly, sharesMemory };
        const { keyValues } = await reader.range(request, { signal });
        check(keyValues, rest, limit);
        size.learn(
          keyValues.length,
          keyValues.reduce((sum, { value }) => sum + value.length, 0),
        );
        return keyValues;
      } catch (error) {
        if (!hasCode(error, 'message.tooLarge') || !size.shrink()) {
          throw error;
        }
      }
    }
  }

  /** The ranges that hold what remains behind a key, the nearest last. */
  private async cut({ rangeEnd, count }: Rest, behind: Uint8Array): Promise<readonly Rest[]> {
    const { reader, signal } = this.context;
    const pieces = cutAfterFirst({ first: behind, rangeEnd, count: count + 1 }, nextKey(behind));
    const requests = pieces.map(piece => ({ ...piece, countOnly: true, revision: this.revision }));
    const results = await reader.ranges(requests, { signal });
    const rests = pieces.map((piece, index) => ({ ...piece, count: results[index]?.count ?? 0 }));
    if (rests.reduce((sum, rest) => sum + rest.count, 0) !== count) {
      throw new EtcdscopeError('call.failed', { reason: 'counts of one revision contradict each other' });
    }
    return rests.filter(rest => rest.count > 0).reverse();
  }
}

/** Yields what `next` gives until it is undefined, with the following one under way meanwhile. */
async function* oneAhead<T>(next: () => Promise<T | undefined>): AsyncGenerator<T, void, undefined> {
  const begin = () => {
    const coming = next();
    // It may fail before it is waited for, or after whoever waits has left: then it is nobody's failure.
    coming.catch(() => undefined);
    return coming;
  };
  let coming = begin();
  for (let item = await coming; item !== undefined; item = await coming) {
    coming = begin();
    yield item;
  }
}

function check(keyValues: readonly KeyValue[], rest: Rest, limit: number): void {
  checkOrder(keyValues, rest);
  if (keyValues.length > limit) {
    throw new EtcdscopeError('call.failed', { reason: 'more keys than were asked for' });
  }
}

/** Ranges of the prefixes in key order, without those that lie within another. */
function disjointSpans(prefixes: readonly Uint8Array[]): readonly Span[] {
  const spans: Span[] = [];
  for (const span of prefixes.map(prefixRange).sort((a, b) => compareBytes(a.key, b.key))) {
    const last = spans.at(-1);
    // A prefix's range that begins within another's lies within it.
    if (last === undefined || !isBelow(span.key, last.rangeEnd)) {
      spans.push(span);
    }
  }
  return spans;
}

/** What of ascending spans lies behind a key. */
function spansBehind(spans: readonly Span[], key: Uint8Array): readonly Span[] {
  const from = nextKey(key);
  return spans
    .filter(span => isBelow(from, span.rangeEnd))
    .map(span => (compareBytes(span.key, from) < 0 ? { key: from, rangeEnd: span.rangeEnd } : span));
}
