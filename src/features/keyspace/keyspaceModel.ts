/**
 * The tree of all connections: what its rows are, and which row changed. Knows nothing of VS Code, which asks for
 * children as rows are expanded and is told of changes row by row.
 */
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import { EtcdscopeError, hasCode } from '../../core/base/errors';
import type { AtRestValues } from '../../host/atRest/atRestValues';
import type { Connection, ConnectionConfiguration, Connections } from '../../host/connections/connection';
import { isIncomplete } from '../../host/connections/snapshot/isIncomplete';
import type { KeyChange } from '../../host/keyChanges';
import { ChangeFollower } from './changeFollower';
import { ConnectionTree, type LoadedLevel, mostRowsOfLevel, setCount } from './connectionTree';
import { failureRows, noticeRow, problemRow, waysOut } from './extraRows';
import { recountPath } from './recountPath';
import { RowDetails } from './rowDetails';
import type { ConnectionNode, KeyNode, LevelNode, LoadMoreNode, NoticeNode, ParentNode, TreeNode } from './treeNode';

export interface KeyspaceModelOptions {
  delimiterOf(configuration: ConnectionConfiguration): string;
  /** Rows of one page. */
  pageSize(): number;
  /** Whether rows of objects say more than their names. */
  showsRowDetails(): boolean;
  logProblem(what: string, error: unknown): void;
  /** Opens encrypted values for what rows say of them. */
  readonly atRest?: Pick<AtRestValues, 'open'>;
}

export class KeyspaceModel implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changes = this.disposables.add(new Emitter<TreeNode | undefined>());
  private readonly rowChanges = this.disposables.add(new Emitter<readonly LevelNode[]>());
  private readonly connectionNodes = new Map<string, ConnectionNode>();
  private readonly trees = new Map<string, ConnectionTree>();
  private readonly loadMoreNodes = new WeakMap<LoadedLevel, LoadMoreNode>();
  private readonly details: RowDetails;
  private readonly follower: ChangeFollower;

  /** A row and what is below it have to be shown again; undefined for all. */
  readonly onDidChange = this.changes.event;
  /** These rows, and nothing below them or beside them, have to be shown again. */
  readonly onDidChangeRows = this.rowChanges.event;

  constructor(
    private readonly connections: Connections,
    private readonly options: KeyspaceModelOptions,
  ) {
    this.details = new RowDetails({
      isWanted: () => options.showsRowDetails(),
      pageSize: () => options.pageSize(),
      changed: rows => this.rowChanges.fire(rows),
      logProblem: error => options.logProblem('Reading about rows', error),
      ...(options.atRest && { atRest: options.atRest }),
    });
    this.follower = new ChangeFollower({
      changed: node => this.changes.fire(node),
      valueChanged: (tree, parent, row) => this.details.followMore(tree, parent, [row]),
      logProblem: error => options.logProblem('Following a change', error),
    });
    this.disposables.add(connections.onDidChangeList(() => this.followList()));
    this.disposables.add(connections.onDidChangeState(connection => this.followState(connection)));
  }

  dispose(): void {
    this.disposables.dispose();
    for (const id of [...this.trees.keys()]) {
      this.closeTree(id);
    }
  }

  /** The rows of the connections, in the order of the settings. */
  roots(): readonly ConnectionNode[] {
    return this.connections.all.map(({ configuration }) => this.connectionNode(configuration.id));
  }

  connectionNode(connectionId: string): ConnectionNode {
    const node = this.connectionNodes.get(connectionId) ?? { kind: 'connection', connectionId, disconnects: 0 };
    this.connectionNodes.set(connectionId, node);
    return node;
  }

  parent(node: TreeNode): ParentNode | undefined {
    switch (node.kind) {
      case 'connection':
        return undefined;
      case 'prefix':
      case 'key':
        return this.trees.get(node.connectionId)?.parentOf(node);
      default:
        return node.parent;
    }
  }

  /** The row that shows this one; its connection's, where that is not known any more. */
  parentOrConnection(node: TreeNode): ParentNode {
    return this.parent(node) ?? this.connectionNode(node.connectionId);
  }

  /**
   * The rows below a row, connecting and listing where that is needed. Never rejects: what goes wrong is a row as well.
   */
  async children(parent: ParentNode): Promise<readonly TreeNode[]> {
    const failure = this.failureOf(parent);
    if (failure) {
      return failure;
    }
    try {
      const tree = await this.tree(parent.connectionId);
      return this.rowsOf(await tree.level(parent));
    } catch (error) {
      if (hasCode(error, 'cancelled')) {
        return [];
      }
      this.options.logProblem('Listing keys', error);
      return this.failureOf(parent) ?? [problemRow(parent, error)];
    }
  }

  /**
   * The loaded keyspace of a connection, connecting first where it is not connected.
   * @throws what connecting throws; `cancelled` when it is disconnected meanwhile.
   */
  async tree(connectionId: string): Promise<ConnectionTree> {
    const reader = await this.connections.reader(connectionId);
    const connection = this.connections.find(connectionId);
    if (connection?.state.kind !== 'connected' || connection.state.reader !== reader) {
      throw new EtcdscopeError('cancelled');
    }
    const known = this.trees.get(connectionId);
    const delimiter = this.options.delimiterOf(connection.configuration);
    const { browsedRevision: revision } = connection;
    if (known?.source === reader && known.delimiter === delimiter && known.revision === revision) {
      return known;
    }
    this.closeTree(connectionId);
    const tree: ConnectionTree = new ConnectionTree(this.connectionNode(connectionId), reader, {
      delimiter,
      revision,
      pageSize: () => this.options.pageSize(),
      listed: (parent, rows) => this.details.followListing(tree, parent, rows),
      listedMore: (parent, rows) => this.details.followMore(tree, parent, rows),
    });
    this.trees.set(connectionId, tree);
    return tree;
  }

  /** Shows the next page of a level. Answers its first row, if there is one. */
  async loadMore(node: LoadMoreNode): Promise<LevelNode | undefined> {
    const tree = this.trees.get(node.connectionId);
    const level = tree?.loadedLevel(node.parent);
    if (!tree || !level || node.isLoading) {
      return undefined;
    }
    node.isLoading = true;
    this.changes.fire(node);
    try {
      return await tree.loadMore(level);
    } finally {
      node.isLoading = false;
      this.changes.fire(node.parent);
    }
  }

  /** Lists a row's level, and what is loaded below it, again. The counts above it follow. */
  async refresh(node: ParentNode): Promise<void> {
    const tree = this.trees.get(node.connectionId);
    if (!tree) {
      this.changes.fire(this.connectionNode(node.connectionId));
      return;
    }
    tree.invalidate(node);
    try {
      this.changes.fire(await recountPath(tree, tree.pathTo(node), node));
    } catch (error) {
      if (!hasCode(error, 'cancelled')) {
        this.options.logProblem('Counting keys', error);
        // Listing the level will meet the same trouble, and has a row to show it.
        this.changes.fire(node);
      }
    }
  }

  /** Lists everything again that VS Code shows. Connects nothing. */
  refreshAll(): void {
    for (const tree of this.trees.values()) {
      tree.invalidate(tree.root);
    }
    this.changes.fire(undefined);
  }

  /** What is loaded of a connection whose newest revision is shown. */
  loadedTree(connectionId: string): ConnectionTree | undefined {
    const tree = this.trees.get(connectionId);
    return tree?.revision === undefined ? tree : undefined;
  }

  /** The keys of these rows have other values. */
  readAgain(tree: ConnectionTree, parent: ParentNode, rows: readonly KeyNode[]): void {
    this.details.followMore(tree, parent, rows);
  }

  /** These rows, and nothing below them, are shown again. */
  showRows(rows: readonly LevelNode[]): void {
    this.rowChanges.fire(rows);
  }

  /** Rows were added from outside of VS Code's own asking. */
  show(node: ParentNode): void {
    this.changes.fire(node);
  }

  /** After a write of this window: the smallest part of the tree that it can have changed is shown again. */
  followChange(change: KeyChange): void {
    const tree = this.trees.get(change.connectionId);
    // The past stays as it is.
    if (tree && tree.revision === undefined) {
      this.follower.follow(tree, change);
    }
  }

  private rowsOf(level: LoadedLevel): readonly TreeNode[] {
    const { parent, rows, next } = level;
    if (next) {
      return [...rows, rows.length < mostRowsOfLevel ? this.loadMoreNode(level) : noticeRow(parent, 'rowLimit')];
    }
    this.correctCount(level);
    return rows.length === 0 && parent.kind === 'connection' ? [this.emptyRow(parent)] : rows;
  }

  private emptyRow(parent: ConnectionNode): NoticeNode {
    const connection = this.connections.find(parent.connectionId);
    return noticeRow(parent, isIncomplete(connection) ? 'unreadableKeyspace' : 'emptyKeyspace');
  }

  /** A level that is there in full knows its number of keys better than the level above, which was read earlier. */
  private correctCount({ parent, rows }: LoadedLevel): void {
    const count = rows.reduce((sum, row) => sum + (row.kind === 'prefix' ? row.count : 1), 0);
    if (parent.kind === 'prefix' && setCount(parent, count)) {
      this.changes.fire(parent);
    }
  }

  private loadMoreNode(level: LoadedLevel): LoadMoreNode {
    const { parent, rows } = level;
    const known = this.loadMoreNodes.get(level);
    if (known?.after === rows.length) {
      return known;
    }
    const { connectionId } = parent;
    const node: LoadMoreNode = { kind: 'loadMore', connectionId, parent, after: rows.length, isLoading: false };
    this.loadMoreNodes.set(level, node);
    return node;
  }

  /** What there is to say below a connection that failed. It is not connected again by being looked at. */
  private failureOf(parent: ParentNode): readonly TreeNode[] | undefined {
    const connection = this.connections.find(parent.connectionId);
    if (connection?.state.kind !== 'failed') {
      return undefined;
    }
    const actions = connection.configuration.snapshot ? waysOut.snapshot : waysOut.cluster;
    return parent.kind === 'connection' ? failureRows(parent, connection.state.error, actions) : [];
  }

  private followList(): void {
    for (const id of [...this.connectionNodes.keys()]) {
      if (!this.connections.find(id)) {
        this.closeTree(id);
        this.connectionNodes.delete(id);
      }
    }
    this.changes.fire(undefined);
  }

  private followState({ configuration: { id }, state }: Connection): void {
    if (state.kind !== 'connected') {
      this.closeTree(id);
    }
    const node = this.connectionNode(id);
    if (state.kind === 'disconnected') {
      node.disconnects++;
      this.changes.fire(undefined);
    } else {
      this.changes.fire(node);
    }
  }

  private closeTree(connectionId: string): void {
    this.trees.get(connectionId)?.dispose();
    this.trees.delete(connectionId);
  }
}
