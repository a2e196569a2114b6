import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import type { Reference } from '../../../../src/core/kubernetes/references';
import { lookUpReferences } from '../../../../src/features/references/lookUpReferences';
import { MemoryReader } from '../../../support/memoryReader';

function reference(...keys: readonly string[]): Reference {
  return { kind: 'Pod', name: 'a', path: ['a'], field: ['a'], isGuess: false, keys: keys.map(bytesFromText) };
}

async function found(reader: MemoryReader, references: readonly Reference[], revision?: bigint) {
  const results = await lookUpReferences(reader, references, { revision });
  return results.map(({ key }) => key && Buffer.from(key).toString());
}

describe('looking up references', () => {
  it('takes the first key of each that exists, in one call that sends no value', async () => {
    const reader = new MemoryReader(['/a', '/b', '/c']);
    const references = [reference('/x', '/b', '/c'), reference('/y'), reference('/a')];
    assert.deepEqual(await found(reader, references), ['/b', undefined, '/a']);
    assert.deepEqual([reader.work.calls, reader.work.keysReturned], [1, 0]);
  });

  it('looks at the revision of the document', async () => {
    const reader = new MemoryReader(['/a']);
    const before = reader.delete('/a') - 1n;
    assert.deepEqual(await found(reader, [reference('/a')]), [undefined]);
    assert.deepEqual(await found(reader, [reference('/a')], before), ['/a']);
  });

  it('asks about no more than one call takes, and about nothing without a call', async () => {
    const reader = new MemoryReader(['/a']);
    const many = Array.from({ length: 100 }, () => reference('/x', '/a'));
    assert.equal((await found(reader, many)).length, 64);
    assert.equal(reader.work.calls, 1);
    assert.deepEqual(await found(reader, []), []);
    assert.equal(reader.work.calls, 1);
  });

  it('ends with its signal', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(lookUpReferences(new MemoryReader(), [reference('/a')], { signal }), { code: 'cancelled' });
  });
});
