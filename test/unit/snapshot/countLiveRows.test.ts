import assert from 'node:assert/strict';
import { RowKeysBuilder } from '../../../src/core/snapshot/keyIndex/rowKeys';
import { countLiveRows } from '../../../src/core/snapshot/survey/countLiveRows';
import { seededRandom } from '../../support/seededRandom';
import { awkwardKeys } from './awkwardKeys';

describe('countLiveRows', () => {
  for (const count of [0, 1, 10, 1000, 20_000]) {
    it(`counts the keys of ${count} rows that were not deleted last`, () => {
      const random = seededRandom(count);
      const keys = new RowKeysBuilder();
      keys.reserve(count);
      const isDeletion = new Uint8Array(count);
      const living = new Set<string>();
      for (const [row, key] of awkwardKeys(count, count).entries()) {
        const bytes = new Uint8Array(key);
        keys.put({ bytes, view: new DataView(bytes.buffer) }, 0, bytes.length);
        isDeletion[row] = random.below(3) === 0 ? 1 : 0;
        const name = Buffer.from(bytes).toString('hex');
        if (isDeletion[row] === 1) {
          living.delete(name);
        } else {
          living.add(name);
        }
      }
      assert.equal(countLiveRows(keys.finish(), isDeletion), living.size);
    });
  }
});
