import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import { type EtcdscopeError, hasCode } from '../../core/base/errors';
import type { KeyRange } from '../../core/base/keyValue';
import type { WatchOptions, WatchUpdate } from '../../core/etcd';
import type { Mark } from './listEntry';
import type { WatchModel } from './watchModel';

/** Where a watch begins: with what happens from now on, at a revision, or at the oldest revision that is left. */
export type WatchStart =
  | { readonly from: 'now' }
  | { readonly from: 'revision'; readonly revision: bigint }
  | { readonly from: 'oldest' };

export type RunState =
  | { readonly kind: 'starting' }
  /** Nothing is missing up to the revision. */
  | { readonly kind: 'live'; readonly revision: bigint; readonly endpoint: string }
  | { readonly kind: 'reconnecting'; readonly error: EtcdscopeError; readonly since: number }
  /** `compactRevision` where it ended because what comes next was compacted. */
  | { readonly kind: 'ended'; readonly error?: unknown; readonly compactRevision?: bigint };

export interface WatchRunOptions {
  readonly range: KeyRange;
  readonly model: WatchModel;
  /** Gives what is watched, connecting first where there is no connection. */
  readonly open: () => Promise<{ watch(options: WatchOptions): AsyncIterable<readonly WatchUpdate[]> }>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The first revision of any store. Asking for it makes a server tell what is the oldest that it has. */
const firstRevision = 1n;
/** How often "the oldest that is left" may have been compacted by the time it is asked for. */
const mostMoves = 5;

/** One watch over its whole life: from start to start it fills the same model, and marks what lies between. */
export class WatchRun implements Disposable {
  private readonly changes = new Emitter<void>();
  private controller: AbortController | undefined;
  private current: RunState = { kind: 'starting' };
  private asked: WatchStart = { from: 'now' };
  /** Everything up to here is in the model, or is marked as unknown. */
  private lastRevision: bigint | undefined;
  /** Up to here, events had happened before the watch began. */
  private earlierUntil = 0n;
  private brokenSince: number | undefined;
  /** What to say of a new stream with its first sign of life. A server opens one before it looks whether it can serve it. */
  private opening: Mark | undefined;

  /** Events came, or the state is another one. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly options: WatchRunOptions) {}

  get state(): RunState {
    return this.current;
  }

  /** Ends what is under way and begins. Never throws; settles when this watch has ended, for whatever reason. */
  async start(start: WatchStart): Promise<void> {
    this.stop();
    this.asked = start;
    const controller = new AbortController();
    this.controller = controller;
    this.brokenSince = undefined;
    this.opening = undefined;
    this.set({ kind: 'starting' });
    try {
      await this.follow(start, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) {
        this.end(error);
      }
    }
  }

  /** Goes on where the watch ended; where that is no longer possible, at the oldest revision left, and marks the gap. */
  goOn(): Promise<void> {
    const { current, lastRevision } = this;
    const compactRevision = current.kind === 'ended' ? current.compactRevision : undefined;
    if (compactRevision === undefined) {
      return this.start(lastRevision === undefined ? this.asked : { from: 'revision', revision: lastRevision + 1n });
    }
    this.markGap(compactRevision);
    return this.start({ from: 'revision', revision: compactRevision + 1n });
  }

  /** Ends the watch; nothing of it is left running. */
  stop(): void {
    this.controller?.abort();
    this.controller = undefined;
  }

  dispose(): void {
    this.stop();
    this.changes.dispose();
  }

  private async follow(start: WatchStart, signal: AbortSignal): Promise<void> {
    const source = await this.options.open();
    let startRevision = start.from === 'now' ? undefined : start.from === 'revision' ? start.revision : firstRevision;
    for (let moves = 0; ; moves++) {
      this.lastRevision ??= startRevision === undefined ? undefined : startRevision - 1n;
      try {
        const { range } = this.options;
        const request = {
          ...range,
          previous: 'recent' as const,
          signal,
          ...(startRevision !== undefined && { startRevision }),
        };
        for await (const updates of source.watch(request)) {
          if (signal.aborted) {
            return;
          }
          this.take(updates, start);
        }
        return;
      } catch (error) {
        const compactRevision = compactRevisionOf(error);
        if (start.from !== 'oldest' || compactRevision === undefined || moves >= mostMoves || signal.aborted) {
          throw error;
        }
        this.markGap(compactRevision);
        startRevision = compactRevision + 1n;
      }
    }
  }

  private take(updates: readonly WatchUpdate[], start: WatchStart): void {
    const now = this.options.clock();
    const { model } = this.options;
    for (const update of updates) {
      switch (update.type) {
        case 'live':
          this.becomeLive(update, start, now);
          break;
        case 'progress':
          this.markOpening(now);
          this.lastRevision = update.revision;
          break;
        case 'reconnecting':
          this.brokenSince ??= now;
          this.current = { kind: 'reconnecting', error: update.error, since: this.brokenSince };
          break;
        default:
          this.markOpening(now);
          model.addEvent(update, now, update.modRevision <= this.earlierUntil);
          this.lastRevision = update.modRevision;
      }
    }
    this.showRevision();
    this.changes.fire();
  }

  private becomeLive(
    { revision, endpoint }: { readonly revision: bigint; readonly endpoint: string },
    start: WatchStart,
    now: number,
  ): void {
    if (this.brokenSince !== undefined) {
      this.opening = { what: 'reconnected', milliseconds: now - this.brokenSince, endpoint };
      this.brokenSince = undefined;
    } else {
      const from = (start.from === 'now' ? revision : (this.lastRevision ?? revision)) + 1n;
      this.earlierUntil = start.from === 'now' ? this.earlierUntil : revision;
      this.opening = { what: 'began', revision: from, endpoint };
    }
    this.lastRevision ??= revision;
    this.current = { kind: 'live', revision, endpoint };
  }

  private markOpening(now: number): void {
    if (this.opening) {
      this.options.model.addMark(this.opening, now);
      this.opening = undefined;
    }
  }

  private showRevision(): void {
    const { current, lastRevision } = this;
    if (current.kind === 'live' && lastRevision !== undefined && lastRevision > current.revision) {
      this.current = { ...current, revision: lastRevision };
    }
  }

  private markGap(to: bigint): void {
    this.opening = undefined;
    const from = (this.lastRevision ?? 0n) + 1n;
    this.options.model.addMark({ what: 'gap', from, to }, this.options.clock());
    this.lastRevision = to;
  }

  private end(error: unknown): void {
    this.options.model.addMark({ what: 'ended' }, this.options.clock());
    const compactRevision = compactRevisionOf(error);
    this.set({ kind: 'ended', error, ...(compactRevision !== undefined && { compactRevision }) });
  }

  private set(state: RunState): void {
    this.current = state;
    this.changes.fire();
  }
}

function compactRevisionOf(error: unknown): bigint | undefined {
  const revision = hasCode(error, 'revision.compacted') ? error.facts.compactRevision : undefined;
  return typeof revision === 'bigint' ? revision : undefined;
}
