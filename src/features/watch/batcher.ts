import type { Disposable } from '../../core/base/disposable';

/** Runs a task soon after it was asked for, but not again before an interval has passed: for what may come thousands of times a second. */
export class Batcher implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private lastRun = Number.NEGATIVE_INFINITY;

  /** @param interval milliseconds from one run to the next at the least. */
  constructor(
    private readonly task: () => void,
    private readonly interval: number,
  ) {}

  ask(): void {
    if (this.timer === undefined) {
      const wait = Math.max(0, this.lastRun + this.interval - performance.now());
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.lastRun = performance.now();
        this.task();
      }, wait);
    }
  }

  /** Drops what was asked for; it may be asked for again. */
  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  dispose(): void {
    this.cancel();
  }
}
