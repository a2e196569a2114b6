import type { Disposable } from '../../core/base/disposable';

/**
 * Repeats a task with a pause between the end of one round and the start of the next, so that rounds never overlap. Off
 * until a pause is set, and again after 0.
 */
export class CheckRounds implements Disposable {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pause = 0;
  private isRunning = false;

  /** @param round Must not reject. */
  constructor(private readonly round: () => Promise<void>) {}

  /** @param milliseconds Between two rounds; 0 ends them. The round that is under way comes to its end. */
  setPause(milliseconds: number): void {
    if (milliseconds !== this.pause) {
      this.pause = milliseconds;
      this.plan();
    }
  }

  dispose(): void {
    this.setPause(0);
  }

  private plan(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.pause > 0 && !this.isRunning) {
      this.timer = setTimeout(() => void this.run(), this.pause);
    }
  }

  private async run(): Promise<void> {
    this.timer = undefined;
    this.isRunning = true;
    try {
      await this.round();
    } finally {
      this.isRunning = false;
      this.plan();
    }
  }
}
