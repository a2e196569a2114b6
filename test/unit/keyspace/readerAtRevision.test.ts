import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bytesFromText } from '../../../src/core/base/bytes';
import { hasCode } from '../../../src/core/base/errors';
import { prefixRange } from '../../../src/core/base/keyValue';
import { listLevel } from '../../../src/core/keyspace/listLevel';
import { readerAtRevision } from '../../../src/core/keyspace/readerAtRevision';
import { openSnapshot, type SnapshotStore } from '../../../src/core/snapshot';
import { repositoryRoot } from '../../support/repositoryRoot';

const packed = join(repositoryRoot, 'test/fixtures/kubernetes-a/snapshot.db.gz');
const events = bytesFromText('/registry/events/');

describe('a reader at a revision', () => {
  let directory: string;
  let store: SnapshotStore;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-past-'));
    const path = join(directory, 'snapshot.db');
    await writeFile(path, gunzipSync(readFileSync(packed)));
    store = await openSnapshot(path);
  });
  after(async () => {
    await store?.close();
    await rm(directory, { recursive: true });
  });

  it('reads then, and takes then for now', async () => {
    const past = readerAtRevision(store, 1000n);
    const request = { ...prefixRange(events), limit: 3 };
    const expected = await store.range({ ...request, revision: 1000n });
    assert.deepEqual(await past.range(request), { ...expected, revision: 1000n });
    assert.deepEqual(await past.range({ ...request, revision: 1200n }), { ...expected, revision: 1000n });
    assert.deepEqual(await past.ranges([request]), [{ ...expected, revision: 1000n }]);
    assert.notEqual(expected.count, (await store.range(request)).count);
  });

  it('lists levels page by page', async () => {
    const past = readerAtRevision(store, 1000n);
    const first = await listLevel(past, events, { delimiter: '', limit: 10 });
    assert.ok(first.next);
    const second = await listLevel(past, events, { delimiter: '', limit: 1000, next: first.next });
    const { count } = await store.range({ ...prefixRange(events), countOnly: true, revision: 1000n });
    assert.equal(first.children.length + second.children.length, count);
  });

  it('fails where that revision cannot be read', async () => {
    const compacted = readerAtRevision(store, store.compactRevision - 1n);
    await assert.rejects(compacted.range({ key: events }), error => hasCode(error, 'revision.compacted'));
  });
});
