import { groupKeys } from '../keyIndex/groupedKeys';
import type { RowKeys } from '../keyIndex/rowKeys';
import { sortShare } from '../keyIndex/sortShare';

/**
 * The number of keys whose last row is no deletion.
 * @param isDeletion By row 1 for a deletion.
 */
export function countLiveRows(keys: RowKeys, isDeletion: Uint8Array): number {
  const { current } = sortShare([{ keys: groupKeys(keys), isDeletion }], { from: 0, to: 1 });
  let count = 0;
  for (let place = 0; place < current.length; place++) {
    count += current[place] === 0 ? 0 : 1;
  }
  return count;
}
