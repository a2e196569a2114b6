import { Damage } from '../pages/damage';
import { currentRows } from './currentRows';
import type { KeyIndexData, SortedPart } from './keyIndexData';
import { keyOrder } from './keyOrder';
import { Rows } from './rows';

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
  const indexParts = all.map(({ entries, keys }) => ({ entries, keys }));
  const order = keyOrder(parts);
  return {
    parts: indexParts,
    order,
    current: currentRows(order, new Rows(indexParts), order.length),
    // An empty store is at revision 1 (etcd-io/etcd, server/storage/mvcc/kvstore.go), and none is behind its compaction.
    revision: [compactRevision, ...revisions].reduce((a, b) => (a > b ? a : b), 1n),
    compactRevision,
    ...(inlinePage && { inlinePage }),
    damage: damage.report(),
  };
}
