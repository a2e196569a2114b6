import type { KeyspaceModel } from '../../../../src/features/keyspace/keyspaceModel';
import type { ParentNode, TreeNode } from '../../../../src/features/keyspace/treeNode';

/** One line a row: what a person would read in it. */
export function rowText(node: TreeNode): string {
  switch (node.kind) {
    case 'connection':
      return node.connectionId;
    case 'prefix':
      return `${node.name} ▸ ${node.count}`;
    case 'key':
      return node.name;
    case 'loadMore':
      return `more after ${node.after}`;
    case 'problem':
      return `problem ${node.error.code}`;
    case 'action':
      return node.action;
    case 'notice':
      return node.notice;
  }
}

export async function rowTexts(model: KeyspaceModel, parent: ParentNode): Promise<string[]> {
  return (await model.children(parent)).map(rowText);
}

/** The row below `parent` that reads `name`. */
export async function childNamed(model: KeyspaceModel, parent: ParentNode, name: string): Promise<TreeNode> {
  const rows = await model.children(parent);
  const row = rows.find(node => (node.kind === 'prefix' || node.kind === 'key') && node.name === name);
  if (!row) {
    throw new Error(`No row ${name} among ${rows.map(rowText).join(', ')}`);
  }
  return row;
}

/** The directory that one reaches by expanding these rows one after another. */
export async function directoryAt(model: KeyspaceModel, ...names: readonly string[]): Promise<ParentNode> {
  let at: ParentNode = model.connectionNode('a');
  for (const name of names) {
    const row = await childNamed(model, at, name);
    if (row.kind !== 'prefix') {
      throw new Error(`${name} is no directory`);
    }
    at = row;
  }
  return at;
}
