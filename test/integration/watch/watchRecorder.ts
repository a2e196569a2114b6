import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { hexFromBytes } from '../../../src/core/base/bytes';
import type { KeyRange } from '../../../src/core/base/keyValue';
import type { EtcdStore, WatchEvent, WatchOptions, WatchStateChange, WatchUpdate } from '../../../src/core/etcd';

/** A watch that runs beside a test and keeps what it was told. */
export class WatchRecorder {
  readonly events: WatchEvent[] = [];
  readonly states: WatchStateChange[] = [];
  /** Settles with the watch: with what it threw, if it did. */
  readonly ended: Promise<unknown>;
  private readonly abort = new AbortController();
  private readonly changes = new EventEmitter();
  private isOver = false;

  constructor(
    store: EtcdStore,
    options: Omit<WatchOptions, 'signal'>,
    private readonly onState?: (state: WatchStateChange) => void,
  ) {
    this.changes.setMaxListeners(0);
    this.ended = this.run(store, options);
  }

  get reconnections(): number {
    return this.states.filter(({ type }) => type === 'reconnecting').length;
  }

  async untilEvents(count: number): Promise<void> {
    await this.until(() => this.events.length >= count, `${count} events`);
  }

  /** Resolves after so many states of a type, counted from the beginning. */
  async untilState(type: WatchStateChange['type'], count = 1): Promise<void> {
    await this.until(() => this.states.filter(state => state.type === type).length >= count, `${count} × ${type}`);
  }

  async until(isMet: () => boolean, wanted: string): Promise<void> {
    while (!isMet()) {
      if (this.isOver) {
        assert.fail(`The watch ended before ${wanted}: ${await this.ended}`);
      }
      await once(this.changes, 'change');
    }
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.ended;
  }

  private async run(store: EtcdStore, options: Omit<WatchOptions, 'signal'>): Promise<unknown> {
    try {
      for await (const updates of store.watch({ ...options, signal: this.abort.signal })) {
        for (const update of updates) {
          if (isEvent(update)) {
            this.events.push(update);
          } else {
            this.states.push(update);
            this.onState?.(update);
          }
        }
        this.changes.emit('change');
      }
      return undefined;
    } catch (error) {
      return error;
    } finally {
      this.isOver = true;
      this.changes.emit('change');
    }
  }
}

export function isEvent(update: WatchUpdate): update is WatchEvent {
  return update.type === 'put' || update.type === 'delete';
}

/** What a fresh watch without any trouble replays of a range, from a revision up to and with another one. */
export async function replay(
  store: EtcdStore,
  range: KeyRange,
  startRevision: bigint,
  lastRevision: bigint,
): Promise<readonly Write[]> {
  const recorder = new WatchRecorder(store, { ...range, startRevision });
  await recorder.until(() => (recorder.events.at(-1)?.modRevision ?? 0n) >= lastRevision, `revision ${lastRevision}`);
  await recorder.stop();
  return recorder.events.map(({ type, key, value, modRevision: revision }) => ({ type, key, value, revision }));
}

export interface Write {
  readonly type: 'put' | 'delete';
  readonly key: Uint8Array;
  readonly value?: Uint8Array;
  readonly revision: bigint;
}

/** Asserts that the events are exactly these writes, in their order. */
export function assertSameHistory(events: readonly WatchEvent[], writes: readonly Write[]): void {
  const told = events.map(({ type, key, value, modRevision }) => describe({ type, key, value, revision: modRevision }));
  assert.deepEqual(told, writes.map(describe));
}

function describe({ type, key, value, revision }: Write): string {
  return `${revision} ${type} ${hexFromBytes(key)} ${value && hexFromBytes(value.subarray(0, 64))} ${value?.length}`;
}
