import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { Connections } from '../../host/connections/connection';
import { connectionItem, isWritable } from './connectionItem';
import { extraItem } from './extraItem';
import type { KeyspaceModel } from './keyspaceModel';
import { keyItem, prefixItem, type RowTraits } from './levelItem';
import { isParentNode } from './locateRow';
import type { TreeNode } from './treeNode';

/** Hands the model to VS Code, and maps its rows to what VS Code shows. */
export class KeyspaceTreeProvider implements vscode.TreeDataProvider<TreeNode>, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>());

  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    private readonly model: KeyspaceModel,
    private readonly connections: Connections,
  ) {
    this.disposables.add(model.onDidChange(node => this.changes.fire(node)));
    this.disposables.add(model.onDidChangeRows(rows => this.changes.fire([...rows])));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (!node) {
      return [...this.model.roots()];
    }
    return isParentNode(node) ? [...(await this.model.children(node))] : [];
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.model.parent(node);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    switch (node.kind) {
      case 'connection': {
        const connection = this.connections.find(node.connectionId);
        if (connection?.configuration.snapshot) {
          return import('./snapshotItem').then(({ snapshotItem }) => snapshotItem(node, connection));
        }
        return connection ? connectionItem(node, connection) : new vscode.TreeItem(node.connectionId);
      }
      case 'prefix':
        return prefixItem(node, this.traitsOf(node.connectionId));
      case 'key':
        return keyItem(node, this.traitsOf(node.connectionId));
      case 'problem':
        return import('./problemItem').then(({ problemItem }) => problemItem(node, this.connections));
      default:
        return extraItem(node);
    }
  }

  private traitsOf(connectionId: string): RowTraits {
    const connection = this.connections.find(connectionId);
    return {
      isWritable: connection !== undefined && isWritable(connection),
      isLive: connection !== undefined && connection.configuration.snapshot === undefined,
    };
  }
}
