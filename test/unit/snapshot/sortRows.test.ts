import assert from 'node:assert/strict';
import { compareBytes, concatBytes } from '../../../src/core/base/bytes';
import { sameKeyFlag, sortRows } from '../../../src/core/snapshot/keyIndex/sortRows';
import { awkwardKeys } from './awkwardKeys';

/** The rows by key as `sortRows` has them, and as a plain sort of all keys has them. */
function sortBoth(keys: readonly Uint8Array[], isInTwo: boolean) {
  const bytes = concatBytes(...keys);
  const starts = new Uint32Array(keys.length + 1);
  for (const [row, key] of keys.entries()) {
    starts[row + 1] = (starts[row] as number) + key.length;
  }
  const order = Uint32Array.from(keys, (_, row) => row);
  // All in the first list; or from the middle on in the second.
  const firstOfSecond = isInTwo ? keys.length >> 1 : keys.length;
  const second = { bytes, starts: starts.subarray(firstOfSecond) };
  sortRows({ first: { bytes, starts }, second, firstOfSecond }, order, new Float64Array(keys.length));
  const found = Array.from(order, flagged => {
    const isSame = flagged >= sameKeyFlag;
    const row = isSame ? flagged - sameKeyFlag : flagged;
    return { row, isSame, key: bytes.slice(starts[row], starts[row + 1]) };
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
      for (const isInTwo of [false, true]) {
        const { found, expected } = sortBoth(
          awkwardKeys(seed, count).map(key => new Uint8Array(key)),
          isInTwo,
        );
        assert.deepEqual(found, expected);
      }
    });
  }

  it('takes keys of a megabyte that differ in their last byte', () => {
    const { found } = sortBoth(
      Array.from({ length: 20 }, (_, index) => concatBytes(new Uint8Array(1e6), Uint8Array.of(200 - index))),
      true,
    );
    assert.deepEqual(
      found.map(({ row }) => row),
      Array.from({ length: 20 }, (_, index) => 19 - index),
    );
  });
});
