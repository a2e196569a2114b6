import { compareBytes, equalBytes, startsWithBytes } from '../../core/base/bytes';
import type { ConnectionTree, LoadedLevel } from './connectionTree';
import { bytesOfNode, type LevelNode, type ParentNode, type TreeNode } from './treeNode';

/** Where in the tree something is, or would be. */
export interface RowLocation {
  /** The row itself, else the nearest one above it. */
  readonly node: ParentNode | LevelNode;
  /** `missing`: no such row. `tooFar`: it lies beyond the pages that were loaded for it. */
  readonly outcome: 'found' | 'missing' | 'tooFar';
  /** Rows whose levels have grown on the way, and so have to be shown again. */
  readonly grown: readonly ParentNode[];
}

/** What to find: a key, or a directory by its prefix. */
export interface RowTarget {
  readonly kind: LevelNode['kind'];
  readonly bytes: Uint8Array;
}

/** Pages of one level that are loaded to get to a row. */
const mostPages = 20;

/** Levels from the connection to a row. */
const mostLevels = 64;

/**
 * Walks from the connection to a row, loading levels and their next pages as needed.
 * @throws what listing throws.
 */
export async function locateRow(tree: ConnectionTree, target: RowTarget): Promise<RowLocation> {
  const grown: ParentNode[] = [];
  let node: ParentNode = tree.root;
  for (let levels = 0; levels < mostLevels; levels++) {
    const level = await tree.level(node);
    const found = await findInLevel(tree, level, target, grown);
    if (found === 'missing' || found === 'tooFar') {
      return { node, outcome: found, grown };
    }
    if (isTarget(found, target)) {
      return { node: found, outcome: 'found', grown };
    }
    if (found.kind === 'key' || !startsWithBytes(target.bytes, found.prefix)) {
      return { node: found, outcome: 'missing', grown };
    }
    node = found;
  }
  return { node, outcome: 'tooFar', grown };
}

/** The row of a level that is the target, or that leads to it. */
async function findInLevel(
  tree: ConnectionTree,
  level: LoadedLevel,
  target: RowTarget,
  grown: ParentNode[],
): Promise<LevelNode | 'missing' | 'tooFar'> {
  for (let pages = 0; ; pages++) {
    const { rows } = level;
    const row =
      rows.find(candidate => isTarget(candidate, target)) ?? rows.find(candidate => leadsTo(candidate, target));
    if (row) {
      return row;
    }
    const last = rows.at(-1);
    if (!level.next || (last && compareBytes(bytesOfNode(last), target.bytes) > 0)) {
      return 'missing';
    }
    if (pages === mostPages || (await tree.loadMore(level)) === undefined) {
      return 'tooFar';
    }
    if (!grown.includes(level.parent)) {
      grown.push(level.parent);
    }
  }
}

function isTarget(row: LevelNode, target: RowTarget): boolean {
  return row.kind === target.kind && equalBytes(bytesOfNode(row), target.bytes);
}

/** A directory that holds the target; or, for a prefix that shares its row with deeper ones, the row that stands for it. */
function leadsTo(row: LevelNode, target: RowTarget): boolean {
  return (
    row.kind === 'prefix' &&
    (startsWithBytes(target.bytes, row.prefix) ||
      (target.kind === 'prefix' && startsWithBytes(row.prefix, target.bytes)))
  );
}

/** Whether a row may be asked for its children. */
export function isParentNode(node: TreeNode): node is ParentNode {
  return node.kind === 'connection' || node.kind === 'prefix';
}
