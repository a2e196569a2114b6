/**
 * The loaded part of one connection's keyspace: levels with their rows and cursors. It lives as long as the connection
 * stays connected; once disposed, whatever is under way ends with `cancelled`.
 *
 * A level is loaded when VS Code asks for a row's children and kept until it is refreshed, so that VS Code may ask as
 * often as it likes. A stale level keeps its rows, to give the same row the same object when it is loaded again.
 */
import { bytesFromText, emptyBytes, startsWithBytes } from '../../core/base/bytes';
import type { Disposable } from '../../core/base/disposable';
import { type KeyRange, prefixRange } from '../../core/base/keyValue';
import { throwIfAborted } from '../../core/base/limiter';
import { type KeyspaceReader, mostRangesTogether } from '../../core/keyspace/keyspaceReader';
import { keyText } from '../../core/keyspace/keyText';
import type { LevelChild } from '../../core/keyspace/level';
import type { LevelCursor } from '../../core/keyspace/levelCursor';
import { listLevel } from '../../core/keyspace/listLevel';
import { isInRange } from '../../core/keyspace/partition';
import { readerAtRevision } from '../../core/keyspace/readerAtRevision';
import { compactDirectories } from './compactDirectories';
import { rowsOfChildren } from './levelRows';
import { type ConnectionNode, type LevelNode, nodeId, type ParentNode, type PrefixNode } from './treeNode';

export interface ConnectionTreeOptions {
  /** Empty for a flat list. */
  readonly delimiter: string;
  /** The revision to show; the newest where it is absent. */
  readonly revision?: bigint | undefined;
  /** Rows of one page. */
  pageSize(): number;
  /** {@link mostRowsKept} unless given. */
  readonly mostRowsKept?: number;
  /** A level was listed from its beginning. */
  listed?(parent: ParentNode, rows: readonly LevelNode[]): void;
  /** The next page of a level was listed. */
  listedMore?(parent: ParentNode, rows: readonly LevelNode[]): void;
}

export interface LoadedLevel {
  readonly parent: ParentNode;
  rows: readonly LevelNode[];
  /** Absent when all rows are there. */
  next: LevelCursor | undefined;
  isStale: boolean;
  /** At which the rows were listed, each page at the first one's. */
  revision: bigint;
  /** Whether keys changed since then beyond the rows that are loaded: the next page, of the same revision, is not of now. */
  hasChangedBeyond: boolean;
  loading: Promise<void> | undefined;
}

/** Rows kept over all levels; the levels longest unused go first, and are listed again when asked for. */
const mostRowsKept = 100_000;

/** Rows of one level; beyond, searching serves better than scrolling. */
export const mostRowsOfLevel = 20_000;

/** Pages that a refresh reads again; what was loaded beyond is a matter of "Load more…" again. */
const mostPagesRefreshed = 10;

export class ConnectionTree implements Disposable {
  private readonly controller = new AbortController();
  private readonly levels = new Map<string, LoadedLevel>();
  private readonly parents = new WeakMap<LevelNode, ParentNode>();
  private readonly delimiterBytes: Uint8Array;
  readonly reader: KeyspaceReader;

  constructor(
    readonly root: ConnectionNode,
    /** Of the whole store, whichever revision is shown. */
    readonly source: KeyspaceReader,
    private readonly options: ConnectionTreeOptions,
  ) {
    this.delimiterBytes = bytesFromText(options.delimiter);
    this.reader = options.revision === undefined ? source : readerAtRevision(source, options.revision);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get delimiter(): string {
    return this.options.delimiter;
  }

  get revision(): bigint | undefined {
    return this.options.revision;
  }

  dispose(): void {
    this.controller.abort();
    this.levels.clear();
  }

  parentOf(node: LevelNode): ParentNode | undefined {
    return this.parents.get(node);
  }

  /** The directories that a row lies in, outermost first, itself the last if it is one. */
  pathTo(node: ParentNode): PrefixNode[] {
    const path: PrefixNode[] = [];
    for (let at: ParentNode | undefined = node; at?.kind === 'prefix'; at = this.parents.get(at)) {
      path.unshift(at);
    }
    return path;
  }

  /** The level below a row, if it is loaded; it may be stale. */
  loadedLevel(parent: ParentNode): LoadedLevel | undefined {
    return this.levels.get(nodeId(parent));
  }

  /**
   * The level below a row, listing it where that is needed. Those who ask meanwhile share the listing.
   * @throws EtcdscopeError what listing throws; `cancelled` when disposed meanwhile.
   */
  async level(parent: ParentNode): Promise<LoadedLevel> {
    throwIfAborted(this.signal);
    const level = this.touch(parent);
    while (level.isStale || level.loading !== undefined) {
      level.loading ??= this.whileLoading(level, () => this.reload(level));
      await level.loading;
      throwIfAborted(this.signal);
    }
    return level;
  }

  /** Adds the next page to the rows of a level. Answers the first new row, if there is one. */
  async loadMore(level: LoadedLevel): Promise<LevelNode | undefined> {
    const shown = level.rows.length;
    while (level.loading !== undefined) {
      await level.loading;
    }
    const { next } = level;
    if (next && !level.isStale && level.rows.length === shown && shown < mostRowsOfLevel) {
      const attempt = this.whileLoading(level, async () => {
        const page = await this.list(level, next);
        const rows = this.rowsOf(level, page.children, page.revision);
        level.rows = [...level.rows, ...rows];
        level.next = page.next;
        level.isStale ||= level.hasChangedBeyond;
        this.options.listedMore?.(level.parent, rows);
      });
      // A failure is for the one who wanted more; those who wait for the level still have the rows of before.
      level.loading = attempt.catch(() => undefined);
      await attempt;
      throwIfAborted(this.signal);
      this.trim(level);
    }
    return level.rows[shown];
  }

  /** Has a row's level, and all levels below it, listed again when they are next asked for. */
  invalidate(parent: ParentNode): void {
    for (const level of this.levels.values()) {
      if (parent.kind === 'connection' || isWithin(level.parent, parent)) {
        level.isStale = true;
      }
    }
  }

  /** Levels that were listed before a revision are listed again when they are next asked for. Answers whether any is. */
  invalidateOlder(revision: bigint): boolean {
    let isAny = false;
    for (const level of this.levels.values()) {
      // One that is being listed may turn out as old.
      if (level.revision < revision || level.loading !== undefined) {
        level.isStale = true;
        isAny = true;
      }
    }
    return isAny;
  }

  /** The same for the row's own level only. */
  invalidateLevel(parent: ParentNode): void {
    const level = this.loadedLevel(parent);
    if (level) {
      level.isStale = true;
    }
  }

  /** Levels whose prefixes lie in a range of keys are listed again when they are next asked for. */
  invalidateRange(range: Required<KeyRange>): void {
    for (const level of this.levels.values()) {
      if (level.parent.kind === 'prefix' && isInRange(level.parent.prefix, range)) {
        level.isStale = true;
      }
    }
  }

  /** Brings the counts of directories up to date, all at one revision. Answers those that changed. */
  async recount(nodes: readonly PrefixNode[]): Promise<PrefixNode[]> {
    const asked = nodes.slice(-mostRangesTogether);
    if (asked.length === 0) {
      return [];
    }
    const results = await this.reader.ranges(
      asked.map(node => ({ ...prefixRange(node.prefix), countOnly: true })),
      { signal: this.signal },
    );
    throwIfAborted(this.signal);
    return asked.filter((node, index) => {
      node.countedAt = results[index]?.revision;
      return setCount(node, results[index]?.count ?? 0);
    });
  }

  private touch(parent: ParentNode): LoadedLevel {
    const id = nodeId(parent);
    const level = this.levels.get(id) ?? {
      parent,
      rows: [],
      next: undefined,
      isStale: true,
      revision: 0n,
      hasChangedBeyond: false,
      loading: undefined,
    };
    this.levels.delete(id);
    this.levels.set(id, level);
    return level;
  }

  private async whileLoading(level: LoadedLevel, load: () => Promise<void>): Promise<void> {
    try {
      await load();
    } finally {
      level.loading = undefined;
    }
  }

  private async reload(level: LoadedLevel): Promise<void> {
    const wanted = level.rows.length;
    // Marked before the first call: a refresh that comes meanwhile makes the level stale again.
    level.isStale = false;
    level.hasChangedBeyond = false;
    try {
      const children: LevelChild[] = [];
      let next: LevelCursor | undefined;
      let revision = 0n;
      for (let pages = 0; pages === 0 || (next && children.length < wanted && pages < mostPagesRefreshed); pages++) {
        const page = await this.list(level, next);
        children.push(...page.children);
        next = page.next;
        revision = page.revision;
      }
      const compacted = level.parent.kind === 'connection' && !next ? await this.compact(children) : children;
      throwIfAborted(this.signal);
      level.rows = this.rowsOf(level, compacted, revision);
      level.revision = revision;
      level.next = next;
    } catch (error) {
      level.isStale = true;
      throw error;
    }
    this.trim(level);
    this.options.listed?.(level.parent, level.rows);
  }

  private list(level: LoadedLevel, next: LevelCursor | undefined) {
    const { parent } = level;
    return listLevel(this.reader, parent.kind === 'prefix' ? parent.prefix : emptyBytes, {
      delimiter: this.delimiterBytes,
      limit: this.options.pageSize(),
      signal: this.signal,
      ...(next && { next }),
    });
  }

  /** Only the first level: there, a chain of lone directories says nothing. Further down each level has a meaning. */
  private async compact(children: readonly LevelChild[]): Promise<readonly LevelChild[]> {
    const directories = children.filter(child => !child.isLeaf);
    const prefixes = await compactDirectories(
      this.reader,
      directories.map(({ key }) => key),
      this.delimiter,
      { signal: this.signal },
    );
    const deepest = new Map(directories.map((child, index) => [child, prefixes[index] ?? child.key]));
    return children.map(child => {
      const key = deepest.get(child);
      return key && key.length > child.key.length
        ? { ...child, key, name: keyText(key.subarray(0, key.length - this.delimiterBytes.length)) }
        : child;
    });
  }

  private rowsOf({ parent, rows }: LoadedLevel, children: readonly LevelChild[], revision: bigint): LevelNode[] {
    const fresh = rowsOfChildren(parent, children, rows, this.delimiter, revision);
    for (const row of fresh) {
      this.parents.set(row, parent);
      if (row.kind === 'key') {
        row.revision = this.revision;
      }
    }
    return fresh;
  }

  private trim(kept: LoadedLevel): void {
    const most = this.options.mostRowsKept ?? mostRowsKept;
    let rows = 0;
    for (const level of this.levels.values()) {
      rows += level.rows.length + 1;
    }
    for (const [id, level] of this.levels) {
      if (rows <= most) {
        return;
      }
      if (level !== kept && level.parent.kind !== 'connection' && level.loading === undefined) {
        this.levels.delete(id);
        rows -= level.rows.length + 1;
      }
    }
  }
}

function isWithin(node: ParentNode, outer: PrefixNode): boolean {
  return node.kind === 'prefix' && startsWithBytes(node.prefix, outer.prefix);
}

/** Whether that changed it. */
export function setCount(node: PrefixNode, count: number): boolean {
  const isChanged = node.count !== count;
  node.count = count;
  return isChanged;
}
