import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { HeldValues } from '../../../src/host/heldValues';

const target = { connectionId: 'a', key: bytesFromText('/a') };
const keyValue = {
  key: target.key,
  value: bytesFromText('x'),
  createRevision: 1n,
  modRevision: 2n,
  version: 2n,
  lease: 0n,
};

describe('values held for documents of the past', () => {
  it('are found by connection, key and revision', () => {
    const held = new HeldValues();
    held.hold(target, 2n, keyValue);
    assert.equal(held.find(target, 2n), keyValue);
    assert.equal(held.find(target, 3n), undefined);
    assert.equal(held.find({ ...target, connectionId: 'b' }, 2n), undefined);
    assert.equal(held.find({ ...target, key: bytesFromText('/A') }, 2n), undefined);
  });

  it('are few', () => {
    const held = new HeldValues();
    for (let revision = 1n; revision <= 100n; revision++) {
      held.hold(target, revision, keyValue);
    }
    const found = Array.from({ length: 100 }, (_, index) => held.find(target, BigInt(index + 1))).filter(Boolean);
    assert.equal(found.length, 40);
    assert.ok(held.find(target, 100n));
  });
});
