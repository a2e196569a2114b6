import assert from 'node:assert/strict';
import { compareBytes, concatBytes } from '../../../src/core/base/bytes';
import { EntryColumns } from '../../../src/core/snapshot/keyIndex/entryColumns';
import { groupKeys } from '../../../src/core/snapshot/keyIndex/groupedKeys';
import { joinParts, sharedPart } from '../../../src/core/snapshot/keyIndex/joinParts';
import type { ReadPart } from '../../../src/core/snapshot/keyIndex/keyIndexData';
import { Keys } from '../../../src/core/snapshot/keyIndex/keys';
import { RowKeysBuilder } from '../../../src/core/snapshot/keyIndex/rowKeys';
import { sortShare } from '../../../src/core/snapshot/keyIndex/sortShare';
import { seededRandom } from '../../support/seededRandom';
import { awkwardKeys } from './awkwardKeys';

interface Row {
  readonly key: Uint8Array;
  readonly isDeletion: boolean;
}

/** A part of these rows, whose revisions begin at `revision`. */
function partOf(rows: readonly Row[], revision: number): ReadPart {
  const keysBuilder = new RowKeysBuilder();
  const columns = new EntryColumns();
  columns.reserve(rows.length);
  keysBuilder.reserve(rows.length);
  for (const [row, { key, isDeletion }] of rows.entries()) {
    const bytes = concatBytes(Uint8Array.of(0x2f), key, Uint8Array.of(0x2f));
    const view = new DataView(bytes.buffer);
    keysBuilder.put({ bytes, view }, 1, 1 + key.length);
    columns.main[row * 2] = revision + row;
    columns.isDeletion[row] = isDeletion ? 1 : 0;
    columns.count++;
  }
  return {
    entries: columns.finish(),
    keys: groupKeys(keysBuilder.finish()),
    bumpedRevision: 0n,
    compactRevision: 0n,
    reached: { pages: new Uint32Array(0), common: 0 },
    damagedPages: [],
  };
}

/** The order of rows that are read in two parts, or in one. */
function sorted(rows: readonly Row[], cut?: number) {
  const first = partOf(rows.slice(0, cut), 1);
  const second = cut === undefined ? undefined : partOf(rows.slice(cut), 1 + cut);
  const index = second
    ? joinParts(
        [first, second],
        [
          sortShare([sharedPart(first), sharedPart(second)], { from: 0, to: 0.3 }),
          sortShare([sharedPart(first), sharedPart(second)], { from: 0.3, to: 1 }),
        ],
      )
    : joinParts([first], [sortShare([sharedPart(first)], { from: 0, to: 1 })]);
  const keys = new Keys(index.parts, index.order);
  const found: { readonly key: string; readonly rows: readonly number[]; readonly current: number }[] = [];
  for (let place = 0; place < keys.count; place = keys.endOfKey(place)) {
    const places = Array.from({ length: keys.endOfKey(place) - place }, (_, offset) => place + offset);
    found.push({
      key: Buffer.from(keys.at(place)).toString('latin1'),
      rows: places.map(each => keys.rowAt(each)),
      current: places.reduce((sum, each) => sum + (index.current[each] ?? 0), 0),
    });
  }
  return found;
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

describe('keyOrder', () => {
  for (const [seed, count] of [0, 1, 2, 5, 50, 300, 5000].entries()) {
    it(`puts the keys of ${count} rows in order, with the rows of each together`, () => {
      const nested = nestedKeys(seed + 1, count);
      assert.deepEqual(sorted(nested), expected(nested));
      assert.deepEqual(sorted(nested, Math.floor(count / 3)), expected(nested));
      const awkward = awkwardKeys(seed, count).map(key => ({ key: new Uint8Array(key), isDeletion: false }));
      assert.deepEqual(sorted(awkward), expected(awkward));
      assert.deepEqual(sorted(awkward, Math.floor(count / 2)), expected(awkward));
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
