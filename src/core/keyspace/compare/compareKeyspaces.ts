import { compareBytes, emptyBytes, equalBytes } from '../../base/bytes';
import type { CallOptions, KeyValue } from '../../base/keyValue';
import { throwIfAborted } from '../../base/limiter';
import type { KeyspaceReader } from '../keyspaceReader';
import { ComparedSide } from './comparedSide';
import { type DifferenceKind, differenceOf, type KeyDifference } from './keyDifference';
import { KeySequence } from './keySequence';
import { hasEqualRevisions, isContradiction, NewestKeys } from './sharedHistory';
import { ValueComparison } from './valueComparison';

export interface CompareOptions extends CallOptions {
  /** Only keys that begin so; all keys unless given. */
  readonly prefix?: Uint8Array;
  /** The revisions to read at; absent for the newest, which are then kept to. */
  readonly leftRevision?: bigint;
  readonly rightRevision?: bigint;
  /** Reads every value of both sides, and takes none for equal by its revisions. */
  readonly everyValue?: boolean;
  /** Called when both sides have answered, with the revisions that are kept to, then once a page or so, and at the end. */
  readonly onProgress?: (progress: CompareProgress) => void;
}

export interface CompareProgress {
  readonly leftRevision: bigint;
  readonly rightRevision: bigint;
  /** Keys looked at, of both sides together. */
  readonly compared: number;
  /** Keys to look at. Grows once where it turns out that all values have to be read. */
  readonly total: number;
  /** `revisions` while the sides can be states of one history, where equal revisions of a key mean equal values. */
  readonly basis: 'revisions' | 'values';
  readonly found: Readonly<Record<DifferenceKind, number>>;
}

/** Keys compared before others have their turn, and most differences held back while values are read. */
const keysAStep = 2_000;

/** Keys that are to be decided by their values before these are read. */
const mostInDoubt = 512;

/**
 * What differs from the left side to the right, by keys and the bytes of their values: a merge of two walks, each at one
 * revision, that holds a few pages in memory, whatever the number of keys.
 *
 * Values are read only where they can differ. While every key fits one history of both sides (a cluster and its snapshot, or one
 * cluster at two revisions), a key with equal revisions has equal values, and those of the keys written last are read to
 * prove it. At the first contradiction all values are read.
 *
 * In key order; only where the contradiction comes late, changes among the keys before it follow those behind it.
 * Returns the last progress.
 * @throws EtcdscopeError `revision.compacted`, `revision.future`, and whatever the readers throw, with fact `side`; `cancelled`.
 */
export async function* compareKeyspaces(
  left: KeyspaceReader,
  right: KeyspaceReader,
  options: CompareOptions = {},
): AsyncGenerator<KeyDifference, CompareProgress, undefined> {
  const { prefix = emptyBytes, leftRevision, rightRevision, everyValue = false, signal } = options;
  throwIfAborted(signal);
  const sides = await Promise.all([
    ComparedSide.open('left', left, prefix, { asked: leftRevision, signal }),
    ComparedSide.open('right', right, prefix, { asked: rightRevision, signal }),
  ]);
  const comparison = new Comparison(...sides, prefix, options);
  comparison.report();
  if (everyValue) {
    yield* comparison.byValues();
  } else {
    const trusted = yield* comparison.byRevisions();
    if (trusted !== 'all') {
      yield* comparison.byValues(trusted);
    }
  }
  return comparison.report();
}

/** Keys that were decided by trusting revisions: those before a key, or all of them. */
interface Trusted {
  readonly before?: Uint8Array;
}

/** Two states of a key, of which one may be absent. */
type Pair = readonly [left: KeyValue | undefined, right: KeyValue | undefined];

class Comparison {
  private readonly found = { created: 0, changed: 0, deleted: 0 };
  private readonly values: ValueComparison;
  private basis: CompareProgress['basis'];
  private total: number;
  private compared = 0;
  private reportedAt = 0;

  constructor(
    private readonly left: ComparedSide,
    private readonly right: ComparedSide,
    private readonly prefix: Uint8Array,
    private readonly options: CompareOptions,
  ) {
    this.values = new ValueComparison(left, right);
    this.total = left.count + right.count;
    this.basis = options.everyValue ? 'values' : 'revisions';
  }

  report(): CompareProgress {
    const progress: CompareProgress = {
      leftRevision: this.left.revision,
      rightRevision: this.right.revision,
      compared: this.compared,
      total: this.total,
      basis: this.basis,
      found: { ...this.found },
    };
    this.reportedAt = this.compared;
    this.options.onProgress?.(progress);
    return progress;
  }

  /**
   * Trusts equal revisions as long as nothing contradicts one history. Returns `all` where this holds to the end, else which
   * keys have been decided so.
   */
  async *byRevisions(): AsyncGenerator<KeyDifference, 'all' | Trusted, undefined> {
    const newest = new NewestKeys();
    const isLeftOlder = this.left.revision <= this.right.revision;
    const olderRevision = isLeftOlder ? this.left.revision : this.right.revision;
    let waiting: Pair[] = [];
    let inDoubt = 0;
    for await (const pairs of this.pages(true)) {
      for (const pair of pairs) {
        const [left, right] = pair;
        const [older, newer] = isLeftOlder ? pair : [right, left];
        if (isContradiction(older, newer, olderRevision)) {
          yield* this.decide(waiting);
          return { before: keyOf(pair) };
        }
        if (left && right && hasEqualRevisions(left, right)) {
          newest.add(left.key, left.modRevision);
        } else {
          waiting.push(pair);
          inDoubt += left && right ? 1 : 0;
        }
        if (inDoubt === mostInDoubt || waiting.length === keysAStep) {
          yield* this.decide(waiting);
          waiting = [];
          inDoubt = 0;
        }
      }
    }
    yield* this.decide(waiting);
    const differ = await this.values.differing(newest.keys, this.options);
    return differ.includes(true) ? {} : 'all';
  }

  /** Reads all values. Of keys that were decided already, only those are told that were taken for equal. */
  async *byValues(trusted: Trusted = { before: emptyBytes }): AsyncGenerator<KeyDifference, void, undefined> {
    this.basis = 'values';
    this.total = this.compared + this.left.count + this.right.count;
    for await (const pairs of this.pages(false)) {
      for (const pair of pairs) {
        const [left, right] = pair;
        if (left && right && equalBytes(left.value, right.value)) {
          continue;
        }
        const isDecided = trusted.before === undefined || compareBytes(keyOf(pair), trusted.before) < 0;
        if (!isDecided || (left && right && hasEqualRevisions(left, right))) {
          yield* this.tell(pair);
        }
      }
    }
  }

  /** The keys of both sides in order, side by side. */
  private async *pages(keysOnly: boolean): AsyncGenerator<readonly Pair[], void, undefined> {
    const { signal } = this.options;
    const left = new KeySequence(this.left, this.prefix, { keysOnly, signal });
    const right = new KeySequence(this.right, this.prefix, { keysOnly, signal });
    const before = this.compared;
    try {
      for (;;) {
        await Promise.all([left.load(), right.load()]);
        throwIfAborted(signal);
        const pairs = takePairs(left, right);
        if (pairs.length === 0) {
          return;
        }
        this.compared = before + left.taken + right.taken;
        if (this.compared - this.reportedAt >= keysAStep) {
          this.report();
        }
        yield pairs;
      }
    } finally {
      await Promise.all([left.close(), right.close()]);
    }
  }

  /** Reads the values of those that both sides have, and tells which differ. */
  private async *decide(pairs: readonly Pair[]): AsyncGenerator<KeyDifference, void, undefined> {
    const inDoubt = pairs.flatMap(([left, right]) => (left && right ? [left.key] : []));
    const differ = (await this.values.differing(inDoubt, this.options)).values();
    for (const pair of pairs) {
      const [left, right] = pair;
      if (!left || !right || differ.next().value === true) {
        yield* this.tell(pair);
      }
    }
  }

  private *tell([left, right]: Pair): Generator<KeyDifference, void> {
    const difference = differenceOf(left, right);
    if (difference) {
      this.found[difference.kind]++;
      yield difference;
    }
  }
}

/** The next keys of either side, each with what both have of it; none behind the last. */
function takePairs(left: KeySequence, right: KeySequence): readonly Pair[] {
  const pairs: Pair[] = [];
  while (pairs.length < keysAStep && !left.isEmpty && !right.isEmpty) {
    const { current: ofLeft } = left;
    const { current: ofRight } = right;
    if (!ofLeft && !ofRight) {
      break;
    }
    const order = !ofLeft ? 1 : !ofRight ? -1 : compareBytes(ofLeft.key, ofRight.key);
    if (order <= 0) {
      left.take();
    }
    if (order >= 0) {
      right.take();
    }
    pairs.push([order <= 0 ? ofLeft : undefined, order >= 0 ? ofRight : undefined]);
  }
  return pairs;
}

function keyOf([left, right]: Pair): Uint8Array {
  return (left ?? right)?.key ?? emptyBytes;
}
