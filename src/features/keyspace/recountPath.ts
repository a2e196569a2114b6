import type { ConnectionTree } from './connectionTree';
import type { ParentNode, PrefixNode } from './treeNode';

/**
 * Brings the counts of a row and of those above it up to date, in one call. Where one of them holds no key any more, the
 * level that shows it is to be listed again.
 *
 * @param path The directories from the outermost on, each in the one before.
 * @param shown The row that has to be shown again in any case: one of them, or the connection.
 * @returns The outermost row that has to be shown again; what it stands above comes from memory unless it is stale.
 * @throws what the tree's reader throws.
 */
export async function recountPath(
  tree: ConnectionTree,
  path: readonly PrefixNode[],
  shown: ParentNode,
): Promise<ParentNode> {
  const changed = new Set<ParentNode>(await tree.recount(path));
  changed.add(shown);
  const vanished = path.findIndex(node => node.count === 0);
  if (vanished >= 0) {
    const parent = path[vanished - 1] ?? tree.root;
    tree.invalidateLevel(parent);
    changed.add(parent);
  }
  return [tree.root, ...path].find(node => changed.has(node)) ?? shown;
}
