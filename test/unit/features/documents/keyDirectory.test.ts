import assert from 'node:assert/strict';
import { isDirectory, readDirectory } from '../../../../src/features/documents/keyDirectory';
import { MemoryReader } from '../../../support/memoryReader';

describe('keys as folders', () => {
  const keys = ['/a', '/a/b', '/a//c', '/a/d/e', '/a/d', '//x', 'r', 'r/s', '/%'];
  const reader = new MemoryReader(keys);
  const names = async (path: string) =>
    (await readDirectory(reader, path))?.map(({ name, isFile }) => (isFile ? name : `${name}/`)).sort();

  it('lists one level', async () => {
    assert.deepEqual(await names('/a'), ['%/', 'b', 'd']);
    assert.deepEqual(await names('/a/d'), ['e']);
    assert.deepEqual(await names('/a/%'), ['c']);
    assert.deepEqual(await names('/nothing'), []);
  });

  it('keeps keys without a leading slash in a folder of their own', async () => {
    assert.deepEqual(await names('/'), ['%/', '%25', 'a']);
    assert.deepEqual(await names('/%relative'), ['r']);
    assert.deepEqual(await names('/%relative/r'), ['s']);
  });

  it('knows what a folder is', async () => {
    const found: boolean[] = [];
    for (const path of ['/', '/%relative', '/a', '/a/d', '/a/b', '/nothing', '/a/', '/a//c']) {
      found.push(await isDirectory(async () => reader, path));
    }
    assert.deepEqual(found, [true, true, true, true, false, false, false, false]);
  });

  it('has no entries for a path that is not canonical', async () => {
    assert.equal(await readDirectory(reader, '/a/'), undefined);
  });
});
