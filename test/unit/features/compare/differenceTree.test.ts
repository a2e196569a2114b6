import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import type { DifferenceKind } from '../../../../src/core/keyspace/compare/keyDifference';
import { DifferenceList, type ListedDifference, mostListed } from '../../../../src/features/compare/differenceList';
import { DifferenceTree, type DirectoryNode } from '../../../../src/features/compare/differenceTree';

const numbers = { createRevision: 1n, modRevision: 1n, version: 1n, lease: 0n };

function difference(key: string | Uint8Array, kind: DifferenceKind = 'changed'): ListedDifference {
  const bytes = typeof key === 'string' ? bytesFromText(key) : key;
  return { kind, key: bytes, left: numbers, right: numbers, leftRevision: 1n, rightRevision: 2n };
}

function listOf(...differences: readonly ListedDifference[]): DifferenceList {
  const list = new DifferenceList();
  for (const each of differences) {
    list.add(each);
  }
  return list;
}

/** A line a row, indented by its depth, with what a directory counts. */
function text(list: DifferenceList, delimiter = '/'): readonly string[] {
  const tree = new DifferenceTree(list.visible, 'right', delimiter);
  const lines = (parent: DirectoryNode | undefined, indent: string): readonly string[] =>
    tree.children(parent).flatMap(node => {
      if (node.kind === 'directory') {
        const { created, changed, deleted } = node.counts;
        return [`${indent}${node.name} ${created}/${changed}/${deleted}`, ...lines(node, `${indent}  `)];
      }
      return [`${indent}${node.kind === 'more' ? `+${node.count}` : node.name}`];
    });
  return lines(undefined, '');
}

describe('the tree of differences', () => {
  it('groups by directory, and lets directories with nothing beside them share a row', () => {
    const list = listOf(
      difference('/registry/configmaps/shop/a', 'created'),
      difference('/registry/deployments/payments/api'),
      difference('/registry/deployments/shop/web'),
      difference('/registry/secrets/shop/x', 'deleted'),
      difference('/registry/secrets/shop/y', 'deleted'),
      difference('compact_rev_key'),
    );
    assert.deepEqual(text(list), [
      '/registry 1/2/2',
      '  configmaps/shop/a',
      '  deployments 0/2/0',
      '    payments/api',
      '    shop/web',
      '  secrets/shop 0/0/2',
      '    x',
      '    y',
      'compact_rev_key',
    ]);
  });

  it('gives a key that is alone the row of its directory, too', () => {
    const list = listOf(difference('/registry/secrets/shop/plain-opaque'));
    assert.deepEqual(text(list), ['/registry/secrets/shop 0/1/0', '  plain-opaque']);
    assert.deepEqual(text(listOf(difference('a/'))), ['a 0/1/0', '  a/']);
  });

  it('takes keys that are directories as well, empty segments and bytes that are no text', () => {
    const list = listOf(
      difference('a'),
      difference('a/'),
      difference('a//b'),
      difference('a/b'),
      difference('a0'),
      difference(Uint8Array.of(0xff, 0x2f, 0x00)),
    );
    assert.deepEqual(text(list), ['a', 'a 0/3/0', '  a/', '  /b', '  b', 'a0', '\\xff 0/1/0', '  \\x00']);
    assert.deepEqual(text(list, ''), ['a', 'a/', 'a//b', 'a/b', 'a0', '\\xff/\\x00']);
    assert.deepEqual(text(listOf(difference('a::b'), difference('a::c')), '::'), ['a 0/2/0', '  b', '  c']);
  });

  it('shows as many rows of a level as anybody can read, and how many there are beyond', () => {
    const list = listOf(
      ...Array.from({ length: 2345 }, (_, index) => difference(`k${String(index).padStart(5, '0')}`)),
    );
    const lines = text(list);
    assert.deepEqual([lines.length, lines.at(-1)], [2001, '+345']);
  });
});

describe('the list of differences', () => {
  const keys = (list: DifferenceList) => list.visible.map(({ key }) => Buffer.from(key).toString());

  it('is in key order, whatever order they come in', () => {
    const list = listOf(difference('b'), difference('d'), difference('a'));
    assert.deepEqual(keys(list), ['a', 'b', 'd']);
    list.add(difference('c'));
    assert.deepEqual(keys(list), ['a', 'b', 'c', 'd']);
  });

  it('takes over what is known of one key now', () => {
    const list = listOf(difference('a'), difference('c'));
    list.replace(bytesFromText('b'), difference('b', 'created'));
    list.replace(bytesFromText('a'), undefined);
    list.replace(bytesFromText('c'), difference('c', 'deleted'));
    list.replace(bytesFromText('none'), undefined);
    assert.deepEqual(keys(list), ['b', 'c']);
    assert.deepEqual(
      list.visible.map(({ kind }) => kind),
      ['created', 'deleted'],
    );
  });

  it('filters by key and by kind', () => {
    const list = listOf(difference('pods/a', 'created'), difference('pods/b'), difference('secrets/a', 'deleted'));
    list.setFilter({ text: 'PODS/*', kinds: new Set(['created', 'changed', 'deleted']) });
    assert.deepEqual(keys(list), ['pods/a', 'pods/b']);
    list.setFilter({ text: '', kinds: new Set(['deleted']) });
    assert.deepEqual(keys(list), ['secrets/a']);
    assert.equal(list.isFiltered, true);
    list.replace(bytesFromText('secrets/a'), undefined);
    assert.deepEqual(keys(list), []);
    assert.equal(list.listed.length, 2);
  });

  it('keeps so many and counts the others', () => {
    const list = new DifferenceList();
    for (let index = 0; index < mostListed + 5; index++) {
      list.add(difference(String(index).padStart(8, '0')));
    }
    assert.deepEqual([list.listed.length, list.unlisted], [mostListed, 5]);
    list.replace(bytesFromText('x'), difference('x'));
    assert.equal(list.unlisted, 6);
    list.replace(bytesFromText('00000000'), undefined);
    list.replace(bytesFromText('x'), difference('x'));
    assert.deepEqual([list.listed.length, list.unlisted], [mostListed, 6]);
  });
});
