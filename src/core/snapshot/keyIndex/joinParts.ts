import { Damage } from '../pages/damage';
import { areApart } from '../pages/reachedPages';
import type { KeyIndexData, ReadPart } from './keyIndexData';
import { keyOrder } from './keyOrder';
import type { SharedPart, SortedShare } from './sortShare';

/**
 * Whether a part begins where the other ended, and no page is in both; else only one reader from the beginning can tell
 * which revision lies, and which way to the page is the first.
 */
export function follow(first: ReadPart, second: ReadPart): boolean {
  const newest = first.entries.main.at(-1) ?? 0n;
  return newest <= (second.entries.main[0] ?? newest) && areApart(first.reached, second.reached);
}

/** What threads share of a part. */
export function sharedPart({ keys, entries }: ReadPart): SharedPart {
  return { keys, isDeletion: entries.isDeletion };
}

/**
 * Makes one index of one part, or of two that follow each other in revisions.
 * @param shares Of their directories, sorted, one after another.
 */
export function joinParts(
  parts: readonly [ReadPart, ReadPart?],
  shares: readonly [SortedShare, SortedShare?],
): KeyIndexData {
  const [first, second] = parts;
  const all = second ? [first, second] : [first];
  // Both have walked the branches above the place where they part, and noted what is broken there.
  const damage = new Damage();
  for (const { page, reason } of all.flatMap(({ damagedPages }) => damagedPages)) {
    damage.note(page, reason);
  }
  const { compactRevision, inlinePage } = first;
  const revisions = all.flatMap(({ entries, bumpedRevision }) => [bumpedRevision, entries.main.at(-1) ?? 0n]);
  const indexParts = all.map(({ entries, keys: { directories, directory, groups, names } }) => ({
    entries,
    keys: { directories, directory, names, places: groups.places },
  }));
  return {
    parts: indexParts,
    ...keyOrder([first.keys, second?.keys], shares),
    // An empty store is at revision 1 (etcd-io/etcd, server/storage/mvcc/kvstore.go), and none is behind its compaction.
    revision: [compactRevision, ...revisions].reduce((a, b) => (a > b ? a : b), 1n),
    compactRevision,
    ...(inlinePage && { inlinePage }),
    damage: damage.report(),
  };
}
