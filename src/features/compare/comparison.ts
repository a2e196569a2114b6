import { equalBytes, startsWithBytes } from '../../core/base/bytes';
import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import { EtcdscopeError, hasCode, isEtcdscopeError } from '../../core/base/errors';
import type { KeyValue } from '../../core/base/keyValue';
import { type CompareProgress, compareKeyspaces } from '../../core/keyspace/compare/compareKeyspaces';
import { differenceOf } from '../../core/keyspace/compare/keyDifference';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import type { KeyChange } from '../../host/keyChanges';
import type { ComparedConnection, ComparisonRequest, Side } from './comparisonRequest';
import { DifferenceList } from './differenceList';

export type ComparisonState =
  | { readonly kind: 'running' }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: EtcdscopeError };

/** Milliseconds between two looks at what has been found so far. */
const updateInterval = 400;

/** One comparison: it runs, and then follows what this window writes to either side. */
export class Comparison implements Disposable {
  private readonly changes = new Emitter<void>();
  private readonly controller = new AbortController();
  private toldAt = 0;
  private currentState: ComparisonState = { kind: 'running' };
  private currentProgress: CompareProgress | undefined;

  readonly list = new DifferenceList();
  /** The state, the progress or the differences are others than before. */
  readonly onDidChange = this.changes.event;

  constructor(
    readonly request: ComparisonRequest,
    private readonly reader: (connectionId: string) => Promise<KeyspaceReader>,
  ) {}

  get state(): ComparisonState {
    return this.currentState;
  }

  /** Absent until both sides have answered. */
  get progress(): CompareProgress | undefined {
    return this.currentProgress;
  }

  /** The revision at which a side is compared, as far as it is known. */
  revisionOf(side: Side): bigint | undefined {
    const { progress, request } = this;
    return side === 'left'
      ? (progress?.leftRevision ?? request.left.revision)
      : (progress?.rightRevision ?? request.right.revision);
  }

  /** Never rejects: what goes wrong is the state then. */
  async run(): Promise<void> {
    const { left, right, prefix } = this.request;
    try {
      const readers = [await this.reader(left.connectionId), await this.reader(right.connectionId)] as const;
      const differences = compareKeyspaces(...readers, {
        prefix,
        ...(left.revision !== undefined && { leftRevision: left.revision }),
        ...(right.revision !== undefined && { rightRevision: right.revision }),
        signal: this.controller.signal,
        onProgress: progress => this.follow(progress),
      });
      for await (const difference of differences) {
        const leftRevision = this.revisionOf('left') ?? 0n;
        this.list.add({ ...difference, leftRevision, rightRevision: this.revisionOf('right') ?? 0n });
      }
      this.end({ kind: 'done' });
    } catch (error) {
      this.end(hasCode(error, 'cancelled') ? { kind: 'cancelled' } : { kind: 'failed', error: this.named(error) });
    }
  }

  cancel(): void {
    this.controller.abort();
  }

  dispose(): void {
    this.cancel();
    this.changes.dispose();
  }

  setFilter(filter: DifferenceList['filter']): void {
    this.list.setFilter(filter);
    this.changes.fire();
  }

  /** Whether a write of this window may have made another result of it. */
  isTouchedBy({ connectionId, key, rangeEnd }: KeyChange): boolean {
    const { left, right, prefix } = this.request;
    const isRead = [left, right].some(side => side.connectionId === connectionId && side.revision === undefined);
    return isRead && (rangeEnd !== undefined || startsWithBytes(key, prefix));
  }

  /**
   * Looks at one key again: a side that was not asked for at a revision is read as it is now.
   * @throws what the readers throw.
   */
  async compareAgain(key: Uint8Array): Promise<void> {
    const [left, right] = await Promise.all([
      this.readNow(this.request.left, key),
      this.readNow(this.request.right, key),
    ]);
    const [a, b] = [left.keyValue, right.keyValue];
    const isEqual = a && b ? equalBytes(a.value, b.value) : !a && !b;
    const difference = isEqual ? undefined : differenceOf(a, b);
    const revisions = { leftRevision: left.revision, rightRevision: right.revision };
    this.list.replace(key, difference && { ...difference, ...revisions });
    this.changes.fire();
  }

  private async readNow(
    { connectionId, revision }: ComparedConnection,
    key: Uint8Array,
  ): Promise<{ readonly keyValue: KeyValue | undefined; readonly revision: bigint }> {
    const reader = await this.reader(connectionId);
    const result = await reader.range({ key, revision }, { signal: this.controller.signal });
    return { keyValue: result.keyValues[0], revision: revision ?? result.revision };
  }

  private follow(progress: CompareProgress): void {
    this.currentProgress = progress;
    const now = Date.now();
    if (now - this.toldAt >= updateInterval) {
      this.toldAt = now;
      this.changes.fire();
    }
  }

  private end(state: ComparisonState): void {
    this.currentState = state;
    this.changes.fire();
  }

  /** The error with the connection that it is about. */
  private named(error: unknown): EtcdscopeError {
    if (!isEtcdscopeError(error)) {
      return new EtcdscopeError('call.failed', { reason: 'comparison' }, { cause: error });
    }
    const { side } = error.facts;
    const { connectionId } = side === 'left' ? this.request.left : this.request.right;
    return side === undefined
      ? error
      : new EtcdscopeError(error.code, { connectionId, ...error.facts }, { cause: error });
  }
}
