import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { crc32c } from '../../../src/core/snapshot/survey/crc32c';
import { seededRandom } from '../../support/seededRandom';

describe('crc32c', () => {
  it('has the known sums', () => {
    // RFC 3720, B.4, and the check value of the Castagnoli polynomial.
    assert.equal(crc32c(0, bytesFromText('123456789')), 0xe3069283);
    assert.equal(crc32c(0, new Uint8Array(32)), 0x8a9136aa);
    assert.equal(crc32c(0, new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  });

  it('carries over any cut', () => {
    const bytes = seededRandom(1).bytes(100);
    const whole = crc32c(0, bytes);
    for (let cut = 0; cut <= bytes.length; cut++) {
      assert.equal(crc32c(crc32c(0, bytes.subarray(0, cut)), bytes.subarray(cut)), whole);
    }
  });
});
