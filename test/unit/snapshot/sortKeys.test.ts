import assert from 'node:assert/strict';
import { compareBytes, concatBytes } from '../../../src/core/base/bytes';
import { EntryColumns } from '../../../src/core/snapshot/keyIndex/entryColumns';
import { sortKeys } from '../../../src/core/snapshot/keyIndex/sortKeys';
import { SplitKeys } from '../../../src/core/snapshot/keyIndex/splitKeys';
import { seededRandom } from '../../support/seededRandom';
import { awkwardKeys } from './awkwardKeys';

interface Row {
  readonly key: Uint8Array;
  readonly isDeletion: boolean;
}

function sorted(rows: readonly Row[]) {
  const keys = new SplitKeys(16);
  const columns = new EntryColumns();
  columns.reserve(rows.length);
  for (const [row, { key, isDeletion }] of rows.entries()) {
    keys.put(concatBytes(Uint8Array.of(0x2f), key, Uint8Array.of(0x2f)), 1, 1 + key.length);
    columns.directory[row] = keys.directory;
    columns.nameStart[row] = keys.nameStart;
    columns.nameEnd[row] = keys.nameEnd;
    columns.isDeletion[row] = isDeletion ? 1 : 0;
    columns.count++;
  }
  const entries = columns.finish();
  const { keyBytes, keyStarts, last, current } = sortKeys(keys, columns, entries);
  return Array.from(last, (lastRow, place) => {
    const history: number[] = [];
    for (let row = lastRow; row !== 0; row = entries.previous[row - 1] as number) {
      history.push(row - 1);
    }
    return {
      key: Buffer.from(keyBytes.subarray(keyStarts[place], keyStarts[place + 1])).toString('latin1'),
      rows: history.reverse(),
      current: current[place],
    };
  });
}

function expected(rows: readonly Row[]) {
  const byKey = new Map<string, number[]>();
  for (const [row, { key }] of rows.entries()) {
    const name = Buffer.from(key).toString('latin1');
    byKey.set(name, [...(byKey.get(name) ?? []), row]);
  }
  return [...byKey.entries()]
    .sort(([a], [b]) => compareBytes(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1')))
    .map(([key, own]) => {
      const last = own.at(-1) ?? 0;
      return { key, rows: own, current: rows[last]?.isDeletion ? 0 : last + 1 };
    });
}

/** Keys whose directories lie within each other, beside names that sort before, between and behind them. */
function nestedKeys(seed: number, count: number): readonly Row[] {
  const random = seededRandom(seed);
  const characters = ['/', '/', 'a', 'b', '.', '0', '\xff', '\0'];
  return Array.from({ length: count }, () => {
    const length = 1 + random.below(7);
    const text = Array.from({ length }, () => characters[random.below(characters.length)]).join('');
    return { key: new Uint8Array(Buffer.from(text, 'latin1')), isDeletion: random.below(5) === 0 };
  });
}

describe('sortKeys', () => {
  for (const [seed, count] of [0, 1, 2, 5, 50, 300, 5000].entries()) {
    it(`puts the keys of ${count} rows in order and links the rows of each`, () => {
      const nested = nestedKeys(seed + 1, count);
      assert.deepEqual(sorted(nested), expected(nested));
      const awkward = awkwardKeys(seed, count).map(key => ({ key: new Uint8Array(key), isDeletion: false }));
      assert.deepEqual(sorted(awkward), expected(awkward));
    });
  }

  it('takes more levels of directories than any key of sense has', () => {
    const rows = Array.from({ length: 2000 }, (_, index) => ({
      key: new Uint8Array(1 + ((index * 7919) % 2000)).fill(0x2f),
      isDeletion: false,
    }));
    assert.deepEqual(sorted(rows), expected(rows));
  });
});
