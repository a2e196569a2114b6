import { sameKeyFlag } from './sortKeys';

/**
 * What a revision sees of each key, by place in key order: at its newest row a number of this row and 1, unless that one
 * deleted the key; 0 elsewhere.
 * @param order Rows, those of one key together, each but its first flagged.
 * @param rowsSeen Rows that the revision sees, the first of all.
 */
export function currentRows(order: Uint32Array, isDeletion: (row: number) => boolean, rowsSeen: number): Uint32Array {
  const current = new Uint32Array(order.length);
  for (let place = 0; place < order.length; place++) {
    const row = (order[place] as number) & ~sameKeyFlag;
    const next = place + 1 < order.length ? (order[place + 1] as number) : 0;
    const isOverwritten = (next & sameKeyFlag) !== 0 && (next & ~sameKeyFlag) < rowsSeen;
    if (row < rowsSeen && !isOverwritten && !isDeletion(row)) {
      current[place] = row + 1;
    }
  }
  return current;
}
