import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import { throwIfAborted } from '../../core/base/limiter';
import type { HealthOutcome } from './healthOutcome';

/** Examines one connection; rejects with `cancelled` once the signal fires. */
export type Examine = (connectionId: string, signal: AbortSignal) => Promise<HealthOutcome>;

interface Running {
  readonly controller: AbortController;
  readonly outcome: Promise<HealthOutcome>;
}

/** The health checks of this window: at most one at a time for a connection, and the last outcome of each. */
export class HealthChecks implements Disposable {
  private readonly finished = new Emitter<FinishedCheck>();
  private readonly lastOutcomes = new Map<string, HealthOutcome>();
  private readonly running = new Map<string, Running>();

  /** A check has come to an outcome. */
  readonly onDidFinish = this.finished.event;

  constructor(private readonly examine: Examine) {}

  /** The last one of each connection. */
  get outcomes(): readonly HealthOutcome[] {
    return [...this.lastOutcomes.values()];
  }

  last(connectionId: string): HealthOutcome | undefined {
    return this.lastOutcomes.get(connectionId);
  }

  isRunning(connectionId: string): boolean {
    return this.running.has(connectionId);
  }

  /** Examines the connection; joins the check that is under way, if there is one. Rejects as {@link Examine} does. */
  run(connectionId: string): Promise<HealthOutcome> {
    const running = this.running.get(connectionId) ?? this.start(connectionId);
    return running.outcome;
  }

  /** Ends the check that is under way, for everyone who waits for it. */
  stop(connectionId: string): void {
    this.running.get(connectionId)?.controller.abort();
    // Who asks now wants a check of their own.
    this.running.delete(connectionId);
  }

  forget(connectionId: string): void {
    this.stop(connectionId);
    this.lastOutcomes.delete(connectionId);
  }

  dispose(): void {
    for (const { controller } of this.running.values()) {
      controller.abort();
    }
    this.finished.dispose();
  }

  private start(connectionId: string): Running {
    const controller = new AbortController();
    const outcome = this.finish(connectionId, controller.signal).finally(() => {
      if (this.running.get(connectionId) === running) {
        this.running.delete(connectionId);
      }
    });
    const running = { controller, outcome };
    this.running.set(connectionId, running);
    return running;
  }

  private async finish(connectionId: string, signal: AbortSignal): Promise<HealthOutcome> {
    const outcome = await this.examine(connectionId, signal);
    throwIfAborted(signal);
    const previous = this.lastOutcomes.get(connectionId);
    this.lastOutcomes.set(connectionId, outcome);
    this.finished.fire({ connectionId, outcome, ...(previous && { previous }) });
    return outcome;
  }
}

export interface FinishedCheck {
  readonly connectionId: string;
  readonly outcome: HealthOutcome;
  readonly previous?: HealthOutcome;
}
