import assert from 'node:assert/strict';
import {
  bytesFromText,
  compareBytes,
  concatBytes,
  equalBytes,
  hexFromBytes,
  indexOfBytes,
  startsWithBytes,
  textFromBytes,
} from '../../../src/core/base/bytes';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('bytes', () => {
  it('compare as unsigned, shorter first', () => {
    const ascending = [bytes(), bytes(0), bytes(0, 0), bytes(0x7f), bytes(0x80), bytes(0xff), bytes(0xff, 0)];
    for (const [index, smaller] of ascending.entries()) {
      assert.equal(compareBytes(smaller, smaller.slice()), 0);
      assert.ok(equalBytes(smaller, smaller.slice()));
      for (const larger of ascending.slice(index + 1)) {
        assert.ok(compareBytes(smaller, larger) < 0 && compareBytes(larger, smaller) > 0);
        assert.ok(!equalBytes(smaller, larger));
      }
    }
  });

  it('are text only where they are well-formed UTF-8, and keep a byte order mark', () => {
    for (const text of ['', 'a\0b', 'Größe 🙂', '\ufeffx']) {
      assert.equal(textFromBytes(bytesFromText(text)), text);
    }
    for (const broken of [bytes(0xff), bytes(0xc0, 0xaf), bytes(0xe2, 0x82), bytes(0xed, 0xa0, 0x80)]) {
      assert.equal(textFromBytes(broken), undefined);
    }
  });

  it('join, find and show themselves, views into larger buffers too', () => {
    const view = bytes(9, 1, 2, 1, 2, 9).subarray(1, 5);
    assert.deepEqual(concatBytes(view, bytes(), bytes(3)), bytes(1, 2, 1, 2, 3));
    assert.equal(indexOfBytes(view, bytes(1, 2)), 0);
    assert.equal(indexOfBytes(view, bytes(1, 2), 1), 2);
    assert.equal(indexOfBytes(view, bytes(9)), -1);
    assert.equal(hexFromBytes(view), '01020102');
    assert.ok(startsWithBytes(view, bytes(1, 2)) && startsWithBytes(view, bytes()));
    assert.ok(!startsWithBytes(view, bytes(2)) && !startsWithBytes(view, bytes(1, 2, 1, 2, 9)));
  });
});
