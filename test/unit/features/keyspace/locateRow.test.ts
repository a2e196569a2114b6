import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { ConnectionTree } from '../../../../src/features/keyspace/connectionTree';
import { locateRow } from '../../../../src/features/keyspace/locateRow';
import type { ConnectionNode } from '../../../../src/features/keyspace/treeNode';
import { MemoryReader } from '../../../support/memoryReader';
import { rowText } from './treeText';

function treeOf(keys: readonly string[], pageSize = 100): ConnectionTree {
  const root: ConnectionNode = { kind: 'connection', connectionId: 'a', disconnects: 0 };
  return new ConnectionTree(root, new MemoryReader(keys), { delimiter: '/', pageSize: () => pageSize });
}

async function located(tree: ConnectionTree, kind: 'key' | 'prefix', text: string): Promise<string> {
  const { node, outcome } = await locateRow(tree, { kind, bytes: bytesFromText(text) });
  return `${outcome}: ${rowText(node)}`;
}

describe('locateRow', () => {
  const keys = ['/registry/pods', '/registry/pods/', '/registry/pods/a', '/registry/pods/b/c', 'x'];

  it('finds keys and directories, and tells those of one name apart', async () => {
    const tree = treeOf(keys);
    assert.equal(await located(tree, 'key', '/registry/pods/b/c'), 'found: c');
    assert.equal(await located(tree, 'key', '/registry/pods'), 'found: pods');
    assert.equal(await located(tree, 'prefix', '/registry/pods/'), 'found: pods ▸ 3');
    assert.equal(await located(tree, 'key', '/registry/pods/'), 'found: pods/');
    assert.equal(await located(tree, 'key', 'x'), 'found: x');
  });

  it('gives a parent to every row on the way', async () => {
    const tree = treeOf(keys);
    const { node } = await locateRow(tree, { kind: 'key', bytes: bytesFromText('/registry/pods/b/c') });
    assert.ok(node.kind === 'key');
    const parent = tree.parentOf(node);
    assert.ok(parent?.kind === 'prefix');
    assert.deepEqual(tree.pathTo(parent).map(rowText), ['/registry ▸ 4', 'pods ▸ 3', 'b ▸ 1']);
  });

  it('says what is missing, with the nearest row', async () => {
    const tree = treeOf(keys);
    assert.equal(await located(tree, 'key', '/registry/pods/zzz'), 'missing: pods ▸ 3');
    assert.equal(await located(tree, 'key', 'nothing'), 'missing: a');
    assert.equal(await located(tree, 'prefix', '/registry/po'), 'missing: pods ▸ 3');
    assert.equal(await located(tree, 'prefix', '/'), 'missing: /registry ▸ 4');
  });

  it('loads on to a row within bounds, and says when it lies beyond', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `d/${String(index).padStart(4, '0')}`);
    const tree = treeOf(many, 10);
    const { node, outcome, grown } = await locateRow(tree, { kind: 'key', bytes: bytesFromText('d/0155') });
    assert.equal(`${outcome} ${rowText(node)}`, 'found 0155');
    assert.deepEqual(grown.map(rowText), ['d ▸ 500']);
    assert.equal(await located(treeOf(many, 10), 'key', 'd/0499'), 'tooFar: d ▸ 500');
    assert.equal(await located(treeOf(many, 10), 'key', 'd/0005x'), 'missing: d ▸ 500');
  });
});
