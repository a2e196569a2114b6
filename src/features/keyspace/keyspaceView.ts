import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { keyText } from '../../core/keyspace/keyText';
import type { Connection } from '../../host/connections/connection';
import { connectOnStart } from '../../host/connections/connectOnStart';
import { views } from '../../host/ids';
import { type ConnectionTarget, isKeyTarget, isPrefixTarget } from '../../host/keyTarget';
import { shortened, withoutLinks } from '../../host/messageText';
import type { Services } from '../../host/services';
import type { KeyspaceModel } from './keyspaceModel';
import { KeyspaceTreeProvider } from './keyspaceTreeProvider';
import { locateRow, type RowLocation, type RowTarget } from './locateRow';
import type { ConnectionNode, LoadMoreNode, TreeNode } from './treeNode';

/** Snapshot files open where they are dropped. Mime types: of the workbench's own resources, and of what comes from outside. */
const dragAndDropController: vscode.TreeDragAndDropController<TreeNode> = {
  dragMimeTypes: [],
  dropMimeTypes: ['text/uri-list', 'files'],
  handleDrop: async (_row, dropped) => (await import('./dropFiles')).dropFiles(dropped),
};

const mostRevealAttempts = 3;

/** Rows of a connection that come into sight with it. */
const rowsBelow = 8;

/** The view in the sidebar, and what moves its selection. */
export class KeyspaceView implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly view: vscode.TreeView<TreeNode>;

  constructor(
    readonly model: KeyspaceModel,
    private readonly services: Services,
  ) {
    const { connections } = services;
    const treeDataProvider = this.disposables.add(new KeyspaceTreeProvider(model, connections));
    this.view = this.disposables.add(
      vscode.window.createTreeView(views.keyspace, { treeDataProvider, dragAndDropController, showCollapseAll: true }),
    );
    this.disposables.add(connections.onDidChangeState(connection => this.openConnection(connection)));
    const whenShown = this.disposables.add(this.view.onDidChangeVisibility(() => this.connectOnceVisible(whenShown)));
    this.connectOnceVisible(whenShown);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private connectOnceVisible(whenShown: Disposable): void {
    if (this.view.visible) {
      this.disposables.delete(whenShown);
      connectOnStart(this.services.connections, this.services.log);
    }
  }

  /** For those who follow what is shown. */
  get tree(): Pick<
    vscode.TreeView<TreeNode>,
    'visible' | 'onDidChangeVisibility' | 'onDidExpandElement' | 'onDidCollapseElement'
  > {
    return this.view;
  }

  /** The selected row, for commands that were called without one. */
  get selection(): TreeNode | undefined {
    return this.view.selection[0];
  }

  /**
   * Selects the row of a target, loading what is needed on the way; the nearest one where there is no such row.
   * @throws what connecting and listing throw.
   */
  async reveal(target: ConnectionTarget): Promise<RowLocation['outcome']> {
    const row = rowTargetOf(target);
    if (!row) {
      const node = this.model.connectionNode(target.connectionId);
      await this.scrollBelow(node);
      await this.select(node);
      return 'found';
    }
    const { node, outcome, grown } = await locateRow(await this.model.tree(target.connectionId), row);
    for (const parent of grown) {
      this.model.show(parent);
    }
    await this.select(node, { expand: outcome === 'found' && node.kind === 'prefix' });
    return outcome;
  }

  /** The same, and tells the user where it could not be done. */
  async revealAndTell(target: ConnectionTarget): Promise<void> {
    const outcome = await this.reveal(target);
    const row = rowTargetOf(target);
    const text = row && withoutLinks(shortened(keyText(row.bytes)));
    if (outcome === 'missing') {
      void vscode.window.showInformationMessage(
        vscode.l10n.t("There is no '{0}'. The nearest row is selected.", text ?? ''),
      );
    } else if (outcome === 'tooFar') {
      void vscode.window.showInformationMessage(
        vscode.l10n.t("'{0}' lies beyond the rows that are loaded. Its directory is selected.", text ?? ''),
      );
    }
  }

  /** Loads the next page and moves on to its first row, as the row that was clicked is gone. */
  async loadMore(node: LoadMoreNode): Promise<void> {
    const first = await this.model.loadMore(node);
    if (first) {
      await this.select(first);
    }
  }

  /** Makes room for the first rows of a connection: it may be the last of a long view, with all that it has out of sight. */
  private async scrollBelow(node: ConnectionNode): Promise<void> {
    if (this.services.connections.find(node.connectionId)?.state.kind !== 'connected') {
      return;
    }
    let rows = await this.model.children(node);
    const [only] = rows;
    if (only?.kind === 'prefix' && rows.length === 1) {
      rows = await this.model.children(only);
    }
    const last = rows.slice(0, rowsBelow).at(-1);
    if (last) {
      await this.view.reveal(last, { select: false, focus: false });
    }
  }

  private async select(node: TreeNode, { expand = false } = {}): Promise<void> {
    // VS Code loses a selection that meets rows being shown anew, as after connecting.
    for (let attempts = 0; attempts < mostRevealAttempts; attempts++) {
      await this.view.reveal(node, { select: true, focus: true, expand });
      if (!this.view.visible || this.view.selection[0] === node) {
        return;
      }
    }
  }

  /** However it was connected, its rows are what one wants to see next; but nobody is drawn to a view that is hidden. */
  private openConnection({ configuration: { id }, state }: Connection): void {
    if (this.view.visible && (state.kind === 'connected' || state.kind === 'failed')) {
      this.view
        .reveal(this.model.connectionNode(id), { select: false, focus: false, expand: true })
        .then(undefined, error => this.services.log.error('Expanding a connection', error));
    }
  }
}

function rowTargetOf(target: ConnectionTarget): RowTarget | undefined {
  if (isKeyTarget(target)) {
    return { kind: 'key', bytes: target.key };
  }
  return isPrefixTarget(target) ? { kind: 'prefix', bytes: target.prefix } : undefined;
}
