import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { keyText } from '../../../src/core/keyspace/keyText';
import { seededRandom } from '../../support/seededRandom';

describe('keyText', function () {
  this.timeout(60_000);

  it('shows what can be read and spells out the rest', () => {
    const cases: readonly (readonly [string | number[], string])[] = [
      ['', ''],
      ['/registry/pods', '/registry/pods'],
      ['Größe 日本 🙂', 'Größe 日本 🙂'],
      ['a\nb\0', 'a\\x0ab\\x00'],
      ['\\xff', '\\\\xff'],
      ['\u202e', '\\xe2\\x80\\xae'],
      ['\u0085\u00a0', '\\xc2\\x85\\xc2\\xa0'],
      [[0xff, 0x61, 0x80], '\\xffa\\x80'],
      [[0xe2, 0x82], '\\xe2\\x82'],
      [[0xed, 0xa0, 0x80], '\\xed\\xa0\\x80'],
    ];
    for (const [key, text] of cases) {
      assert.equal(keyText(typeof key === 'string' ? bytesFromText(key) : Uint8Array.from(key)), text);
    }
  });

  it('gives distinct keys distinct texts', () => {
    const random = seededRandom(11);
    const keys = new Set<string>();
    const texts = new Set<string>();
    for (let round = 0; round < 50_000; round++) {
      const parts = Array.from({ length: random.below(5) }, () =>
        Buffer.from(
          random.below(2) === 0
            ? random.bytes(1)
            : bytesFromText(random.pick(['\\', '\\x', 'ff', '\\xff', 'é', '\u200b'])),
        ),
      );
      const key = Buffer.concat(parts);
      keys.add(key.toString('latin1'));
      texts.add(keyText(key));
    }
    assert.equal(texts.size, keys.size);
  });
});
