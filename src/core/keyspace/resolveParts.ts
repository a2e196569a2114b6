/** Turns the parts of a level into its children: many parts in a transaction, several transactions side by side. */
import { EtcdscopeError } from '../base/errors';
import type { RangeResult } from '../base/keyValue';
import { Limiter } from '../base/limiter';
import { type CountedRead, type ReadContext, readCounted } from './countedRead';
import { mostRangesTogether } from './keyspaceReader';
import { alwaysRead, childOfKey, endOfChild, groupKeys, isPart, type Level, type LevelChild, type Part } from './level';
import { cutAfterFirst, cutSpan, fanBoundaries, type Span } from './partition';

/** First keys to take from each piece: enough to tell a run of leaves from a directory. */
const keysToPeek = 4;

/** Keys to read from one part in one go. */
const mostKeysRead = 1_000;

/** Transactions in flight, so that one listing does not take all of a server. */
const mostCallsAtOnce = 4;

/** Keys in the ranges of one transaction, about 10 ms of index walk: etcd logs reads over 100 ms as slow. */
const mostKeysWalked = 50_000;

/** Keys returned by one transaction, so that a reply stays below gRPC's 4 MiB with keys of 1 kB. */
const mostKeysReturned = 3_000;

type Item = LevelChild | Part;

/** What one part needs to know next, and how the answers replace it. */
interface Step {
  readonly part: Part;
  readonly reads: readonly CountedRead[];
  readonly apply: (results: readonly RangeResult[]) => readonly Item[];
}

/** The level from `from` on, cut at each possible next byte: its first children and parts, in one call. */
export async function findParts(
  context: ReadContext,
  level: Level,
  span: Span,
): Promise<{ readonly items: readonly Item[]; readonly revision: bigint }> {
  const reads = peek(cutSpan(span, fanBoundaries(level.prefix)));
  const results = await readCounted(context, reads);
  return {
    items: groupResults(level, reads, results),
    revision: context.revision ?? (results[0] as RangeResult).revision,
  };
}

/** Works on the parts from the front until the first `most` items are children, or all are. */
export async function resolveParts(
  context: ReadContext,
  level: Level,
  given: readonly Item[],
  most: number,
): Promise<readonly Item[]> {
  const limiter = new Limiter(mostCallsAtOnce);
  let items = given;
  for (;;) {
    const steps = nextSteps(level, items, most);
    if (steps.length === 0) {
      return items;
    }
    const replacements = new Map<Item, readonly Item[]>();
    let hasFailed = false;
    await Promise.all(
      packSteps(steps).map(pack =>
        limiter.run(async () => {
          if (hasFailed) {
            return;
          }
          try {
            const results = await readCounted(
              context,
              pack.flatMap(step => step.reads),
            );
            let at = 0;
            for (const step of pack) {
              replacements.set(step.part, step.apply(results.slice(at, at + step.reads.length)));
              at += step.reads.length;
            }
          } catch (error) {
            // The packs still waiting for their turn would be work for nothing.
            hasFailed = true;
            throw error;
          }
        }, context.signal),
      ),
    );
    items = items.flatMap(item => replacements.get(item) ?? [item]);
  }
}

/** Steps for the parts that are expected to hold the first `most` children. */
function nextSteps(level: Level, items: readonly Item[], most: number): Step[] {
  const steps: Step[] = [];
  let expected = 0;
  for (const item of items) {
    if (expected >= most) {
      break;
    }
    if (isPart(item)) {
      steps.push(item.way === 'split' ? splitStep(level, item) : readStep(level, item, most - expected));
      expected += item.expected;
    } else {
      expected++;
    }
  }
  return steps;
}

function readStep(level: Level, part: Part, wantedChildren: number): Step {
  const wantedKeys = Math.ceil((wantedChildren * part.count) / part.expected) + 1;
  const limit = Math.min(part.count, mostKeysRead, Math.max(wantedKeys, alwaysRead));
  const reads = [{ key: part.first, rangeEnd: part.rangeEnd, limit }];
  return { part, reads, apply: results => groupResults(level, reads, results) };
}

function splitStep(level: Level, part: Part): Step {
  const child = childOfKey(level, part.first, part.count);
  const reads = peek(cutAfterFirst(part, endOfChild(child)));
  return {
    part,
    reads,
    apply: results => {
      const count = results.reduce((rest, result) => rest - result.count, part.count);
      if (count < 1 || (child.isLeaf && count !== 1)) {
        throw new EtcdscopeError('call.failed', { reason: 'counts of one revision contradict each other' });
      }
      return [{ ...child, count }, ...groupResults(level, reads, results)];
    },
  };
}

function peek(pieces: readonly Span[]): CountedRead[] {
  return pieces.map(piece => ({ ...piece, limit: keysToPeek }));
}

function groupResults(level: Level, reads: readonly CountedRead[], results: readonly RangeResult[]): readonly Item[] {
  return results.flatMap(({ keyValues, count }, index) =>
    groupKeys(
      level,
      reads[index] as CountedRead,
      keyValues.map(({ key }) => key),
      count,
    ),
  );
}

/** Puts steps into as few calls as the bounds above allow; each fits by itself. */
function packSteps(steps: readonly Step[]): Step[][] {
  const packs: Step[][] = [];
  let operations = 0;
  let walked = 0;
  let returned = 0;
  for (const step of steps) {
    const mayReturn = step.reads.reduce((sum, read) => sum + read.limit, 0);
    const current = packs.at(-1);
    const fits =
      operations + step.reads.length <= mostRangesTogether &&
      walked + step.part.count <= mostKeysWalked &&
      returned + mayReturn <= mostKeysReturned;
    if (current && fits) {
      current.push(step);
      operations += step.reads.length;
      walked += step.part.count;
      returned += mayReturn;
    } else {
      packs.push([step]);
      operations = step.reads.length;
      walked = step.part.count;
      returned = mayReturn;
    }
  }
  return packs;
}
