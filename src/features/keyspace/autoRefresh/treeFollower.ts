/** Follows one connected cluster: gathers what its watch tells, and takes it over into the tree a few times a second. */
import { hexFromBytes } from '../../../core/base/bytes';
import type { Disposable } from '../../../core/base/disposable';
import { hasCode } from '../../../core/base/errors';
import { prefixRange } from '../../../core/base/keyValue';
import type { WatchOptions, WatchUpdate } from '../../../core/etcd';
import type { ConnectionTree } from '../connectionTree';
import type { KeyNode, LevelNode, ParentNode, RowMark } from '../treeNode';
import { type TreeChange, takeChanges } from './takeChanges';

/** The tree that follows. */
export interface FollowedTree {
  /** What is loaded; undefined while nothing is, or the past is shown. */
  loaded(): ConnectionTree | undefined;
  isCollapsed(node: ParentNode): boolean;
  show(node: ParentNode): void;
  showRows(rows: readonly LevelNode[]): void;
  readAgain(tree: ConnectionTree, parent: ParentNode, rows: readonly KeyNode[]): void;
  logProblem(error: unknown): void;
}

export interface Watchable {
  watch(options: WatchOptions): AsyncIterable<readonly WatchUpdate[]>;
}

/** Milliseconds. */
const gatheringTime = 500;
const markTime = 4000;

/** Milliseconds between two listings of a level, for each row that it has: a long one is listed less often. */
const listingTimePerRow = 2;
const mostListingTime = 10_000;

/** Changes gathered one by one; with more, all that shows is listed again instead, and not so soon. */
const mostGathered = 5000;
const floodTime = 5000;

/** Rows that are marked, or read again, at once. */
const mostRowsAtOnce = 200;

export class TreeFollower implements Disposable {
  private readonly controller = new AbortController();
  private gathered: TreeChange[] = [];
  private isFlooded = false;
  /** Levels to list again, with the keys that are new in them. */
  private readonly outdated = new Map<ParentNode, Set<string>>();
  private readonly listedAt = new WeakMap<ParentNode, number>();
  private readonly marks = new Map<LevelNode, NodeJS.Timeout>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Watchable,
    private readonly tree: FollowedTree,
  ) {
    void this.follow();
  }

  dispose(): void {
    this.controller.abort();
    clearTimeout(this.timer);
    for (const [row, timer] of this.marks) {
      clearTimeout(timer);
      row.mark = undefined;
    }
    this.tree.showRows([...this.marks.keys()]);
    this.marks.clear();
  }

  private async follow(): Promise<void> {
    const { signal } = this.controller;
    while (!signal.aborted) {
      try {
        // All keys: the rows of the first level alone count every one of them.
        for await (const updates of this.store.watch({ ...prefixRange(new Uint8Array(0)), signal })) {
          for (const update of updates) {
            this.take(update);
          }
        }
      } catch (error) {
        // After a compaction the next watch begins at its own time, and what is older is listed again.
        if (!hasCode(error, 'revision.compacted')) {
          this.tree.logProblem(error);
          return;
        }
      }
    }
  }

  private take(update: WatchUpdate): void {
    if (update.type === 'put' || update.type === 'delete') {
      const { key, modRevision: revision, version } = update;
      this.gathered.push({ key, revision, isDelete: update.type === 'delete', isNew: version === 1n });
      if (this.gathered.length > mostGathered) {
        this.gathered = [];
        this.isFlooded = true;
      }
      this.work(this.isFlooded ? floodTime : gatheringTime);
    } else if (update.type === 'live') {
      const tree = this.tree.loaded();
      if (tree?.invalidateOlder(update.revision)) {
        this.tree.show(tree.root);
      }
    }
  }

  /** After a while, unless that is on its way. */
  private work(milliseconds: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.takeOver().catch(error => this.tree.logProblem(error));
    }, milliseconds);
  }

  private async takeOver(): Promise<void> {
    const tree = this.tree.loaded();
    const changes = this.gathered;
    this.gathered = [];
    if (!tree) {
      this.outdated.clear();
      return;
    }
    if (this.isFlooded) {
      this.isFlooded = false;
      tree.invalidate(tree.root);
      this.tree.show(tree.root);
      return;
    }
    const { counted, written, outdated } = takeChanges(tree, changes);
    this.mark([...counted], 'changed');
    for (const [parent, rows] of written) {
      const some = [...rows].slice(0, mostRowsAtOnce);
      this.mark(some, 'changed');
      this.tree.readAgain(tree, parent, some);
    }
    for (const [parent, fresh] of outdated) {
      tree.invalidateLevel(parent);
      this.outdated.set(parent, new Set([...(this.outdated.get(parent) ?? []), ...fresh]));
    }
    await this.listOutdated(tree);
    if (this.outdated.size > 0) {
      this.work(gatheringTime);
    }
  }

  /** Those of the levels whose time has come; what nobody sees is only shown as outdated. */
  private async listOutdated(tree: ConnectionTree): Promise<void> {
    for (const [parent, fresh] of this.outdated) {
      const rows = tree.loadedLevel(parent)?.rows.length ?? 0;
      const due = (this.listedAt.get(parent) ?? 0) + Math.min(rows * listingTimePerRow, mostListingTime);
      if (performance.now() < due) {
        continue;
      }
      this.outdated.delete(parent);
      this.listedAt.set(parent, performance.now());
      if (tree.loadedLevel(parent) && ![tree.root, ...tree.pathTo(parent)].some(node => this.tree.isCollapsed(node))) {
        await this.list(tree, parent, fresh);
      }
      if (!this.controller.signal.aborted) {
        this.tree.show(parent);
      }
    }
  }

  private async list(tree: ConnectionTree, parent: ParentNode, fresh: ReadonlySet<string>): Promise<void> {
    try {
      const { rows } = await tree.level(parent);
      this.mark(
        rows.filter(row => row.kind === 'key' && fresh.has(hexFromBytes(row.key))),
        'new',
      );
    } catch (error) {
      // The level is shown all the same, and says itself what keeps it from being listed.
      if (!hasCode(error, 'cancelled')) {
        this.tree.logProblem(error);
      }
    }
  }

  private mark(rows: readonly LevelNode[], mark: RowMark): void {
    const marked = rows.slice(0, mostRowsAtOnce);
    if (this.controller.signal.aborted || marked.length === 0) {
      return;
    }
    for (const row of marked) {
      clearTimeout(this.marks.get(row));
      row.mark = mark;
      this.marks.set(
        row,
        setTimeout(() => {
          this.marks.delete(row);
          row.mark = undefined;
          this.tree.showRows([row]);
        }, markTime),
      );
    }
    this.tree.showRows(rows);
  }
}
