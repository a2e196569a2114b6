import type { FileHandle } from 'node:fs/promises';
import { EtcdscopeError } from '../base/errors';
import { type CallOptions, type KeyValue, noValue, type RangeRequest, type RangeResult } from '../base/keyValue';
import { throwIfAborted } from '../base/limiter';
import type { HistoryReader, KeyHistory, KeyRevision } from '../keyspace/history/keyHistory';
import { type KeyspaceReader, mostRangesTogether } from '../keyspace/keyspaceReader';
import type { KeyIndex } from './keyIndex/keyIndex';
import type { KeyIndexData } from './keyIndex/keyIndexData';
import { namingPath } from './namingPath';
import type { DamageReport } from './pages/damage';
import { type DatabaseLayout, hasNewTransaction } from './pages/databaseLayout';
import { RecordReader } from './recordReader';

export interface SnapshotEvent {
  readonly type: 'put' | 'delete';
  readonly key: Uint8Array;
  readonly modRevision: bigint;
  /** Absent for a deletion. */
  readonly keyValue?: KeyValue;
}

export interface EventOptions extends CallOptions {
  /** The first revision to tell of; by default the oldest that can be read. */
  readonly startRevision?: bigint;
}

/** Bytes of values in one answer; more would have to be held at once. */
const mostAnswerBytes = 256 * 1024 * 1024;

/** Records read side by side. */
const recordsABatch = 64;

/** A snapshot file, or the `db` file of a data directory: read only, and never locked. */
export class SnapshotStore implements KeyspaceReader, HistoryReader {
  private readonly records: RecordReader;
  private isClosed = false;

  /** Use `openSnapshot`. */
  constructor(
    readonly path: string,
    private readonly file: FileHandle,
    /** Bytes. */
    readonly fileSize: number,
    private readonly layout: DatabaseLayout,
    private readonly index: KeyIndex,
    private readonly release: () => Promise<void>,
    /** Leaves of keys that were found though nothing leads to them; 0 for a file that is sound where it leads to its keys. */
    readonly recoveredLeaves = 0,
  ) {
    this.records = new RecordReader(file, layout.pageSize, index.rows, index.data.inlinePage);
  }

  /** The newest revision, as a server on this file would have it. */
  get revision(): bigint {
    return this.data.revision;
  }

  /** The oldest revision that can be read; 0n where nothing was ever compacted. */
  get compactRevision(): bigint {
    return this.data.compactRevision;
  }

  /** What the index had to leave out, since it could not be read. */
  get damage(): DamageReport {
    return this.data.damage;
  }

  private get data(): KeyIndexData {
    return this.index.data;
  }

  /**
   * @throws {EtcdscopeError} `revision.compacted`, `revision.future`, `key.invalid`, `message.tooLarge`, `snapshot.changed`,
   *   `snapshot.unreadable`, `snapshot.closed`, `cancelled`.
   */
  async range(request: RangeRequest, { signal }: CallOptions = {}): Promise<RangeResult> {
    this.check(signal);
    return await this.answer(request, signal);
  }

  async ranges(requests: readonly RangeRequest[], { signal }: CallOptions = {}): Promise<readonly RangeResult[]> {
    this.check(signal);
    if (requests.length > mostRangesTogether) {
      throw new EtcdscopeError('request.tooLarge', { operations: requests.length, limit: mostRangesTogether });
    }
    const results: RangeResult[] = [];
    for (const request of requests) {
      results.push(await this.answer(request, signal));
    }
    return results;
  }

  private answer(request: RangeRequest, signal: AbortSignal | undefined): RangeResult | Promise<RangeResult> {
    const { key, rangeEnd, limit = 0, revision = 0n, keysOnly = false, countOnly = false } = request;
    if (key.length === 0) {
      throw new EtcdscopeError('key.invalid', { reason: 'empty' });
    }
    const view = this.index.viewAt(revision);
    const [from, to] = this.index.placesIn(key, rangeEnd);
    const count = view.count(from, to);
    const result = { count, revision: this.revision, more: false };
    if (countOnly || count === 0) {
      return { ...result, keyValues: [] };
    }
    const wanted = view.take(from, to, limit > 0 ? Math.min(limit, count) : count);
    const more = wanted.length < count;
    if (keysOnly) {
      const { keys, rows } = this.index;
      const keyValues = wanted.map(({ place, row }) => ({
        key: keys.at(place),
        value: noValue,
        ...rows.numbersOf(row),
      }));
      return { ...result, more, keyValues };
    }
    const rows = wanted.map(({ row }) => row);
    return this.read(rows, signal).then(keyValues => ({ ...result, more, keyValues }));
  }

  private async read(rows: readonly number[], signal: AbortSignal | undefined): Promise<readonly KeyValue[]> {
    const keyValues: KeyValue[] = [];
    let bytes = 0;
    for (let at = 0; at < rows.length; at += recordsABatch) {
      const batch = rows.slice(at, at + recordsABatch);
      const records = namingPath(this.path, () => Promise.all(batch.map(row => this.records.record(row, signal))));
      const found = await records.catch((error: unknown) => {
        // A file that is closed under a call fails in its own way.
        this.check(signal);
        throw error;
      });
      this.check(signal);
      bytes = found.reduce((sum, { key, value }) => sum + key.length + value.length, bytes);
      if (bytes > mostAnswerBytes) {
        throw new EtcdscopeError('message.tooLarge', { limit: mostAnswerBytes });
      }
      keyValues.push(...found);
    }
    return keyValues;
  }

  /**
   * All revisions of a key that can be read, oldest first, deletions included; their values come by `range` at `readRevision`.
   * None for a key that the file does not know.
   */
  async history(key: Uint8Array, { signal }: CallOptions = {}): Promise<readonly KeyRevision[]> {
    this.check(signal);
    const { rows } = this.index;
    const { compactRevision } = this.data;
    const all = this.index.rowsOf(key);
    // What stood when the last compaction took place is the oldest that can be read.
    const base = all.findLastIndex(row => rows.revisionOf(row) <= compactRevision);
    return all.slice(Math.max(0, base)).flatMap(row => {
      const { modRevision, createRevision, version, lease } = rows.numbersOf(row);
      const isDeletion = rows.isDeletion(row);
      if (isDeletion && modRevision < compactRevision) {
        return [];
      }
      const readRevision = modRevision < compactRevision ? compactRevision : modRevision;
      return { type: isDeletion ? 'delete' : 'put', modRevision, readRevision, createRevision, version, lease };
    });
  }

  /** The same with why it goes no further back. */
  async historyOf(key: Uint8Array, options: CallOptions = {}): Promise<KeyHistory> {
    const revisions = await this.history(key, options);
    return { revisions, end: this.compactRevision > 0n ? 'compacted' : 'beginning', revision: this.revision };
  }

  /**
   * Everything that happened from a revision on, in its order: what a watch from there would tell.
   * @throws {EtcdscopeError} `revision.compacted` for a revision before the last compaction, and what `range` throws.
   */
  async *events({ startRevision, signal }: EventOptions = {}): AsyncGenerator<SnapshotEvent, void> {
    this.check(signal);
    const { order, compactRevision } = this.data;
    const rowCount = order.length;
    const start = startRevision ?? compactRevision;
    if (start < compactRevision) {
      throw new EtcdscopeError('revision.compacted', { revision: start, compactRevision });
    }
    for (let from = this.index.rowsUpTo(start - 1n); from < rowCount; from += recordsABatch) {
      const rows = Array.from({ length: Math.min(recordsABatch, rowCount - from) }, (_, offset) => from + offset);
      const found = await this.read(rows, signal);
      for (const [offset, keyValue] of found.entries()) {
        const modRevision = this.index.rows.revisionOf(from + offset);
        yield this.index.rows.isDeletion(from + offset)
          ? { type: 'delete', key: keyValue.key, modRevision }
          : { type: 'put', key: keyValue.key, modRevision, keyValue };
      }
    }
  }

  /**
   * Whether the file was written to since it was opened, as a server does with the one of its data directory. What is read
   * then may be missing or refused, never wrong.
   */
  async hasChanged(): Promise<boolean> {
    this.check(undefined);
    const { size } = await this.file.stat();
    return size < this.fileSize || hasNewTransaction(this.file.fd, this.layout);
  }

  /** Calls under way fail with `snapshot.closed`. */
  async close(): Promise<void> {
    if (!this.isClosed) {
      this.isClosed = true;
      await this.release();
    }
  }

  private check(signal: AbortSignal | undefined): void {
    throwIfAborted(signal);
    if (this.isClosed) {
      throw new EtcdscopeError('snapshot.closed', { path: this.path });
    }
  }
}
