import { equalBytes, startsWithBytes } from '../../core/base/bytes';
import { hasCode } from '../../core/base/errors';
import { type KeyRange, nextKey, prefixEnd } from '../../core/base/keyValue';
import { reaches } from '../../core/keyspace/partition';
import type { ConnectionTree } from './connectionTree';
import { recountPath } from './recountPath';
import type { KeyNode, ParentNode, PrefixNode } from './treeNode';

/** Changes of one connection that wait for their turn; with more, all of its levels are listed again instead. */
const mostWaiting = 32;

export interface ChangeFollowerOptions {
  changed(node: ParentNode): void;
  /** A key that has its row has another value. */
  valueChanged(tree: ConnectionTree, parent: ParentNode, row: KeyNode): void;
  logProblem(error: unknown): void;
}

/** Takes writes of this window over into loaded levels, one after another for each connection. */
export class ChangeFollower {
  private readonly waiting = new WeakMap<ConnectionTree, KeyRange[]>();

  constructor(private readonly options: ChangeFollowerOptions) {}

  follow(tree: ConnectionTree, change: KeyRange): void {
    const waiting = this.waiting.get(tree);
    if (waiting) {
      waiting.push(change);
      return;
    }
    void this.work(tree, [change]);
  }

  private async work(tree: ConnectionTree, changes: KeyRange[]): Promise<void> {
    this.waiting.set(tree, changes);
    try {
      for (let change = changes[0]; change && !tree.signal.aborted; change = changes[0]) {
        if (changes.length > mostWaiting) {
          changes.length = 0;
          tree.invalidate(tree.root);
          this.options.changed(tree.root);
        } else {
          changes.shift();
          await this.take(tree, change);
        }
      }
    } finally {
      this.waiting.delete(tree);
    }
  }

  private async take(tree: ConnectionTree, change: KeyRange): Promise<void> {
    const path = directoriesAround(tree, change);
    const owner = deepestLoaded(tree, path);
    const deepest = path.at(-1);
    const shown = owner ?? (deepest && tree.parentOf(deepest)) ?? tree.root;
    try {
      const known = owner && (await knownRow(tree, owner, change));
      if (known) {
        this.options.valueChanged(tree, owner, known);
      } else if (owner) {
        tree.invalidateLevel(owner);
        if (change.rangeEnd) {
          tree.invalidateRange({ key: change.key, rangeEnd: change.rangeEnd });
        }
      }
      this.options.changed(await recountPath(tree, path, owner ?? deepest ?? tree.root));
    } catch (error) {
      if (!hasCode(error, 'cancelled')) {
        this.options.logProblem(error);
        // Listing the level that shows the change meets the same trouble, and has a row for it.
        tree.invalidateLevel(shown);
        this.options.changed(shown);
      }
    }
  }
}

/** The rows whose directories hold all of the changed keys, outermost first, as far as levels are loaded. */
function directoriesAround(tree: ConnectionTree, change: KeyRange): PrefixNode[] {
  const path: PrefixNode[] = [];
  for (let level = tree.loadedLevel(tree.root); level; ) {
    const inner = level.rows.find((row): row is PrefixNode => row.kind === 'prefix' && holds(row, change));
    if (inner) {
      path.push(inner);
    }
    level = inner && tree.loadedLevel(inner);
  }
  return path;
}

function holds({ prefix }: PrefixNode, { key, rangeEnd = nextKey(key) }: KeyRange): boolean {
  return startsWithBytes(key, prefix) && reaches(prefixEnd(prefix), rangeEnd);
}

/** The row whose level shows what the change did; undefined where that level is not loaded, and so needs nothing. */
function deepestLoaded(tree: ConnectionTree, path: readonly PrefixNode[]): ParentNode | undefined {
  const deepest = path.at(-1) ?? tree.root;
  return tree.loadedLevel(deepest) && deepest;
}

/** The row of the key of which the change is a new value: then no row comes or goes. */
async function knownRow(
  tree: ConnectionTree,
  owner: ParentNode,
  { key, rangeEnd }: KeyRange,
): Promise<KeyNode | undefined> {
  const rows = tree.loadedLevel(owner)?.rows ?? [];
  const row = rows.find(
    (candidate): candidate is KeyNode => candidate.kind === 'key' && equalBytes(candidate.key, key),
  );
  if (rangeEnd || !row) {
    return undefined;
  }
  const { count } = await tree.reader.range({ key, countOnly: true }, { signal: tree.signal });
  return count > 0 ? row : undefined;
}
