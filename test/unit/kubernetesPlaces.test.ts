import assert from 'node:assert/strict';
import { bytesFromText, textFromBytes } from '../../src/core/base/bytes';
import { placesBelow } from '../../src/core/kubernetesPlaces';
import { MemoryReader } from '../support/memoryReader';

describe('places below a directory', () => {
  const directory = bytesFromText('/registry/pods/');
  const names = (count: number, nameOf: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => `/registry/pods/${nameOf(index)}`);

  async function placesOf(keys: readonly string[]) {
    const reader = new MemoryReader([...keys, '/registry/podgroups/a', '/registry/secrets/a']);
    const places = await placesBelow(reader, directory, 4);
    const counts = await reader.ranges(places);
    return {
      starts: places.map(({ key }) => (textFromBytes(key) ?? '').slice('/registry/pods/'.length)),
      total: counts.reduce((sum, { count }) => sum + count, 0),
      calls: reader.work.calls - 1,
    };
  }

  it('are where the names of namespaces part, in one read', async () => {
    const spaces = ['default', 'kube-system', 'monitoring', 'team', 'web'];
    const { starts, total, calls } = await placesOf(names(100, index => `${spaces[index % 5]}/pod-${index + 100}`));
    assert.deepEqual(
      starts.map(start => start.split('/')[0]),
      spaces,
    );
    assert.deepEqual([total, calls], [100, 1]);
  });

  it('are found behind what all names begin with', async () => {
    const { starts, total, calls } = await placesOf(names(700, index => `production-${index % 7}/pod-${index}`));
    assert.deepEqual(
      starts.map(start => start.split('/')[0]),
      Array.from({ length: 7 }, (_, index) => `production-${index}`),
    );
    assert.deepEqual([total, calls], [700, 3]);
  });

  it('hold all keys, however these are named', async () => {
    for (const keys of [
      [],
      names(1, () => 'a'),
      names(60, index => 'a'.repeat(index + 1)),
      names(300, index => `one/pod-${String(index).padStart(6, '0')}`),
      [...names(5, index => `a${index}`), ...names(400, index => `z/${index}`)],
    ]) {
      const { total, calls } = await placesOf(keys);
      assert.equal(total, keys.length);
      assert.ok(calls <= 5, String(calls));
    }
  });
});
