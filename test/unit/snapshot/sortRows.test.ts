import assert from 'node:assert/strict';
import { compareBytes, concatBytes } from '../../../src/core/base/bytes';
import { KeyBytes } from '../../../src/core/snapshot/keyIndex/keyBytes';
import { sameKeyFlag, sortRows } from '../../../src/core/snapshot/keyIndex/sortRows';
import { awkwardKeys } from './awkwardKeys';

/** The rows by key as `sortRows` has them, and as a plain sort of all keys has them. */
function sortBoth(keys: readonly Uint8Array[]) {
  const stored = new KeyBytes(16);
  const places = keys.map(key => {
    stored.put(concatBytes(Uint8Array.of(1, 2), key, Uint8Array.of(3)), 2, 2 + key.length);
    return { start: stored.start, end: stored.end };
  });
  const starts = Uint32Array.from(places, ({ start }) => start);
  const ends = Uint32Array.from(places, ({ end }) => end);
  const order = Uint32Array.from(keys, (_, row) => row);
  sortRows({ bytes: stored.bytes, starts, ends }, order, new Float64Array(keys.length));
  const found = Array.from(order, flagged => {
    const isSame = flagged >= sameKeyFlag;
    const row = isSame ? flagged - sameKeyFlag : flagged;
    return { row, isSame, key: stored.bytes.slice(starts[row], ends[row]) };
  });
  const sorted = keys.map((key, row) => ({ row, key })).sort((a, b) => compareBytes(a.key, b.key) || a.row - b.row);
  const expected = sorted.map(({ row, key }, at) => {
    const before = sorted[at - 1];
    return { row, isSame: before !== undefined && compareBytes(before.key, key) === 0, key };
  });
  return { found, expected };
}

describe('sortRows', () => {
  for (const [seed, count] of [0, 1, 2, 5, 13, 50, 300, 20_000].entries()) {
    it(`puts ${count} rows in the order of their keys, those of one key in their own`, () => {
      const { found, expected } = sortBoth(awkwardKeys(seed, count).map(key => new Uint8Array(key)));
      assert.deepEqual(found, expected);
    });
  }

  it('takes keys of a megabyte that differ in their last byte', () => {
    const { found } = sortBoth(
      Array.from({ length: 20 }, (_, index) => concatBytes(new Uint8Array(1e6), Uint8Array.of(200 - index))),
    );
    assert.deepEqual(
      found.map(({ row }) => row),
      Array.from({ length: 20 }, (_, index) => 19 - index),
    );
  });

  it('keeps a key once that comes again soon', () => {
    const stored = new KeyBytes(16);
    const key = Uint8Array.of(1, 2, 3, 4, 5);
    for (let time = 0; time < 1000; time++) {
      stored.put(key, 0, key.length);
      assert.deepEqual(stored.bytes.slice(stored.start, stored.end), key);
    }
    assert.equal(stored.used, key.length);
  });
});
