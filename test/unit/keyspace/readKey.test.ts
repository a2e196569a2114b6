import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { readKey, readPast } from '../../../src/core/keyspace/readKey';
import { MemoryReader } from '../../support/memoryReader';

describe('reading one key', () => {
  const key = bytesFromText('/a');

  it('tells what it is and was, what is not there, and what was compacted', async () => {
    const reader = new MemoryReader();
    const first = reader.put(['/a', bytesFromText('1')], ['/a/b', bytesFromText('x')]);
    const second = reader.put(['/a', bytesFromText('2')]);
    const gone = reader.delete('/a');
    assert.equal(await readKey(reader, key), undefined);
    assert.deepEqual((await readKey(reader, key, { revision: second }))?.value, bytesFromText('2'));
    assert.equal((await readKey(reader, key, { revision: second, keysOnly: true }))?.value.length, 0);
    const past = await readPast(reader, key, { revision: first });
    assert.ok(past !== undefined && past !== 'compacted');
    assert.equal(past.modRevision, first);
    assert.equal(await readPast(reader, key, { revision: gone }), undefined);
    reader.compact(second);
    assert.equal(await readPast(reader, key, { revision: first }), 'compacted');
    await assert.rejects(readKey(reader, key, { revision: first }), error => hasCode(error, 'revision.compacted'));
    await assert.rejects(readPast(reader, key, { revision: 99n }), error => hasCode(error, 'revision.future'));
    const signal = AbortSignal.abort();
    await assert.rejects(readPast(reader, key, { revision: gone, signal }), error => hasCode(error, 'cancelled'));
  });
});
