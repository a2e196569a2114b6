import assert from 'node:assert/strict';
import { compareBytes, concatBytes } from '../../../src/core/base/bytes';
import { SortingRoom, sameKeyFlag, sortKeys } from '../../../src/core/snapshot/keyIndex/sortKeys';
import { seededRandom } from '../../support/seededRandom';
import { awkwardKeys } from './awkwardKeys';

/** The keys as `sortKeys` puts them in order, and as a plain sort does. */
function sortBoth(keys: readonly Uint8Array[]) {
  const bytes = concatBytes(...keys);
  const starts = new Uint32Array(keys.length + 1);
  for (const [number, key] of keys.entries()) {
    starts[number + 1] = (starts[number] as number) + key.length;
  }
  const order = Uint32Array.from(keys, (_, number) => number);
  sortKeys({ bytes, starts }, order, new SortingRoom(keys.length));
  const found = Array.from(order, flagged => {
    const isSame = flagged >= sameKeyFlag;
    const number = isSame ? flagged - sameKeyFlag : flagged;
    return { number, isSame, key: bytes.slice(starts[number], starts[number + 1]) };
  });
  const sorted = keys
    .map((key, number) => ({ number, key }))
    .sort((a, b) => compareBytes(a.key, b.key) || a.number - b.number);
  const expected = sorted.map(({ number, key }, at) => {
    const before = sorted[at - 1];
    return { number, isSame: before !== undefined && compareBytes(before.key, key) === 0, key };
  });
  return { found, expected };
}

describe('sortKeys', () => {
  for (const [seed, count] of [0, 1, 2, 5, 13, 50, 300, 20_000].entries()) {
    it(`puts ${count} keys in order, those that are the same in their own`, () => {
      const { found, expected } = sortBoth(awkwardKeys(seed, count).map(key => new Uint8Array(key)));
      assert.deepEqual(found, expected);
    });
  }

  it('tells apart keys that are prefixes of each other, that end in zeros, or repeat', () => {
    const random = seededRandom(1);
    const keys = Array.from({ length: 3000 }, () => {
      const prefix = new Uint8Array(random.below(9)).fill(random.pick([0, 1, 0xff]));
      return concatBytes(prefix, new Uint8Array(random.below(9)).fill(random.pick([0, 0x80])));
    });
    const { found, expected } = sortBoth(keys);
    assert.deepEqual(found, expected);
  });

  it('takes keys of a megabyte that differ in their last byte', () => {
    const { found } = sortBoth(
      Array.from({ length: 20 }, (_, index) => concatBytes(new Uint8Array(1e6), Uint8Array.of(200 - index))),
    );
    assert.deepEqual(
      found.map(({ number }) => number),
      Array.from({ length: 20 }, (_, index) => 19 - index),
    );
  });
});
