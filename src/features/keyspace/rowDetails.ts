import { hasCode } from '../../core/base/errors';
import { Limiter } from '../../core/base/limiter';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import type { AtRestValues } from '../../host/atRest/atRestValues';
import { lookOfKey } from './registryLook';
import type { KeyNode, LevelNode, ParentNode } from './treeNode';

export interface RowDetailsOptions {
  /** Whether the user wants them. */
  isWanted(): boolean;
  /** Rows of one page: no more are read for at once. */
  pageSize(): number;
  /** The rows show other details than before. */
  changed(rows: readonly KeyNode[]): void;
  logProblem(error: unknown): void;
  /** Opens what is encrypted. */
  readonly atRest?: Pick<AtRestValues, 'open'>;
}

/** What is known of the rows' keyspace: the loaded tree of a connection is one. */
export interface RowSource {
  readonly reader: KeyspaceReader;
  readonly signal: AbortSignal;
}

/** Milliseconds after which details that were read already show while others are still being read. */
const longestSilence = 500;

/**
 * Finds out about the objects behind rows once the rows are there: one page of one level at a time for each connection.
 * Rows whose details cannot be read go without; nothing here is worth an error that the user sees.
 */
export class RowDetails {
  private readonly limiters = new WeakMap<KeyspaceReader, Limiter>();
  private readonly underWay = new WeakMap<ParentNode, AbortController>();

  constructor(private readonly options: RowDetailsOptions) {}

  /** The rows of a level were listed, those of before included. */
  followListing(source: RowSource, parent: ParentNode, rows: readonly LevelNode[]): void {
    this.underWay.get(parent)?.abort();
    this.underWay.set(parent, new AbortController());
    this.followMore(source, parent, rows);
  }

  /** Rows were added to a level, or the values of some of its rows changed. */
  followMore(source: RowSource, parent: ParentNode, rows: readonly LevelNode[]): void {
    if (!this.options.isWanted()) {
      return;
    }
    const page = rows.slice(0, this.options.pageSize());
    for (const row of rows.slice(page.length)) {
      // It would be of the listing before.
      if (row.kind === 'key') {
        row.details = undefined;
      }
    }
    const runs = runsOfObjects(page);
    if (runs.length > 0) {
      const ends = [source.signal, this.underWay.get(parent)?.signal].filter(signal => signal !== undefined);
      void this.work(source.reader, runs, AbortSignal.any(ends));
    }
  }

  private async work(
    reader: KeyspaceReader,
    runs: readonly (readonly KeyNode[])[],
    signal: AbortSignal,
  ): Promise<void> {
    const limiter = this.limiters.get(reader) ?? new Limiter(1);
    this.limiters.set(reader, limiter);
    const waiting: KeyNode[] = [];
    let shownAt = Date.now();
    const show = () => {
      shownAt = Date.now();
      if (waiting.length > 0) {
        this.options.changed(waiting.splice(0));
      }
    };
    try {
      await limiter.run(async () => {
        const { readRowDetails } = await import('./readRowDetails');
        const changed = (row: KeyNode) => {
          waiting.push(row);
          if (Date.now() - shownAt > longestSilence) {
            show();
          }
        };
        await readRowDetails(reader, runs, signal, changed, this.options.atRest);
      }, signal);
    } catch (error) {
      if (!hasCode(error, 'cancelled')) {
        this.options.logProblem(error);
      }
    }
    if (!signal.aborted) {
      show();
    }
  }
}

/** Rows of objects with no other row between them: one range reads the values of each run. */
function runsOfObjects(rows: readonly LevelNode[]): KeyNode[][] {
  const runs: KeyNode[][] = [];
  let run: KeyNode[] | undefined;
  for (const row of rows) {
    if (row.kind !== 'key' || lookOfKey(row.key).note === undefined) {
      run = undefined;
    } else if (run) {
      run.push(row);
    } else {
      run = [row];
      runs.push(run);
    }
  }
  return runs;
}
