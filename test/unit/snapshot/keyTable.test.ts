import assert from 'node:assert/strict';
import { compareBytes, concatBytes } from '../../../src/core/base/bytes';
import { KeyTable } from '../../../src/core/snapshot/keyIndex/keyTable';
import { awkwardKeys } from './awkwardKeys';

function tableOf(keys: readonly Uint8Array[]): { readonly table: KeyTable; readonly numbers: readonly number[] } {
  const table = new KeyTable(4, 16);
  const numbers = keys.map(key => {
    const bytes = concatBytes(Uint8Array.of(1, 2), key, Uint8Array.of(3));
    return table.numberOf({ bytes, view: new DataView(bytes.buffer) }, 2, 2 + key.length);
  });
  return { table, numbers };
}

const keyOf = (table: KeyTable, number: number): Uint8Array =>
  table.bytes.slice(table.starts[number], table.starts[number + 1]);

describe('KeyTable', () => {
  it('numbers distinct keys in the order they come', () => {
    const keys = awkwardKeys(1, 5000);
    const { table, numbers } = tableOf(keys);
    const expected = new Map<string, number>();
    for (const [index, key] of keys.entries()) {
      const name = Buffer.from(key).toString('hex');
      const number = expected.get(name) ?? expected.size;
      expected.set(name, number);
      assert.equal(numbers[index], number);
      assert.equal(compareBytes(keyOf(table, number), key), 0);
    }
    assert.equal(table.count, expected.size);
  });
});
