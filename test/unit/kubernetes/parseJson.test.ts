import assert from 'node:assert/strict';
import { parseJson } from '../../../src/core/kubernetes/parseJson';

describe('kubernetes: parsing JSON', () => {
  it('agrees with JSON.parse where a double is exact', () => {
    const digits = '"1234567890123456"';
    for (const text of [
      'null',
      '-0',
      '1.5e3',
      '[]',
      '{}',
      ' [ 1 , {"a" : [true,false]} ] ',
      '"\\u00e9\\n\\"\\\\"',
      '{"__proto__":1}',
    ]) {
      assert.deepEqual(parseJson(text), JSON.parse(text));
      // The same by the reader that numbers of many digits are given to.
      const long = `[${digits},${text}]`;
      assert.deepEqual(parseJson(long), JSON.parse(long));
    }
  });

  it('keeps whole numbers exact', () => {
    assert.deepEqual(parseJson('[9007199254740993,-9223372036854775808,9007199254740991,1234567890123456.5]'), [
      9007199254740993n,
      -9223372036854775808n,
      9007199254740991,
      1234567890123456.5,
    ]);
  });

  it('says where a text is wrong', () => {
    const wrong: readonly (readonly [string, number])[] = [
      ['', 0],
      ['{', 1],
      ['{"a"}', 4],
      ['{"a":}', 5],
      ['[1,]', 3],
      ['[1 2]', 3],
      ['"a', 0],
      ['"\\x"', 0],
      ['[tru]', 1],
      ['01', 1],
      ['1 1', 2],
    ];
    for (const [text, offset] of wrong) {
      assert.throws(() => parseJson(text), { code: 'badJson', offset }, text);
    }
  });

  it('refuses nesting that no object has', () => {
    assert.throws(() => parseJson('['.repeat(100_000)), { code: 'tooDeep' });
    assert.throws(() => parseJson('{"a":'.repeat(100_000)), { code: 'tooDeep' });
    assert.deepEqual(parseJson(`"${'['.repeat(1000)}"`), '['.repeat(1000));
  });
});
