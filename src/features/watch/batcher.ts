import type { Disposable } from '../../core/base/disposable';

export interface BatcherOptions {
  /** Milliseconds from one run to the next at the least. */
  readonly interval: number;
  /** Batches that may be on their way. */
  readonly most: number;
  /** Milliseconds after which what was sent and not taken in is taken for lost. */
  readonly patience: number;
}

/** What the task took is followed by so many times as long without it: others have work in this process too. */
const restForWork = 3;

/**
 * Runs a task soon after it was asked for, for what may come thousands of times a second: not before an interval has
 * passed, and not while too much of what the task sent is still to be taken in. So nothing piles up on the way to a side that
 * is slow, and what it is sent next is new.
 */
export class Batcher implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private lost: NodeJS.Timeout | undefined;
  private isWanted = false;
  private underWay = 0;
  private nextRun = Number.NEGATIVE_INFINITY;

  /** @param task tells whether it sent anything that {@link taken} will be said of. */
  constructor(
    private readonly task: () => boolean,
    private readonly options: BatcherOptions,
  ) {}

  ask(): void {
    this.isWanted = true;
    this.plan();
  }

  /** The other side has what was sent. */
  taken(): void {
    this.underWay = Math.max(0, this.underWay - 1);
    this.plan();
  }

  /** Drops what was asked for; it may be asked for again. */
  cancel(): void {
    clearTimeout(this.timer);
    clearTimeout(this.lost);
    this.timer = undefined;
    this.isWanted = false;
    this.underWay = 0;
  }

  dispose(): void {
    this.cancel();
  }

  private plan(): void {
    if (this.isWanted && this.underWay < this.options.most && this.timer === undefined) {
      this.timer = setTimeout(() => this.run(), Math.max(0, this.nextRun - performance.now()));
    }
  }

  private run(): void {
    const { interval, patience } = this.options;
    const start = performance.now();
    this.isWanted = false;
    const isSent = this.task();
    const end = performance.now();
    this.nextRun = Math.max(start + interval, end + (end - start) * restForWork);
    this.timer = undefined;
    if (isSent) {
      this.underWay++;
      clearTimeout(this.lost);
      this.lost = setTimeout(() => this.giveUp(), patience);
    }
    this.plan();
  }

  private giveUp(): void {
    this.underWay = 0;
    this.plan();
  }
}
