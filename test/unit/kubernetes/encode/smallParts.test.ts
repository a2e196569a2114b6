import assert from 'node:assert/strict';
import { matchElements } from '../../../../src/core/kubernetes/encode/matchElements';
import { nearestName } from '../../../../src/core/kubernetes/encode/nearestName';
import { readPlainScalar } from '../../../../src/core/kubernetes/encode/plainScalar';
import {
  canonicalDuration,
  canonicalMicroTime,
  canonicalTime,
  parseDuration,
} from '../../../../src/core/kubernetes/encode/readTime';

describe('kubernetes encode: plain scalars', () => {
  it('mean what they mean to kubectl', () => {
    for (const [source, value] of [
      ['', null],
      ['~', null],
      ['on', true],
      ['Yes', true],
      ['n', false],
      ['oN', 'oN'],
      ['0', 0],
      ['-12', -12],
      ['+12', 12],
      ['1_000', 1000],
      ['0777', 511],
      ['0o17', 15],
      ['0x1F', 31],
      ['-0b101', -5],
      ['09', 9],
      ['9223372036854775807', 9223372036854775807n],
      ['1e3', 1000],
      ['.5', 0.5],
      ['1.10', 1.1],
      ['1.', 1],
      ['-.inf', Number.NEGATIVE_INFINITY],
      ['12:30:45', '12:30:45'],
      ['2026-01-02', '2026-01-02'],
      ['1.2.3', '1.2.3'],
      ['-', '-'],
      ['100m', '100m'],
    ] as const) {
      assert.equal(readPlainScalar(source), value, source);
    }
  });
});

describe('kubernetes encode: times and durations', () => {
  it('are read as Go reads them and written as Kubernetes writes them', () => {
    assert.equal(canonicalTime('2026-01-02T03:04:05Z'), '2026-01-02T03:04:05Z');
    assert.equal(canonicalTime('2026-01-02T03:04:05.9-01:30'), '2026-01-02T04:34:05Z');
    assert.equal(canonicalTime('0001-01-01T00:00:00Z'), null);
    assert.equal(canonicalMicroTime('2026-01-02T03:04:05.0000017Z'), '2026-01-02T03:04:05.000001Z');
    for (const text of ['', '2026-01-02', '2026-02-30T00:00:00Z', '2026-01-02T24:00:00Z', '2026-01-02T03:04:05']) {
      assert.equal(canonicalTime(text), undefined, text);
    }
    assert.equal(canonicalDuration('90m'), '1h30m0s');
    assert.equal(canonicalDuration('-1.5us'), '-1.5µs');
    assert.equal(parseDuration('0'), 0n);
    assert.equal(parseDuration('1h2m3s4ms5us6ns'), 3_723_004_005_006n);
    for (const text of ['', '5', 'h', '1 h', '1d', '--1s', '99999999h']) {
      assert.equal(parseDuration(text), undefined, text);
    }
  });
});

describe('kubernetes encode: nearest names', () => {
  it('are found where they are near', () => {
    const names = ['image', 'imagePullPolicy', 'name', 'ports', 'resources'];
    assert.equal(nearestName('imgae', names), 'image');
    assert.equal(nearestName('Image', names), 'image');
    assert.equal(nearestName('resource', names), 'resources');
    assert.equal(nearestName('imagePullPolcy', names), 'imagePullPolicy');
    assert.equal(nearestName('zzz', names), undefined);
    assert.equal(nearestName('x'.repeat(100_000), names), undefined);
  });
});

describe('kubernetes encode: elements of lists', () => {
  it('are matched by what they are, then by their names, then by their places', () => {
    const element = (name: string, value = 1) => ({ name, value });
    assert.deepEqual(matchElements(['a', 'b', 'c'], ['a', 'c']), [0, 2]);
    assert.deepEqual(matchElements(['a', 'b', 'c'], ['c', 'a', 'b']), [2, 0, 1]);
    assert.deepEqual(matchElements(['a'], ['x', 'a', 'y']), [undefined, 0, undefined]);
    assert.deepEqual(matchElements(['a', 'a'], ['a', 'a', 'a']), [0, 1, undefined]);
    assert.deepEqual(matchElements([element('a'), element('b')], [element('n'), element('b', 2), element('a', 2)]), [
      undefined,
      1,
      0,
    ]);
    assert.deepEqual(matchElements([element('a'), element('b')], [element('c'), element('b')]), [0, 1]);
    assert.deepEqual(matchElements([{ x: 1 }, { x: 2 }], [{ x: 9 }, { x: 8 }, { x: 7 }]), [0, 1, undefined]);
  });
});
