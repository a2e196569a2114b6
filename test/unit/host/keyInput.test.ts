import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { keyText } from '../../../src/core/keyspace/keyText';
import { keyFromInput } from '../../../src/host/keyInput';
import { seededRandom } from '../../support/seededRandom';

describe('keyFromInput', () => {
  it('reads what keyText writes, for any bytes', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 5000; round++) {
      const length = 1 + random.below(12);
      // Backslashes, an x and digits often, so that escapes and what looks like them meet.
      const key = Uint8Array.from({ length }, () => random.pick([0x5c, 0x78, 0x66, random.below(256)]));
      assert.deepEqual(keyFromInput(keyText(key)), key, keyText(key));
    }
  });

  it('takes text as its UTF-8, and capital digits', () => {
    assert.deepEqual(keyFromInput('/ключ 1'), bytesFromText('/ключ 1'));
    assert.deepEqual(keyFromInput('\\xFF\\\\x'), Uint8Array.of(0xff, 0x5c, 0x78));
  });

  it('refuses an empty text and a backslash that begins nothing', () => {
    for (const [text, reason] of [
      ['', 'empty'],
      ['\\', 'escape'],
      ['a\\b', 'escape'],
      ['\\xf', 'escape'],
      ['\\xgg', 'escape'],
      ['\\\\\\', 'escape'],
    ] as const) {
      assert.throws(
        () => keyFromInput(text),
        error => hasCode(error, 'key.invalid') && error.facts.reason === reason,
        text,
      );
    }
  });
});
