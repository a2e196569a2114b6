import assert from 'node:assert/strict';
import { bytesFromText, textFromBytes } from '../../../../src/core/base/bytes';
import { mostRangesTogether } from '../../../../src/core/keyspace/keyspaceReader';
import { compactDirectories } from '../../../../src/features/keyspace/compactDirectories';
import { MemoryReader } from '../../../support/memoryReader';

async function compacted(keys: readonly string[], directories: readonly string[], delimiter = '/') {
  const reader = new MemoryReader(keys);
  const result = await compactDirectories(reader, directories.map(bytesFromText), delimiter, {});
  return { directories: result.map(textFromBytes), work: reader.work };
}

describe('compactDirectories', () => {
  it('follows directories with nothing beside them', async () => {
    const keys = ['/registry/pods/a', '/registry/secrets/b', 'compact_rev_key'];
    const { directories, work } = await compacted(keys, ['/']);
    assert.deepEqual(directories, ['/registry/']);
    assert.equal(work.calls, 2);
  });

  it('stops at a key beside the only directory, before and after it', async () => {
    assert.deepEqual((await compacted(['/a', '/b/c'], ['/'])).directories, ['/']);
    assert.deepEqual((await compacted(['/b/c', '/c'], ['/'])).directories, ['/']);
    assert.deepEqual((await compacted(['/b/', '/b/c/d'], ['/'])).directories, ['/b/']);
  });

  it('stops at the directory of the only key', async () => {
    assert.deepEqual((await compacted(['/a/b/c'], ['/'])).directories, ['/a/b/']);
  });

  it('keeps what has several children, and empty segments as they are', async () => {
    const keys = ['/a/x', '/b/x', 'c//d/e', 'c//d/f'];
    assert.deepEqual((await compacted(keys, ['/', 'c/'])).directories, ['/', 'c//d/']);
  });

  it('takes longer delimiters', async () => {
    assert.deepEqual((await compacted(['a::b::c', 'a::b::d'], ['a::'], '::')).directories, ['a::b::']);
  });

  it('does nothing for a flat list, many directories, or one that vanished', async () => {
    const many = Array.from({ length: 9 }, (_, index) => `${index}/a/b`);
    for (const [keys, directories, delimiter] of [
      [['/a/b'], ['/'], ''],
      [many, many.map(key => key.slice(0, 2)), '/'],
      [[], ['/'], '/'],
    ] as const) {
      const result = await compacted(keys, directories, delimiter);
      assert.deepEqual(result.directories, directories);
      assert.ok(result.work.calls <= 1);
    }
  });

  it('asks no more at once than a transaction takes, however deep the keys are', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `${index}/${'x/'.repeat(40)}k`);
    const { directories, work } = await compacted(
      keys,
      keys.map(key => key.slice(0, 2)),
    );
    assert.equal(work.calls, 2);
    assert.ok(work.operations <= mostRangesTogether + 8);
    assert.ok(directories.every(directory => directory?.startsWith('x/x/', 2)));
  });
});
