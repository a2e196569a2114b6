import { hexFromBytes } from '../../core/base/bytes';
import type { LevelChild } from '../../core/keyspace/level';
import { bytesOfNode, type LevelNode, type ParentNode } from './treeNode';

/**
 * The rows of a level's children: the objects of before, where there was a row for the same child.
 * @param revision At which the children were listed.
 */
export function rowsOfChildren(
  parent: ParentNode,
  children: readonly LevelChild[],
  before: readonly LevelNode[],
  delimiter: string,
  revision: bigint,
): LevelNode[] {
  const known = new Map(before.map(row => [identity(row.kind, bytesOfNode(row)), row]));
  const isAlone = parent.kind === 'connection' && children.length === 1;
  return children.map(child => {
    const row = known.get(identity(child.isLeaf ? 'key' : 'prefix', child.key)) ?? newRow(parent, child, delimiter);
    if (row.kind === 'prefix') {
      row.count = child.count;
      row.countedAt = revision;
      row.isAlone = isAlone;
    }
    return row;
  });
}

function identity(kind: LevelNode['kind'], bytes: Uint8Array): string {
  return `${kind} ${hexFromBytes(bytes)}`;
}

function newRow(parent: ParentNode, { key, isLeaf, count, name: segment }: LevelChild, delimiter: string): LevelNode {
  const { connectionId } = parent;
  const name = segment || nameOfEmptySegment(parent, isLeaf, delimiter);
  return isLeaf
    ? { kind: 'key', connectionId, key, name }
    : { kind: 'prefix', connectionId, prefix: key, name, count, isAlone: false };
}

/** A key that equals its directory's prefix is called after the directory; an empty segment shows its delimiter. */
function nameOfEmptySegment(parent: ParentNode, isLeaf: boolean, delimiter: string): string {
  return isLeaf && parent.kind === 'prefix' && parent.name !== delimiter ? `${parent.name}${delimiter}` : delimiter;
}
