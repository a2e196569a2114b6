import { compareBytes, equalBytes, hexFromBytes, startsWithBytes } from '../../../core/base/bytes';
import type { ConnectionTree, LoadedLevel } from '../connectionTree';
import { bytesOfNode, type KeyNode, type LevelNode, type ParentNode, type PrefixNode } from '../treeNode';

/** What happened to one key, without its value. */
export interface TreeChange {
  readonly key: Uint8Array;
  readonly revision: bigint;
  readonly isDelete: boolean;
  /** Whether the key was not there before. */
  readonly isNew: boolean;
}

/** What changes did to the levels that are loaded. */
export interface TakenChanges {
  /** Directories that count other keys than before. */
  readonly counted: ReadonlySet<PrefixNode>;
  /** By level, keys that have other values than before. */
  readonly written: ReadonlyMap<ParentNode, ReadonlySet<KeyNode>>;
  /** Levels of which rows come or go, each with the keys that are new in it, in hexadecimal digits. */
  readonly outdated: ReadonlyMap<ParentNode, ReadonlySet<string>>;
}

/**
 * Takes changes over as far as that needs no question to the cluster: counts are carried on, and what has to be listed
 * again is named. A level and a count know the revision that they are of, and take no older change.
 */
export function takeChanges(tree: ConnectionTree, changes: readonly TreeChange[]): TakenChanges {
  const counted = new Set<PrefixNode>();
  const written = new Map<ParentNode, Set<KeyNode>>();
  const outdated = new Map<ParentNode, Set<string>>();
  for (const change of changes) {
    let parent: ParentNode = tree.root;
    for (let level = tree.loadedLevel(parent); level; level = tree.loadedLevel(parent)) {
      if (level.loading !== undefined) {
        // What is being listed may be older than the change, and takes the place of what is changed here.
        groupOf(outdated, parent, () => new Set<string>());
      }
      const row = rowFor(level, change.key);
      if (row?.kind === 'prefix') {
        count(row, change, counted);
        if (row.count === 0) {
          groupOf(outdated, parent, () => new Set<string>());
        }
        parent = row;
        continue;
      }
      if (change.revision > level.revision) {
        takeInto(level, row, change, written, outdated);
      }
      break;
    }
  }
  return { counted, written, outdated };
}

function takeInto(
  level: LoadedLevel,
  row: KeyNode | undefined,
  { key, isDelete }: TreeChange,
  written: Map<ParentNode, Set<KeyNode>>,
  outdated: Map<ParentNode, Set<string>>,
): void {
  if (row && !isDelete) {
    groupOf(written, level.parent, () => new Set<KeyNode>()).add(row);
  } else if (!row && isBeyond(level, key)) {
    level.hasChangedBeyond = true;
  } else if (row || !isDelete) {
    const fresh = groupOf(outdated, level.parent, () => new Set<string>());
    if (!isDelete) {
      fresh.add(hexFromBytes(key));
    }
  }
}

function count(row: PrefixNode, change: TreeChange, counted: Set<PrefixNode>): void {
  if ((change.isDelete || change.isNew) && (row.countedAt === undefined || change.revision > row.countedAt)) {
    row.count = Math.max(0, row.count + (change.isDelete ? -1 : 1));
    counted.add(row);
  }
}

/** Whether the key belongs to a page that is not loaded yet. */
function isBeyond({ rows, next }: LoadedLevel, key: Uint8Array): boolean {
  const last = rows.at(-1);
  return next !== undefined && (!last || compareBytes(bytesOfNode(last), key) < 0);
}

/** The row of a key, or of the directory that it lies in. Rows are in the order of their bytes. */
function rowFor({ rows }: LoadedLevel, key: Uint8Array): LevelNode | undefined {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row && compareBytes(bytesOfNode(row), key) <= 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const row = rows[low - 1];
  const isRow = row && (row.kind === 'key' ? equalBytes(row.key, key) : startsWithBytes(key, row.prefix));
  return isRow ? row : undefined;
}

function groupOf<Key, Value>(groups: Map<Key, Value>, key: Key, make: () => Value): Value {
  const group = groups.get(key) ?? make();
  groups.set(key, group);
  return group;
}
