import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesFromText } from '../../../src/core/base/bytes';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import type { KeyspaceReader } from '../../../src/core/keyspace/keyspaceReader';
import { TreeFollower } from '../../../src/features/keyspace/autoRefresh/treeFollower';
import { KeyspaceModel } from '../../../src/features/keyspace/keyspaceModel';
import type { ParentNode, TreeNode } from '../../../src/features/keyspace/treeNode';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { FakeConnections } from '../../unit/features/keyspace/fakeConnections';
import { directoryAt, rowText } from '../../unit/features/keyspace/treeText';

const bytes = bytesFromText;

/** The tree of a real cluster as VS Code would show it, with auto-refresh on. */
class ShownTree {
  readonly model: KeyspaceModel;
  readonly collapsed = new Set<ParentNode>();
  /** Calls to the cluster that listed or counted. */
  calls = 0;
  readonly problems: unknown[] = [];
  private readonly changes = new EventEmitter();
  private readonly follower: TreeFollower;

  constructor(store: EtcdStore) {
    const counting: KeyspaceReader = {
      range: (request, options) => {
        this.calls++;
        return store.range(request, options);
      },
      ranges: (requests, options) => {
        this.calls++;
        return store.ranges(requests, options);
      },
    };
    const logProblem = (_: string, error: unknown) => this.problems.push(error);
    const model = new KeyspaceModel(new FakeConnections(counting), {
      delimiterOf: () => '/',
      pageSize: () => 100,
      showsRowDetails: () => false,
      logProblem,
    });
    this.model = model;
    model.onDidChange(() => this.changes.emit('change'));
    model.onDidChangeRows(() => this.changes.emit('change'));
    this.follower = new TreeFollower(store, {
      loaded: () => model.loadedTree('a'),
      isCollapsed: node => this.collapsed.has(node),
      show: node => model.show(node),
      showRows: rows => model.showRows(rows),
      readAgain: (tree, parent, rows) => model.readAgain(tree, parent, rows),
      logProblem: error => logProblem('', error),
    });
  }

  /** What the rows read once they read as expected; never, and the test with it, if they do not. */
  async until(parent: ParentNode, expected: readonly string[]): Promise<void> {
    for (;;) {
      const texts = (await this.model.children(parent)).map(row => markedText(row));
      if (texts.join() === expected.join()) {
        return;
      }
      await once(this.changes, 'change');
    }
  }

  dispose(): void {
    this.follower.dispose();
    this.model.dispose();
  }
}

function markedText(row: TreeNode): string {
  const mark = row.kind === 'key' || row.kind === 'prefix' ? row.mark : undefined;
  return mark ? `${rowText(row)} (${mark})` : rowText(row);
}

describe('auto-refresh', function () {
  this.timeout(30_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;
  let shown: ShownTree;

  const put = (key: string, value = '') => store.put(bytes(key), bytes(value));

  beforeEach(async () => {
    etcd = await startEtcd();
    store = await openEtcd({ endpoints: etcd.endpoints });
    for (const key of ['/registry/pods/default/a', '/registry/pods/default/b', '/registry/secrets/kube-system/t']) {
      await put(key);
    }
    shown = new ShownTree(store);
  });
  afterEach(async () => {
    assert.deepEqual(shown.problems, []);
    shown.dispose();
    store.close();
    await etcd.stop();
  });

  it('adds, marks and removes rows, carries counts on, and takes marks back', async () => {
    const registry = await directoryAt(shown.model, '/registry');
    const pods = await directoryAt(shown.model, '/registry', 'pods');
    const level = await directoryAt(shown.model, '/registry', 'pods', 'default');
    await shown.until(level, ['a', 'b']);
    await put('/registry/pods/default/aa');
    await put('/registry/pods/default/b', 'other');
    await shown.until(level, ['a', 'aa (new)', 'b (changed)']);
    await shown.until(registry, ['pods ▸ 3 (changed)', 'secrets ▸ 1']);
    await shown.until(pods, ['default ▸ 3 (changed)']);
    await shown.until(level, ['a', 'aa', 'b']);
    await shown.until(pods, ['default ▸ 3']);
    await store.delete(bytes('/registry/pods/default/a'));
    await put('/registry/pods/other/x');
    await shown.until(level, ['aa', 'b']);
    await shown.until(pods, ['default ▸ 2 (changed)', 'other ▸ 1']);
    await shown.until(shown.model.connectionNode('a'), ['/registry ▸ 4 (changed)']);
  });

  it('takes a directory away with its last key', async () => {
    const registry = await directoryAt(shown.model, '/registry');
    await shown.until(registry, ['pods ▸ 2', 'secrets ▸ 1']);
    await store.delete(bytes('/registry/secrets/kube-system/t'));
    await shown.until(registry, ['pods ▸ 2']);
  });

  it('asks the cluster for nothing to count what nobody looks into', async () => {
    const registry = await directoryAt(shown.model, '/registry');
    await shown.until(registry, ['pods ▸ 2', 'secrets ▸ 1']);
    await put('/registry/pods/default/first');
    await shown.until(registry, ['pods ▸ 3 (changed)', 'secrets ▸ 1']);
    const { calls } = shown;
    for (let index = 0; index < 300; index++) {
      await put(`/registry/secrets/default/${index}`);
    }
    await store.delete(bytes('/registry/secrets/default/7'));
    await shown.until(registry, ['pods ▸ 3', 'secrets ▸ 300 (changed)']);
    assert.equal(shown.calls, calls);
  });

  it('lists nothing that is collapsed until it is expanded', async () => {
    const level = await directoryAt(shown.model, '/registry', 'pods', 'default');
    const pods = await directoryAt(shown.model, '/registry', 'pods');
    await shown.until(level, ['a', 'b']);
    shown.collapsed.add(level);
    const { calls } = shown;
    await put('/registry/pods/default/c');
    await shown.until(pods, ['default ▸ 3 (changed)']);
    assert.equal(shown.calls, calls);
    shown.collapsed.delete(level);
    await shown.until(level, ['a', 'b', 'c']);
  });

  it('brings pages that are loaded later up to date', async () => {
    for (let index = 100; index < 250; index++) {
      await put(`/registry/events/default/${index}`);
    }
    const level = await directoryAt(shown.model, '/registry', 'events', 'default');
    const names = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + index}`);
    await shown.until(level, [...names(100, 200), 'more after 100']);
    const above = await directoryAt(shown.model, '/registry', 'events');
    const { calls } = shown;
    await put('/registry/events/default/x');
    await store.delete(bytes('/registry/events/default/210'));
    await shown.until(above, ['default ▸ 150 (changed)']);
    assert.equal(shown.calls, calls, 'nothing is listed for what does not show');
    const more = (await shown.model.children(level)).at(-1);
    assert.ok(more?.kind === 'loadMore');
    await shown.model.loadMore(more);
    await shown.until(level, [...names(100, 210), ...names(211, 250), 'x']);
  });

  it('lists everything again after more changes than it takes one by one', async () => {
    const registry = await directoryAt(shown.model, '/registry');
    await shown.until(registry, ['pods ▸ 2', 'secrets ▸ 1']);
    const writers = Array.from({ length: 60 }, async (_, writer) => {
      const success = Array.from({ length: 100 }, (_, index) => ({
        requestPut: { key: Buffer.from(`/registry/events/default/${writer}-${index}`).toString('base64') },
      }));
      const body = JSON.stringify({ success });
      const response = await fetch(`${etcd.endpoints[0]}/v3/kv/txn`, { method: 'POST', body });
      assert.equal(response.status, 200);
    });
    await Promise.all(writers);
    await shown.until(registry, ['events ▸ 6000', 'pods ▸ 2', 'secrets ▸ 1']);
  });

  it('leaves nothing running', async () => {
    await shown.until(await directoryAt(shown.model, '/registry'), ['pods ▸ 2', 'secrets ▸ 1']);
    const watchers = async () => {
      const metrics = await (await fetch(`${etcd.members[0]?.metricsUrl}/metrics`)).text();
      return Number(/^etcd_debugging_mvcc_watcher_total (\d+)$/m.exec(metrics)?.[1]);
    };
    while ((await watchers()) !== 1) {
      await sleep(20);
    }
    shown.dispose();
    while ((await watchers()) !== 0) {
      await sleep(20);
    }
  });
});
