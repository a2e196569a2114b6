import assert from 'node:assert/strict';
import { compareBytes, equalBytes, startsWithBytes } from '../../../src/core/base/bytes';
import { endOfKeyspace, nextKey, prefixEnd, prefixRange } from '../../../src/core/base/keyValue';
import { seededRandom } from '../../support/seededRandom';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('key ranges', function () {
  this.timeout(60_000);

  it('end a prefix at its last byte that can be raised', () => {
    assert.deepEqual(prefixEnd(bytes(0x2f)), bytes(0x30));
    assert.deepEqual(prefixEnd(bytes(1, 0xff, 0xff)), bytes(2));
    assert.deepEqual(prefixEnd(bytes(0xff, 0xff)), endOfKeyspace);
    assert.deepEqual(prefixRange(bytes()), { key: bytes(0), rangeEnd: endOfKeyspace });
  });

  it('hold exactly the keys that begin with the prefix', () => {
    const random = seededRandom(2);
    const edge = () => random.pick([0, 1, 0x2f, 0xfe, 0xff]);
    for (let round = 0; round < 20_000; round++) {
      const prefix = Uint8Array.from({ length: random.below(4) }, edge);
      const key = Uint8Array.from({ length: 1 + random.below(5) }, edge);
      const range = prefixRange(prefix);
      const isInside =
        compareBytes(key, range.key) >= 0 &&
        (equalBytes(range.rangeEnd, endOfKeyspace) || compareBytes(key, range.rangeEnd) < 0);
      assert.equal(isInside, startsWithBytes(key, prefix), `${prefix} ${key}`);
    }
  });

  it('leave no room between a key and the next', () => {
    assert.deepEqual(nextKey(bytes(1)), bytes(1, 0));
    assert.deepEqual(nextKey(bytes()), bytes(0));
  });

  it('do not change the prefix they are made from', () => {
    for (const prefix of [bytes(1, 2), Buffer.from([1, 2])]) {
      assert.deepEqual(prefixEnd(prefix), bytes(1, 3));
      assert.deepEqual(nextKey(prefix), bytes(1, 2, 0));
      assert.equal(Buffer.compare(prefix, bytes(1, 2)), 0);
    }
  });
});
