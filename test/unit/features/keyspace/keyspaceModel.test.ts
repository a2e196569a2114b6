import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { EtcdscopeError } from '../../../../src/core/base/errors';
import { nextKey, prefixRange } from '../../../../src/core/base/keyValue';
import { KeyspaceModel } from '../../../../src/features/keyspace/keyspaceModel';
import { nodeId, type TreeNode } from '../../../../src/features/keyspace/treeNode';
import { MemoryReader } from '../../../support/memoryReader';
import { FakeConnections } from './fakeConnections';
import { childNamed, directoryAt, rowText, rowTexts } from './treeText';

interface Setup {
  readonly reader: MemoryReader;
  readonly connections: FakeConnections;
  readonly model: KeyspaceModel;
  readonly changed: (TreeNode | undefined)[];
  readonly problems: unknown[];
}

function setUp(keys: readonly (string | Uint8Array)[], options: { pageSize?: number; delimiter?: string } = {}): Setup {
  const reader = new MemoryReader(keys);
  const connections = new FakeConnections(reader);
  const problems: unknown[] = [];
  const model = new KeyspaceModel(connections, {
    delimiterOf: () => options.delimiter ?? '/',
    pageSize: () => options.pageSize ?? 100,
    showsRowDetails: () => false,
    logProblem: (_, error) => problems.push(error),
  });
  const changed: (TreeNode | undefined)[] = [];
  model.onDidChange(node => changed.push(node));
  return { reader, connections, model, changed, problems };
}

/** Waits for the tree to say that a row changed. */
function nextChange(model: KeyspaceModel): Promise<TreeNode | undefined> {
  return new Promise(resolve => {
    const listener = model.onDidChange(node => {
      listener.dispose();
      resolve(node);
    });
  });
}

const kubernetes = [
  '/registry/configmaps/default/a',
  '/registry/pods/default/a',
  '/registry/pods/default/b',
  '/registry/pods/kube-system/c',
  'compact_rev_key',
];

describe('keyspace model', () => {
  it('connects when a connection is expanded, and shows /registry as one row', async () => {
    const { model, connections } = setUp(kubernetes);
    const [root] = model.roots();
    assert.ok(root);
    assert.deepEqual(await rowTexts(model, root), ['/registry ▸ 4', 'compact_rev_key']);
    assert.equal(connections.connects, 1);
    assert.deepEqual(await rowTexts(model, await directoryAt(model, '/registry')), ['configmaps ▸ 1', 'pods ▸ 3']);
    assert.deepEqual(await rowTexts(model, await directoryAt(model, '/registry', 'pods', 'default')), ['a', 'b']);
  });

  it('shows a directory without a name by its delimiter, open when it is the only row', async () => {
    const { model } = setUp(['/a/x', '/b/x']);
    const slash = await directoryAt(model, '/');
    assert.equal(slash.kind === 'prefix' && slash.isAlone, true);
    assert.deepEqual(await rowTexts(model, slash), ['a ▸ 1', 'b ▸ 1']);
  });

  it('names keys that end with the delimiter, and keeps them apart from their directory', async () => {
    const { model } = setUp(['a', 'a/', 'a//b', 'a/c', 'x']);
    assert.deepEqual(await rowTexts(model, model.connectionNode('a')), ['a', 'a ▸ 3', 'x']);
    const directory = (await model.children(model.connectionNode('a'))).find(row => row.kind === 'prefix');
    assert.ok(directory?.kind === 'prefix');
    assert.deepEqual(await rowTexts(model, directory), ['a/', '/ ▸ 1', 'c']);
    const ids = [...(await model.children(model.connectionNode('a'))), ...(await model.children(directory))].map(
      nodeId,
    );
    assert.equal(new Set(ids).size, ids.length);
  });

  it('lists a keyspace flat without a delimiter', async () => {
    const { model } = setUp(['/a/b', '/a/c'], { delimiter: '' });
    assert.deepEqual(await rowTexts(model, model.connectionNode('a')), ['/a/b', '/a/c']);
  });

  it('says that there are no keys', async () => {
    const { model } = setUp([]);
    assert.deepEqual(await rowTexts(model, model.connectionNode('a')), ['emptyKeyspace']);
  });

  it('shows a page at a time, keeping what is there', async () => {
    const { model, changed } = setUp(
      Array.from({ length: 25 }, (_, index) => `k${String(index).padStart(2, '0')}`),
      { pageSize: 10 },
    );
    const root = model.connectionNode('a');
    const first = await model.children(root);
    assert.deepEqual(first.slice(-2).map(rowText), ['k09', 'more after 10']);
    const more = first.at(-1);
    assert.ok(more?.kind === 'loadMore');
    assert.equal((await model.children(root)).at(-1), more, 'the row stays the same object');
    const next = await model.loadMore(more);
    assert.equal(next && rowText(next), 'k10');
    assert.equal(changed.at(-1), root);
    const second = await model.children(root);
    assert.equal(second.length, 21);
    assert.deepEqual(second.slice(0, 10), first.slice(0, 10));
    const last = second.at(-1);
    assert.ok(last?.kind === 'loadMore');
    await model.loadMore(last);
    assert.equal((await model.children(root)).map(rowText).at(-1), 'k24');
    assert.equal(await model.loadMore(more), undefined, 'a row that is gone loads nothing');
  });

  it('keeps the rows and the way on when the next page fails', async () => {
    const { model, reader } = setUp(
      Array.from({ length: 5000 }, (_, index) => `k${index}`),
      { pageSize: 100 },
    );
    const root = model.connectionNode('a');
    const more = (await model.children(root)).at(-1);
    assert.ok(more?.kind === 'loadMore');
    reader.beforeCall = () => {
      throw new EtcdscopeError('connection.lost');
    };
    await assert.rejects(model.loadMore(more), { code: 'connection.lost' });
    assert.equal(more.isLoading, false);
    assert.equal((await model.children(root)).length, 101);
  });

  it('asks the store once for a level, however often it is asked', async () => {
    const { model, reader } = setUp(kubernetes);
    const registry = await directoryAt(model, '/registry');
    const before = reader.work.calls;
    const [a, b] = await Promise.all([model.children(registry), model.children(registry)]);
    const calls = reader.work.calls - before;
    assert.deepEqual(a, b);
    await model.children(registry);
    assert.equal(reader.work.calls - before, calls);
  });

  it('turns a failed level into a row that tries again', async () => {
    const { model, reader, problems } = setUp(kubernetes);
    const registry = await directoryAt(model, '/registry');
    reader.beforeCall = () => {
      throw new EtcdscopeError('call.timeout');
    };
    const [problem, ...others] = await model.children(registry);
    assert.ok(problem?.kind === 'problem');
    assert.deepEqual(others, []);
    assert.equal(problem.error.facts.connectionId, 'a');
    assert.equal(model.parent(problem), registry);
    assert.equal(problems.length, 1);
    reader.beforeCall = undefined;
    await model.refresh(registry);
    assert.deepEqual(await rowTexts(model, registry), ['configmaps ▸ 1', 'pods ▸ 3']);
  });

  it('offers ways out below a connection that failed, and does not connect by being looked at', async () => {
    const { model, connections } = setUp([]);
    connections.failure = new EtcdscopeError('connection.refused');
    const root = model.connectionNode('a');
    assert.deepEqual(await rowTexts(model, root), ['problem connection.refused', 'retry', 'showLog', 'edit']);
    await rowTexts(model, root);
    assert.equal(connections.connects, 1);
  });

  it('forgets everything when it is disconnected, and gives the row a fresh id', async () => {
    const { model, connections, changed } = setUp(kubernetes);
    const root = model.connectionNode('a');
    const registry = await directoryAt(model, '/registry');
    const id = nodeId(root);
    await connections.disconnect();
    assert.equal(changed.at(-1), undefined);
    assert.notEqual(nodeId(root), id);
    assert.equal(model.parent(registry), undefined);
  });

  it('shows nothing for what arrives after a disconnect', async () => {
    const { model, connections, reader } = setUp(kubernetes);
    const registry = await directoryAt(model, '/registry');
    reader.beforeCall = () => connections.disconnect();
    assert.deepEqual(await model.children(registry), []);
  });

  it('refreshes a row: same objects, new counts up to the connection', async () => {
    const { model, reader, changed } = setUp(kubernetes);
    const registry = await directoryAt(model, '/registry');
    const pods = await directoryAt(model, '/registry', 'pods');
    const system = await childNamed(model, pods, 'kube-system');
    reader.put(['/registry/pods/kube-system/d'], ['/registry/pods/zoo/z']);
    await model.refresh(pods);
    assert.equal(changed.at(-1), registry, 'the outermost row with another count is shown again');
    assert.deepEqual(await rowTexts(model, registry), ['configmaps ▸ 1', 'pods ▸ 5']);
    assert.deepEqual(await rowTexts(model, pods), ['default ▸ 2', 'kube-system ▸ 2', 'zoo ▸ 1']);
    assert.equal(await childNamed(model, pods, 'kube-system'), system);
  });

  it('refreshes a row only as far as it goes', async () => {
    const { model, reader, changed } = setUp(kubernetes);
    const pods = await directoryAt(model, '/registry', 'pods');
    const configmaps = await directoryAt(model, '/registry', 'configmaps');
    await model.children(configmaps);
    await model.children(pods);
    await model.refresh(pods);
    assert.equal(changed.at(-1), pods);
    const before = reader.work.calls;
    await model.children(configmaps);
    assert.equal(reader.work.calls, before);
  });

  it('keeps the pages that were loaded when it refreshes', async () => {
    const { model } = setUp(
      Array.from({ length: 35 }, (_, index) => `k${String(index).padStart(2, '0')}`),
      { pageSize: 10 },
    );
    const root = model.connectionNode('a');
    const more = (await model.children(root)).at(-1);
    assert.ok(more?.kind === 'loadMore');
    await model.loadMore(more);
    await model.refresh(root);
    assert.equal((await rowTexts(model, root)).at(-1), 'more after 20');
  });

  it('shows a vanished level empty, and takes its row away on refresh', async () => {
    const { model, reader } = setUp(kubernetes);
    const registry = await directoryAt(model, '/registry');
    const configmaps = await directoryAt(model, '/registry', 'configmaps');
    reader.delete('/registry/configmaps/default/a');
    assert.deepEqual(await model.children(configmaps), []);
    assert.equal(configmaps.kind === 'prefix' && configmaps.count, 0);
    await model.refresh(configmaps);
    assert.deepEqual(await rowTexts(model, registry), ['pods ▸ 3']);
  });

  describe('after own writes', () => {
    it('adds a key to the level that shows it, and to the counts above', async () => {
      const { model, reader } = setUp(kubernetes);
      const registry = await directoryAt(model, '/registry');
      const level = await directoryAt(model, '/registry', 'pods', 'default');
      await model.children(level);
      const key = '/registry/pods/default/new';
      reader.put([key]);
      const change = nextChange(model);
      model.followChange({ connectionId: 'a', key: bytesFromText(key) });
      assert.equal(await change, registry);
      assert.deepEqual(await rowTexts(model, level), ['a', 'b', 'new']);
      assert.deepEqual(await rowTexts(model, registry), ['configmaps ▸ 1', 'pods ▸ 4']);
    });

    it('counts a key below a row that was never expanded, without listing anything', async () => {
      const { model, reader } = setUp(kubernetes);
      const registry = await directoryAt(model, '/registry');
      await model.children(registry);
      const before = reader.work.calls;
      reader.put(['/registry/pods/x/y']);
      const change = nextChange(model);
      model.followChange({ connectionId: 'a', key: bytesFromText('/registry/pods/x/y') });
      await change;
      assert.deepEqual(await rowTexts(model, registry), ['configmaps ▸ 1', 'pods ▸ 4']);
      assert.equal(reader.work.calls - before, 1);
    });

    it('takes away the directory whose last key was deleted', async () => {
      const { model, reader } = setUp(kubernetes);
      const pods = await directoryAt(model, '/registry', 'pods');
      await model.children(await directoryAt(model, '/registry', 'pods', 'kube-system'));
      const key = '/registry/pods/kube-system/c';
      reader.delete(key);
      const change = nextChange(model);
      model.followChange({ connectionId: 'a', key: bytesFromText(key), rangeEnd: nextKey(bytesFromText(key)) });
      await change;
      assert.deepEqual(await rowTexts(model, pods), ['default ▸ 2']);
    });

    it('follows a deleted prefix', async () => {
      const { model, reader } = setUp(kubernetes);
      const registry = await directoryAt(model, '/registry');
      const pods = await directoryAt(model, '/registry', 'pods');
      await model.children(await directoryAt(model, '/registry', 'pods', 'default'));
      for (const key of kubernetes.filter(text => text.includes('/pods/'))) {
        reader.delete(key);
      }
      assert.ok(pods.kind === 'prefix');
      const change = nextChange(model);
      model.followChange({ connectionId: 'a', ...prefixRange(pods.prefix) });
      await change;
      assert.deepEqual(await rowTexts(model, registry), ['configmaps ▸ 1']);
      assert.deepEqual(await rowTexts(model, model.connectionNode('a')), ['/registry ▸ 1', 'compact_rev_key']);
    });

    it('splits the compacted row when a key comes beside it', async () => {
      const { model, reader } = setUp(kubernetes);
      const root = model.connectionNode('a');
      await model.children(root);
      reader.put(['/other']);
      const change = nextChange(model);
      model.followChange({ connectionId: 'a', key: bytesFromText('/other') });
      await change;
      assert.deepEqual(await rowTexts(model, root), ['/ ▸ 5', 'compact_rev_key']);
    });

    it('lists everything again after more changes than it keeps waiting', async () => {
      const { model, reader } = setUp(kubernetes);
      const level = await directoryAt(model, '/registry', 'pods', 'default');
      await model.children(level);
      const keys = Array.from({ length: 200 }, (_, index) => `/registry/pods/default/n${index}`);
      reader.put(...keys.map(key => [key] as const));
      const before = reader.work.calls;
      for (const key of keys) {
        model.followChange({ connectionId: 'a', key: bytesFromText(key) });
      }
      let shown: TreeNode | undefined;
      while (shown?.kind !== 'connection') {
        shown = await nextChange(model);
      }
      assert.ok(reader.work.calls - before < 10);
      const rows = await rowTexts(model, await directoryAt(model, '/registry', 'pods'));
      assert.deepEqual(rows, ['default ▸ 202', 'kube-system ▸ 1']);
    });

    it('shows the trouble where following fails', async () => {
      const { model, reader, problems } = setUp(kubernetes);
      const registry = await directoryAt(model, '/registry');
      await model.children(registry);
      reader.beforeCall = () => {
        throw new EtcdscopeError('connection.lost');
      };
      const change = nextChange(model);
      model.followChange({ connectionId: 'a', key: bytesFromText('/registry/pods/default/x') });
      assert.equal(await change, registry);
      assert.equal(problems.length, 1);
      assert.deepEqual(await rowTexts(model, registry), ['problem connection.lost']);
    });

    it('lists no level for a new value of a known key', async () => {
      const { model, reader } = setUp(kubernetes);
      const level = await directoryAt(model, '/registry', 'pods', 'default');
      await model.children(level);
      const before = reader.work.calls;
      reader.put(['/registry/pods/default/a']);
      const change = nextChange(model);
      model.followChange({ connectionId: 'a', key: bytesFromText('/registry/pods/default/a') });
      await change;
      await model.children(level);
      assert.equal(reader.work.calls - before, 2);
    });
  });
});
