import assert from 'node:assert/strict';
import { bytesFromText, textFromBytes } from '../../../../src/core/base/bytes';
import { EtcdscopeError } from '../../../../src/core/base/errors';
import { entryOfEvent } from '../../../../src/features/watch/listEntry';
import { readBefore } from '../../../../src/features/watch/readBefore';
import { MemoryReader } from '../../../support/memoryReader';

const key = bytesFromText('/a');
const entryAt = (modRevision: bigint) =>
  entryOfEvent(
    { type: 'put', key, value: bytesFromText('new'), modRevision, createRevision: 1n, version: 2n },
    { id: 0, time: 0, isEarlier: true },
  );

describe('reading what a key held before an event', () => {
  it('reads the revision before, unless there is none, or it was compacted', async () => {
    const reader = new MemoryReader();
    const first = reader.put([key, bytesFromText('old')]);
    const second = reader.put([key, bytesFromText('new')]);
    assert.equal(first, second - 1n);
    const value = await readBefore(reader, entryAt(second));
    assert.equal(value && textFromBytes(value), 'old');
    const { calls } = reader.work;
    assert.equal(await readBefore(reader, entryAt(1n)), undefined);
    assert.equal(reader.work.calls, calls);
    reader.put([key, bytesFromText('newer')]);
    reader.compact(second);
    assert.equal(await readBefore(reader, entryAt(second)), undefined);
  });

  it('tells of all other failures', async () => {
    const reader = new MemoryReader();
    reader.beforeCall = () => {
      throw new EtcdscopeError('connection.lost');
    };
    await assert.rejects(readBefore(reader, entryAt(5n)), { code: 'connection.lost' });
  });
});
