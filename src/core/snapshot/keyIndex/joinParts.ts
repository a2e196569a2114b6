import { Damage } from '../pages/damage';
import type { IndexPart, KeyIndexData, SortedPart } from './keyIndexData';

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
  const most = first.last.length + second.last.length;
  const keys = new Uint32Array(most);
  const last = new Uint32Array(most);
  const current = new Uint32Array(most);
  const rowsBefore = first.entries.count;
  let place = 0;
  for (let a = 0, b = 0; place < most && (a < first.last.length || b < second.last.length); place++) {
    const order = a === first.last.length ? 1 : b === second.last.length ? -1 : compareKeys(first, a, second, b);
    if (order < 0) {
      keys[place] = a;
      last[place] = first.last[a] as number;
      current[place] = first.current[a] as number;
    } else {
      const row = second.current[b] as number;
      keys[place] = first.last.length + b;
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

/** Ties the first row of a key to `previous`, a row of the part before and 1. */
function linkRows({ entries, last }: SortedPart, key: number, previous: number): void {
  let row = (last[key] as number) - 1;
  for (let before = entries.previous[row] as number; before !== 0; before = entries.previous[row] as number) {
    row = before - 1;
  }
  entries.previous[row] = entries.count + previous;
}

function compareKeys(a: IndexPart, aKey: number, b: IndexPart, bKey: number): number {
  const aEnd = a.keyStarts[aKey + 1] as number;
  const bEnd = b.keyStarts[bKey + 1] as number;
  let atA = a.keyStarts[aKey] as number;
  let atB = b.keyStarts[bKey] as number;
  while (atA < aEnd && atB < bEnd) {
    const difference = (a.keyBytes[atA++] as number) - (b.keyBytes[atB++] as number);
    if (difference !== 0) {
      return difference;
    }
  }
  return aEnd - atA - (bEnd - atB);
}
