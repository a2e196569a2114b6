import { EtcdscopeError } from './errors';

/** Lets at most `most` tasks run at once; the others wait in the order they came. */
export class Limiter {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** Rejects with code `cancelled` as soon as the signal fires before the task's turn; a started task sees to its own signal. */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    throwIfAborted(signal);
    if (this.running < this.most) {
      this.running++;
    } else {
      // The finished task hands its place over, so nobody can slip in between.
      await this.turn(signal);
    }
    try {
      throwIfAborted(signal);
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next) {
        next();
      } else {
        this.running--;
      }
    }
  }

  private turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(begin), 1);
        reject(new EtcdscopeError('cancelled'));
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.waiting.push(begin);
    });
  }
}

/** Throws the typed error with code `cancelled` once the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new EtcdscopeError('cancelled');
  }
}
