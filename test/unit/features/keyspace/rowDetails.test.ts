import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { EtcdscopeError } from '../../../../src/core/base/errors';
import { KeyspaceModel } from '../../../../src/features/keyspace/keyspaceModel';
import type { KeyNode, ParentNode } from '../../../../src/features/keyspace/treeNode';
import { MemoryReader } from '../../../support/memoryReader';
import { FakeConnections } from './fakeConnections';
import { directoryAt } from './treeText';

interface Setup {
  readonly reader: MemoryReader;
  readonly connections: FakeConnections;
  readonly model: KeyspaceModel;
  /** Each time the rows that were to be shown again. */
  readonly shown: (readonly KeyNode[])[];
  readonly problems: unknown[];
}

function setUp(options: { isWanted?: boolean; pageSize?: number } = {}): Setup {
  // Others beside the pods of the tests, so that each directory has a row of its own.
  const reader = new MemoryReader(['/registry/leases/x/y', '/registry/pods/other/x']);
  const connections = new FakeConnections(reader);
  const problems: unknown[] = [];
  const model = new KeyspaceModel(connections, {
    delimiterOf: () => '/',
    pageSize: () => options.pageSize ?? 100,
    showsRowDetails: () => options.isWanted ?? true,
    logProblem: (_, error) => problems.push(error),
  });
  const shown: (readonly KeyNode[])[] = [];
  model.onDidChangeRows(rows => shown.push(rows.filter(row => row.kind === 'key')));
  return { reader, connections, model, shown, problems };
}

function pod(generation: number, bytes = 0): Uint8Array {
  const metadata = { name: 'a', generation, annotations: { filler: 'x'.repeat(bytes) } };
  return bytesFromText(JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata }));
}

async function keysOf(model: KeyspaceModel, parent: ParentNode): Promise<KeyNode[]> {
  return (await model.children(parent)).filter(row => row.kind === 'key');
}

/** Calls before values are read; listing reads none. */
function beforeValues(reader: MemoryReader, task: () => unknown): void {
  const range = reader.range.bind(reader);
  reader.range = async (request, options) => {
    if (!request.keysOnly && !request.countOnly) {
      await task();
    }
    return range(request, options);
  };
}

/** Waits for rows to be shown again, or for the log. */
async function settled({ shown, problems }: Setup, times = 1): Promise<void> {
  while (shown.length + problems.length < times) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

/** Long enough for what is not meant to happen. */
async function aWhile(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

const pods = (count: number) =>
  Array.from({ length: count }, (_, index) => `/registry/pods/shop/${String(index).padStart(4, '0')}`);

describe('row details', () => {
  it('follow the rows, all in one event, at the cost of few calls', async () => {
    const setup = setUp();
    const { reader, model, shown } = setup;
    reader.put(...pods(60).map((key, index) => [key, pod(index + 2)] as const));
    const shop = await directoryAt(model, '/registry', 'pods', 'shop');
    const before = reader.work.calls;
    const rows = await keysOf(model, shop);
    const listing = reader.work.calls - before;
    await settled(setup);
    assert.deepEqual(shown, [rows]);
    assert.deepEqual(
      rows.map(({ details }) => details?.generation),
      rows.map((_, index) => String(index + 2)),
    );
    assert.ok(reader.work.calls - before - listing <= 3, `${reader.work.calls - before - listing} calls`);
    await keysOf(model, shop);
    await aWhile();
    assert.equal(shown.length, 1, 'VS Code asks again, and nothing is read again');
  });

  it('are read again with a refresh, and only what changed is shown again', async () => {
    const setup = setUp();
    const { reader, model, shown } = setup;
    const [first = '', second = ''] = pods(2);
    reader.put([first, pod(2)], [second, pod(2)]);
    const shop = await directoryAt(model, '/registry', 'pods', 'shop');
    await keysOf(model, shop);
    await settled(setup);
    reader.put([second, pod(3)]);
    await model.refresh(shop);
    const [, changed] = await keysOf(model, shop);
    await settled(setup, 2);
    assert.deepEqual(shown[1], [changed]);
    assert.equal(changed?.details?.generation, '3');
  });

  it('follow a value that this window writes', async () => {
    const setup = setUp();
    const { reader, model, shown } = setup;
    const [key = ''] = pods(1);
    reader.put([key, pod(2)], [`${key}x`, pod(2)]);
    const [row] = await keysOf(model, await directoryAt(model, '/registry', 'pods', 'shop'));
    await settled(setup);
    reader.put([key, pod(9)], [`${key}x`, pod(9)]);
    model.followChange({ connectionId: 'a', key: bytesFromText(key) });
    await settled(setup, 2);
    assert.deepEqual(shown[1], [row]);
    assert.equal(row?.details?.generation, '9');
  });

  it('go with the object, and never come for keys that are none', async () => {
    const setup = setUp();
    const { reader, model, shown } = setup;
    const [key = ''] = pods(1);
    reader.put([key, pod(2)], ['/registry/pods/shop/x', pod(2)], ['config/a', pod(2)], ['config/b', pod(2)]);
    const [row] = await keysOf(model, await directoryAt(model, '/registry', 'pods', 'shop'));
    await settled(setup);
    assert.ok(row?.details);
    reader.put([key, bytesFromText('text')]);
    model.followChange({ connectionId: 'a', key: bytesFromText(key) });
    await settled(setup, 2);
    assert.equal(row.details, undefined);
    const work = reader.work.calls;
    const config = await keysOf(model, await directoryAt(model, 'config'));
    await aWhile();
    assert.equal(config.length, 2);
    assert.equal(shown.length, 2);
    assert.ok(reader.work.calls - work <= 3, 'only the listing');
  });

  it('come for the next page when it is loaded, and for one page after a refresh', async () => {
    const setup = setUp({ pageSize: 20 });
    const { reader, model, shown } = setup;
    reader.put(...pods(50).map(key => [key, pod(2)] as const));
    const shop = await directoryAt(model, '/registry', 'pods', 'shop');
    const first = await model.children(shop);
    await settled(setup);
    const withDetails = () => keysOf(model, shop).then(rows => rows.filter(({ details }) => details).length);
    assert.equal(await withDetails(), first.length - 1);
    const more = first.at(-1);
    assert.ok(more?.kind === 'loadMore');
    await model.loadMore(more);
    await settled(setup, 2);
    const all = await withDetails();
    assert.equal(all, (await keysOf(model, shop)).length);
    assert.ok(shown.every(rows => rows.length <= 20));
    await model.refresh(shop);
    await keysOf(model, shop);
    await aWhile();
    assert.equal(await withDetails(), 20, 'what is not read again is not known any more');
  });

  it('stop at a budget of bytes', async () => {
    const setup = setUp();
    const { reader, model } = setup;
    reader.put(...pods(80).map(key => [key, pod(2, 250_000)] as const));
    const shop = await directoryAt(model, '/registry', 'pods', 'shop');
    const before = reader.work.keysReturned;
    const rows = await keysOf(model, shop);
    await settled(setup);
    await aWhile();
    const known = rows.filter(({ details }) => details).length;
    assert.ok(known >= 32 && known <= 40, `${known} of ${rows.length}`);
    assert.ok(reader.work.keysReturned - before <= 80 + 40, 'the listing and the values');
  });

  it('are silent about failures, but for the log', async () => {
    const setup = setUp();
    const { reader, model, shown, problems } = setup;
    reader.put(...pods(3).map(key => [key, pod(2)] as const));
    const shop = await directoryAt(model, '/registry', 'pods', 'shop');
    beforeValues(reader, () => {
      throw new EtcdscopeError('auth.permissionDenied');
    });
    const rows = await keysOf(model, shop);
    await settled(setup);
    assert.equal(problems.length, 1);
    assert.deepEqual(shown, []);
    assert.deepEqual(await keysOf(model, shop), rows);
  });

  it('end with the connection', async () => {
    const setup = setUp();
    const { reader, model, connections, shown, problems } = setup;
    reader.put(...pods(3).map(key => [key, pod(2)] as const));
    const shop = await directoryAt(model, '/registry', 'pods', 'shop');
    let calls = 0;
    beforeValues(reader, () => {
      calls++;
      return connections.disconnect();
    });
    await keysOf(model, shop);
    await aWhile();
    assert.deepEqual([calls, shown, problems], [1, [], []]);
  });

  it('are not read where nobody wants them', async () => {
    const setup = setUp({ isWanted: false });
    const { reader, model, shown } = setup;
    reader.put(...pods(3).map(key => [key, pod(2)] as const));
    const rows = await keysOf(model, await directoryAt(model, '/registry', 'pods', 'shop'));
    await aWhile();
    assert.deepEqual(shown, []);
    assert.ok(rows.every(({ details }) => details === undefined));
  });
});
