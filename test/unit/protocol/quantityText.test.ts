import assert from 'node:assert/strict';
import { quantityText, shareText, type Unit } from '../../../src/protocol/quantityText';

describe('quantities in words', () => {
  const table: readonly (readonly [value: number, unit: Unit, text: string])[] = [
    [0, 'bytes', '0 B'],
    [1023, 'bytes', '1,023 B'],
    [1024, 'bytes', '1 KiB'],
    [25_480_000, 'bytes', '24.3 MiB'],
    [2 * 1024 ** 3, 'bytes', '2 GiB'],
    [1024 ** 5, 'bytes', '1,024 TiB'],
    [0.0421, 'milliseconds', '0.042 ms'],
    [0.4213, 'milliseconds', '0.42 ms'],
    [12.34, 'milliseconds', '12.3 ms'],
    [1234.5, 'milliseconds', '1,235 ms'],
    [12_340, 'milliseconds', '12.3 s'],
    [1204, 'count', '1,204'],
    [3.2199, 'perSecond', '3.22/s'],
  ];
  for (const [value, unit, text] of table) {
    it(`${value} ${unit} is ${text}`, () => {
      assert.equal(quantityText(value, unit, 'en'), text);
    });
  }

  it('writes as the language does', () => {
    assert.equal(quantityText(12.34, 'milliseconds', 'de'), '12,3 ms');
  });

  it('does not round a share to nothing or to all', () => {
    const texts = [0, 0.0001, 0.25, 0.996, 1, 1.2].map(share => shareText(share, 'en'));
    assert.deepEqual(texts, ['0%', '< 1%', '25%', '99%', '100%', '120%']);
  });
});
