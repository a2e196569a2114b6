import assert from 'node:assert/strict';
import { EtcdscopeError } from '../../../../src/core/base/errors';
import { ConnectionTree } from '../../../../src/features/keyspace/connectionTree';
import type { ConnectionNode, ParentNode } from '../../../../src/features/keyspace/treeNode';
import { MemoryReader } from '../../../support/memoryReader';
import { rowText } from './treeText';

const root: ConnectionNode = { kind: 'connection', connectionId: 'a', disconnects: 0 };

function treeOver(reader: MemoryReader, mostRowsKept?: number): ConnectionTree {
  return new ConnectionTree(root, reader, {
    delimiter: '/',
    pageSize: () => 100,
    ...(mostRowsKept !== undefined && { mostRowsKept }),
  });
}

async function rows(tree: ConnectionTree, parent: ParentNode): Promise<string[]> {
  return (await tree.level(parent)).rows.map(rowText);
}

async function directory(tree: ConnectionTree, name: string): Promise<ParentNode> {
  const row = (await tree.level(root)).rows.find(node => node.name === name);
  assert.ok(row?.kind === 'prefix');
  return row;
}

describe('ConnectionTree', () => {
  it('lists again when it is refreshed while it lists', async () => {
    const reader = new MemoryReader(['k1']);
    const tree = treeOver(reader);
    reader.beforeCall = () => {
      reader.beforeCall = undefined;
      // The answer under way is of the state before.
      queueMicrotask(() => {
        reader.put(['k2']);
        tree.invalidate(root);
      });
    };
    assert.deepEqual(await rows(tree, root), ['k1', 'k2']);
  });

  it('keeps the levels used last, and lists the others again', async () => {
    const reader = new MemoryReader(['a/1', 'a/2', 'b/1', 'b/2', 'c/1', 'c/2']);
    // Room for the first level's three rows and one, and for two levels of two rows and one.
    const tree = treeOver(reader, 10);
    const [a, b, c] = [await directory(tree, 'a'), await directory(tree, 'b'), await directory(tree, 'c')];
    await tree.level(a);
    await tree.level(b);
    await tree.level(a);
    await tree.level(c);
    assert.deepEqual(
      [root, a, b, c].map(parent => tree.loadedLevel(parent) !== undefined),
      [true, true, false, true],
    );
    assert.deepEqual(await rows(tree, b), ['1', '2']);
  });

  it('ends what is under way when it is disposed', async () => {
    const reader = new MemoryReader(['k1']);
    const tree = treeOver(reader);
    reader.beforeCall = () => tree.dispose();
    await assert.rejects(tree.level(root), { code: 'cancelled' });
    await assert.rejects(tree.level(root), { code: 'cancelled' });
  });

  it('gives all who wait the same failure, and tries again for the next one', async () => {
    const reader = new MemoryReader(['k1']);
    const tree = treeOver(reader);
    reader.beforeCall = () => {
      throw new EtcdscopeError('connection.lost');
    };
    const results = await Promise.allSettled([tree.level(root), tree.level(root)]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(reader.work.calls, 1);
    reader.beforeCall = undefined;
    assert.deepEqual(await rows(tree, root), ['k1']);
  });
});
