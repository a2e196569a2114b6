import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { countKeys, sampleKeys } from '../../../src/core/keyspace/countKeys';
import { keyText } from '../../../src/core/keyspace/keyText';
import { MemoryReader } from '../../support/memoryReader';

describe('countKeys and sampleKeys', () => {
  const reader = new MemoryReader(['a', 'a/1', 'a/2', 'a/3', 'b', Uint8Array.of(0xff, 0xff)]);

  it('count exactly the keys that begin with the prefix, transferring none', async () => {
    assert.equal(await countKeys(reader, bytesFromText('a')), 4);
    assert.equal(await countKeys(reader, bytesFromText('a/')), 3);
    assert.equal(await countKeys(reader, new Uint8Array(0)), 6);
    assert.equal(await countKeys(reader, Uint8Array.of(0xff)), 1);
    assert.equal(await countKeys(reader, bytesFromText('c')), 0);
    assert.equal(reader.work.keysReturned, 0);
  });

  it('take the first keys, and say how many there are at that revision', async () => {
    const sample = await sampleKeys(reader, bytesFromText('a/'), 2);
    assert.deepEqual(sample.keys.map(keyText), ['a/1', 'a/2']);
    assert.equal(sample.count, 3);
    reader.put(['a/4']);
    assert.equal(await countKeys(reader, bytesFromText('a/'), { revision: sample.revision }), 3);
    assert.equal((await sampleKeys(reader, bytesFromText('a/'), 9, { revision: sample.revision })).keys.length, 3);
    await assert.rejects(countKeys(reader, bytesFromText('a'), { revision: 99n }), error =>
      hasCode(error, 'revision.future'),
    );
  });
});
