import { Damage } from '../pages/damage';
import type { KeyIndexData, SortedPart } from './keyIndexData';

/**
 * Makes one index of one part, or of two that follow each other in revisions.
 * Undefined where the second does not follow the first: the order of revisions is broken between them.
 */
export function joinParts(parts: readonly [SortedPart, SortedPart?]): KeyIndexData | undefined {
  const [first, second] = parts;
  const newest = first.entries.main.at(-1) ?? 0n;
  if (second && newest > (second.entries.main[0] ?? newest)) {
    return undefined;
  }
  const all = second ? [first, second] : [first];
  // Each part has walked all branches, so what is broken there is in both.
  const damage = new Damage();
  for (const { page, reason } of all.flatMap(({ damagedPages }) => damagedPages)) {
    damage.note(page, reason);
  }
  const { compactRevision, inlinePage } = first;
  const revisions = all.flatMap(({ entries, bumpedRevision }) => [bumpedRevision, entries.main.at(-1) ?? 0n]);
  return {
    parts: all.map(({ entries, keyBytes, keyStarts }) => ({ entries, keyBytes, keyStarts })),
    rowCount: all.reduce((sum, { entries }) => sum + entries.count, 0),
    ...(second ? mergedKeys(first, second) : keysOf(first)),
    // An empty store is at revision 1 (etcd-io/etcd, server/storage/mvcc/kvstore.go), and none is behind its compaction.
    revision: [compactRevision, ...revisions].reduce((a, b) => (a > b ? a : b), 1n),
    compactRevision,
    ...(inlinePage && { inlinePage }),
    damage: damage.report(),
  };
}

type Keys = Pick<KeyIndexData, 'keys' | 'last' | 'current'>;

function keysOf({ last, current }: SortedPart): Keys {
  const keys = new Uint32Array(last.length);
  for (let place = 0; place < keys.length; place++) {
    keys[place] = place;
  }
  return { keys, last, current };
}

function mergedKeys(first: SortedPart, second: SortedPart): Keys {
  const firstCount = first.last.length;
  const secondCount = second.last.length;
  const most = firstCount + secondCount;
  const keys = new Uint32Array(most);
  const last = new Uint32Array(most);
  const current = new Uint32Array(most);
  const rowsBefore = first.entries.count;
  const comparison = new KeyComparison(first, second);
  let place = 0;
  let a = 0;
  let b = 0;
  for (let order = 0; a < firstCount || b < secondCount; place++) {
    order = a === firstCount ? 1 : b === secondCount ? -1 : comparison.compare(a, b, order);
    if (order < 0) {
      keys[place] = a;
      last[place] = first.last[a] as number;
      current[place] = first.current[a] as number;
    } else {
      const row = second.current[b] as number;
      keys[place] = firstCount + b;
      last[place] = (second.last[b] as number) + rowsBefore;
      current[place] = row === 0 ? 0 : row + rowsBefore;
      if (order === 0) {
        linkRows(second, b, first.last[a] as number);
      }
    }
    a += order <= 0 ? 1 : 0;
    b += order >= 0 ? 1 : 0;
  }
  return { keys: keys.subarray(0, place), last: last.subarray(0, place), current: current.subarray(0, place) };
}

/** Compares the next keys of two parts in a merge, and looks at no byte that the comparison before has settled. */
class KeyComparison {
  /** Bytes that the two keys compared last have in common. */
  private equal = 0;

  constructor(
    private readonly first: SortedPart,
    private readonly second: SortedPart,
  ) {}

  /** @param previous What came out before: which of the two keys is another one now. */
  compare(a: number, b: number, previous: number): number {
    const sharedByFirst = previous <= 0 ? (this.first.shared[a] as number) : this.equal;
    const sharedBySecond = previous >= 0 ? (this.second.shared[b] as number) : this.equal;
    // The new key is like the one before it beyond the byte in which that one differed.
    if (previous !== 0 && Math.max(sharedByFirst, sharedBySecond) > this.equal) {
      return previous;
    }
    return this.compareFrom(a, b, Math.min(sharedByFirst, sharedBySecond));
  }

  private compareFrom(aKey: number, bKey: number, from: number): number {
    const { first, second } = this;
    const aStart = first.keyStarts[aKey] as number;
    const bStart = second.keyStarts[bKey] as number;
    const aLength = (first.keyStarts[aKey + 1] as number) - aStart;
    const bLength = (second.keyStarts[bKey + 1] as number) - bStart;
    const shorter = Math.min(aLength, bLength);
    let at = from;
    let difference = 0;
    while (at < shorter && difference === 0) {
      difference = (first.keyBytes[aStart + at] as number) - (second.keyBytes[bStart + at] as number);
      at += difference === 0 ? 1 : 0;
    }
    this.equal = at;
    return difference === 0 ? aLength - bLength : difference;
  }
}

/** Ties the first row of a key to `previous`, a row of the part before and 1. */
function linkRows({ entries, last }: SortedPart, key: number, previous: number): void {
  let row = (last[key] as number) - 1;
  for (let before = entries.previous[row] as number; before !== 0; before = entries.previous[row] as number) {
    row = before - 1;
  }
  entries.previous[row] = entries.count + previous;
}
