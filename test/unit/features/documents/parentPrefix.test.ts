import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { parentOf } from '../../../../src/features/documents/parentPrefix';
import { PendingKeys } from '../../../../src/features/documents/pendingKeys';

describe('parentOf', () => {
  it('is the prefix up to the last delimiter that something follows', () => {
    const parent = (key: string, delimiter = '/') =>
      Buffer.from(parentOf(bytesFromText(key), bytesFromText(delimiter))).toString();
    assert.deepEqual(
      ['/a/b', '/a', 'a', '/a/', '/a//', '/', '', 'a/b/c'].map(key => parent(key)),
      ['/a/', '/', '', '/', '/a/', '', '', 'a/b/'],
    );
    assert.equal(parent('a::b::c', '::'), 'a::b::');
    assert.equal(parent('/a/b', ''), '');
  });
});

describe('PendingKeys', () => {
  it('keeps the latest', () => {
    const pending = new PendingKeys();
    for (let index = 0; index <= 200; index++) {
      pending.add(`key ${index}`);
    }
    assert.deepEqual([pending.has('key 0'), pending.has('key 1'), pending.has('key 200')], [false, true, true]);
    pending.delete('key 1');
    assert.equal(pending.has('key 1'), false);
  });
});
