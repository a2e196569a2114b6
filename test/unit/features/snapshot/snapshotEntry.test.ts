import assert from 'node:assert/strict';
import { snapshotEntry } from '../../../../src/features/snapshot/snapshotEntry';
import { snapshotEntries } from '../../../../src/host/connections/snapshot/openSnapshots';

describe('a snapshot file as a connection', () => {
  it('has an id of its path, fit for a URI', () => {
    const { id } = snapshotEntry('/backups/Monday/snapshot.db', []);
    assert.match(id, /^snapshot-[0-9a-f]{16}$/);
    assert.equal(snapshotEntry('/backups/Monday/snapshot.db', ['snapshot.db']).id, id);
    assert.notEqual(snapshotEntry('/backups/monday/snapshot.db', []).id, id);
  });

  it('is called after its file, or after its place where that would not tell', () => {
    const nameOf = (path: string, taken: readonly string[] = []) => snapshotEntry(path, taken).name;
    assert.equal(nameOf('/backups/monday/snapshot.db'), 'snapshot.db');
    assert.equal(nameOf('/backups/monday/snapshot.db', ['snapshot.db']), 'monday/snapshot.db');
    assert.equal(nameOf('/var/lib/etcd/member/snap/db'), 'etcd/member/snap/db');
  });

  it('is remembered in one form only', () => {
    const entry = { id: 'snapshot-0', name: 'a', path: '/a' };
    const odd = [
      { ...entry, path: 1 },
      { ...entry, encryptionConfigurationFile: 1 },
      { ...entry, kmsPlugins: null },
    ];
    assert.deepEqual(snapshotEntries([entry, null, 1, {}, ...odd, { ...entry, kmsPlugins: { p: 1 } }, 'text']), [
      entry,
    ]);
    assert.deepEqual(snapshotEntries(undefined), []);
    assert.deepEqual(snapshotEntries({ entry }), []);
  });
});
