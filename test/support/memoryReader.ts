import { bytesFromText, compareBytes, equalBytes } from '../../src/core/base/bytes';
import { EtcdscopeError } from '../../src/core/base/errors';
import {
  type CallOptions,
  endOfKeyspace,
  type KeyValue,
  noValue,
  type RangeRequest,
  type RangeResult,
} from '../../src/core/base/keyValue';
import { throwIfAborted } from '../../src/core/base/limiter';
import { type KeyspaceReader, mostRangesTogether } from '../../src/core/keyspace/keyspaceReader';

/** What was asked of a reader: the measure of how much work an algorithm causes. */
export interface ReaderWork {
  calls: number;
  operations: number;
  /** Keys that were sent. */
  keysReturned: number;
  /** Keys in all the ranges asked for: what a server walks in its index to count them. */
  keysWalked: number;
}

export type KeyChange = readonly [key: Uint8Array | string, value?: Uint8Array];

/** A sorted array of keys with its earlier revisions: a source of keys in its own right, as a snapshot file is one. */
export class MemoryReader implements KeyspaceReader {
  readonly work: ReaderWork = { calls: 0, operations: 0, keysReturned: 0, keysWalked: 0 };
  /** Called before each call is answered, with the number of calls so far. */
  beforeCall: ((calls: number) => unknown) | undefined;

  private readonly states = new Map<bigint, readonly KeyValue[]>([[1n, []]]);
  private revision = 1n;
  private compactedUpTo = 0n;

  constructor(keys: readonly (Uint8Array | string)[] = []) {
    if (keys.length > 0) {
      this.putAll(keys.map(key => [key]));
    }
  }

  /** Puts all at one new revision, which is returned. */
  put(...changes: readonly KeyChange[]): bigint {
    return this.putAll(changes);
  }

  private putAll(changes: readonly KeyChange[]): bigint {
    const modRevision = this.revision + 1n;
    const byText = new Map(this.newest().map(keyValue => [textOf(keyValue.key), keyValue]));
    for (const [givenKey, value = noValue] of changes) {
      const key = typeof givenKey === 'string' ? bytesFromText(givenKey) : givenKey;
      const before = byText.get(textOf(key));
      byText.set(textOf(key), {
        key,
        value,
        modRevision,
        createRevision: before?.createRevision ?? modRevision,
        version: (before?.version ?? 0n) + 1n,
        lease: 0n,
      });
    }
    return this.advance([...byText.values()].sort((a, b) => compareBytes(a.key, b.key)));
  }

  delete(key: Uint8Array | string): bigint {
    const gone = typeof key === 'string' ? bytesFromText(key) : key;
    return this.advance(this.newest().filter(keyValue => !equalBytes(keyValue.key, gone)));
  }

  /** From now on revisions below this one cannot be read. */
  compact(revision: bigint): void {
    this.compactedUpTo = revision;
    for (const known of this.states.keys()) {
      if (known < revision) {
        this.states.delete(known);
      }
    }
  }

  async range(request: RangeRequest, options?: CallOptions): Promise<RangeResult> {
    const [result] = await this.answer([request], options);
    return result as RangeResult;
  }

  async ranges(requests: readonly RangeRequest[], options?: CallOptions): Promise<readonly RangeResult[]> {
    if (requests.length > mostRangesTogether) {
      throw new EtcdscopeError('call.failed', { reason: 'too many operations', operations: requests.length });
    }
    return this.answer(requests, options);
  }

  private async answer(requests: readonly RangeRequest[], options?: CallOptions): Promise<readonly RangeResult[]> {
    this.work.calls++;
    throwIfAborted(options?.signal);
    await this.beforeCall?.(this.work.calls);
    throwIfAborted(options?.signal);
    return requests.map(request => this.answerOne(request));
  }

  private answerOne({ key, rangeEnd, limit, revision, keysOnly, countOnly }: RangeRequest): RangeResult {
    const wanted = revision === undefined || revision === 0n ? this.revision : revision;
    if (wanted > this.revision) {
      throw new EtcdscopeError('revision.future', { revision: wanted });
    }
    if (wanted < this.compactedUpTo) {
      throw new EtcdscopeError('revision.compacted', { revision: wanted, compactRevision: this.compactedUpTo });
    }
    const state = this.states.get(wanted) ?? [];
    const from = firstNotBelow(state, key);
    const to =
      rangeEnd === undefined
        ? from + (from < state.length && equalBytes((state[from] as KeyValue).key, key) ? 1 : 0)
        : equalBytes(rangeEnd, endOfKeyspace)
          ? state.length
          : Math.max(from, firstNotBelow(state, rangeEnd));
    const count = to - from;
    const sent = countOnly ? 0 : limit ? Math.min(limit, count) : count;
    this.work.operations++;
    this.work.keysReturned += sent;
    this.work.keysWalked += count;
    const keyValues = state.slice(from, from + sent);
    return {
      keyValues: keysOnly ? keyValues.map(keyValue => ({ ...keyValue, value: noValue })) : keyValues,
      count,
      revision: this.revision,
      more: !countOnly && sent < count,
    };
  }

  private newest(): readonly KeyValue[] {
    return this.states.get(this.revision) ?? [];
  }

  private advance(state: readonly KeyValue[]): bigint {
    this.revision++;
    this.states.set(this.revision, state);
    return this.revision;
  }
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key).toString('latin1');
}

function firstNotBelow(state: readonly KeyValue[], key: Uint8Array): number {
  let low = 0;
  let high = state.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytes((state[middle] as KeyValue).key, key) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
