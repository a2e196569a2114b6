import assert from 'node:assert/strict';
import { OpenSnapshots } from '../../../../src/host/connections/snapshot/openSnapshots';

/** What VS Code keeps: whatever JSON can say. */
function memory() {
  let stored = '{}';
  return {
    keys: () => Object.keys(JSON.parse(stored)),
    get: (key: string) => (JSON.parse(stored) as Record<string, unknown>)[key],
    update: async (key: string, value: unknown) => {
      stored = JSON.stringify({ ...(JSON.parse(stored) as object), [key]: value });
    },
  };
}

const entry = { id: 'snapshot-0', name: 'a.db', path: '/a.db' };

describe('the snapshots of a window', () => {
  it('are read-only connections without an endpoint, each once', async () => {
    const snapshots = new OpenSnapshots(memory());
    let changes = 0;
    snapshots.onDidChange(() => changes++);
    await snapshots.add(entry);
    await snapshots.add({ ...entry, name: 'another' });
    assert.deepEqual(snapshots.configurations, [
      { id: 'snapshot-0', name: 'a.db', endpoints: [], readOnly: true, snapshot: { path: '/a.db' } },
    ]);
    await snapshots.remove('snapshot-0');
    assert.deepEqual(snapshots.configurations, []);
    assert.equal(changes, 2);
  });

  it('are there again after a reload', async () => {
    const kept = memory();
    await new OpenSnapshots(kept).add(entry);
    assert.equal(new OpenSnapshots(kept).configurations[0]?.snapshot?.path, '/a.db');
  });

  it('keep what opens their encrypted values, until it is taken away', async () => {
    const snapshots = new OpenSnapshots(memory());
    await snapshots.add(entry);
    await snapshots.setKeys(entry.id, { encryptionConfigurationFile: '/e.yaml', kmsPlugins: { p: '/socket' } });
    await snapshots.setKeys(entry.id, { kmsPlugins: { q: '/socket' } });
    const [first] = snapshots.configurations;
    assert.deepEqual([first?.encryptionConfigurationFile, first?.kmsPlugins], ['/e.yaml', { q: '/socket' }]);
    await snapshots.setKeys(entry.id, { encryptionConfigurationFile: undefined });
    assert.equal('encryptionConfigurationFile' in (snapshots.configurations[0] ?? {}), false);
  });

  it('are so many and no more', async () => {
    const snapshots = new OpenSnapshots(memory());
    for (let index = 0; index < 60; index++) {
      await snapshots.add({ ...entry, id: `snapshot-${index}` });
    }
    assert.equal(snapshots.configurations.length, 50);
    assert.equal(snapshots.configurations.at(-1)?.id, 'snapshot-59');
  });
});
