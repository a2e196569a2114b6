import assert from 'node:assert/strict';
import { concatBytes, emptyBytes } from '../../../../src/core/base/bytes';
import { decodeValue, type Problem, renderYaml } from '../../../../src/core/kubernetes';
import { base64Bytes, bytes, head, list, map, stored, string } from './cborBytes';

/** As much as etcd takes in a request unless told otherwise. */
const mostStored = 1.5 * 1024 * 1024;

const object = stored(
  map(
    ['kind', string('Widget')],
    ['data', base64Bytes(1, 2, 3, 4)],
    [
      'spec',
      map(['list', list(bytes(1), string('two'), map(['three', bytes(0xfb, 63, 185, 153, 153, 153, 153, 153, 154)]))]),
    ],
    ['metadata', map(['uid', string('0b1c')], ['name', string('a')])],
    ['apiVersion', string('lab.example.com/v1')],
  ),
);

function problemOf(value: Uint8Array): Problem | undefined {
  const { format, object: read, problem } = decodeValue(emptyBytes, value);
  assert.equal(format, 'cbor');
  assert.equal(read === undefined, problem !== undefined);
  assert.ok(problem === undefined || (problem.offset >= 0 && problem.offset <= value.length));
  return problem;
}

describe('kubernetes: hostile CBOR', () => {
  it('names a problem for every truncation', () => {
    for (let length = 3; length < object.length; length++) {
      assert.equal(problemOf(object.subarray(0, length))?.code, 'truncated', `${length} bytes`);
    }
    assert.equal(problemOf(object), undefined);
  });

  it('survives every value of every byte', () => {
    const codes = new Set<string>();
    for (let place = 3; place < object.length; place++) {
      for (let byte = 0; byte < 256; byte++) {
        const value = object.slice();
        value[place] = byte;
        const problem = problemOf(value);
        codes.add(problem?.code ?? 'none');
        if (problem === undefined && byte % 16 === 0) {
          assert.ok(renderYaml(decodeValue(emptyBytes, value)).length > 0);
        }
      }
    }
    assert.deepEqual([...codes].sort(), ['badCbor', 'none', 'truncated']);
  });

  it('survives bytes at random', () => {
    let state = 20261121;
    // The constants of Numerical Recipes: the same values in every run.
    const next = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    };
    for (let round = 0; round < 20_000; round++) {
      problemOf(stored(Uint8Array.from({ length: next() % 64 }, next)));
    }
  });

  it('bounds the nesting of lists, maps and tags', () => {
    const nested = (...unit: readonly number[]): Uint8Array => {
      const value = new Uint8Array(mostStored);
      return stored(value.map((_, index) => unit[index % unit.length] ?? 0));
    };
    for (const value of [
      nested(0x81),
      nested(0x9f),
      nested(0xa1, 0x41, 0x61),
      nested(0xc9),
      nested(0xd9, 0xd9, 0xf7),
    ]) {
      assert.equal(problemOf(value)?.code, 'tooDeep');
    }
    const fits = concatBytes(new Uint8Array(200).fill(0x81), bytes(1));
    assert.equal(problemOf(stored(fits)), undefined);
  });

  it('bounds the number of items, far above any real object of that size', () => {
    const count = Math.floor(mostStored);
    const value = stored(concatBytes(head(4, count), new Uint8Array(count).fill(0x80)));
    assert.equal(problemOf(value)?.code, 'tooLarge');
    const small = stored(concatBytes(head(4, 40_000), new Uint8Array(40_000).fill(0x80)));
    assert.equal(problemOf(small), undefined);
  });

  it('takes no memory for a length that the bytes do not hold', () => {
    for (const major of [2, 3, 4, 5]) {
      for (const [minor, ...length] of [
        [26, 255, 255, 255, 255],
        [27, 0, 31, 255, 255, 255, 255, 255, 255],
      ] as const) {
        assert.equal(problemOf(stored(bytes((major << 5) | minor, ...length)))?.code, 'truncated');
      }
    }
  });
});
