import type { Disposable } from '../../core/base/disposable';

export interface PollerOptions {
  /** Never rejects; ends soon once the signal fires. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** From the beginning of one round to that of the next, unless a round takes longer. */
  readonly intervalMilliseconds: () => number;
}

/** Does its work at an interval, one round at a time, between start and stop. */
export class Poller implements Disposable {
  private round: AbortController | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PollerOptions) {}

  get isRunning(): boolean {
    return this.round !== undefined;
  }

  /** Begins with a round at once; nothing where it runs already. */
  start(): void {
    if (!this.isRunning) {
      void this.run();
    }
  }

  /** Gives up the round under way, and begins another at once. */
  restart(): void {
    this.stop();
    this.start();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.round?.abort();
    this.round = undefined;
  }

  dispose(): void {
    this.stop();
  }

  private async run(): Promise<void> {
    const round = new AbortController();
    this.round = round;
    const started = performance.now();
    await this.options.work(round.signal);
    if (this.round === round) {
      const rest = Math.max(0, this.options.intervalMilliseconds() - (performance.now() - started));
      this.timer = setTimeout(() => void this.run(), rest);
    }
  }
}
