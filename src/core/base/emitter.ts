import { type Disposable, toDisposable } from './disposable';

/** Called as `onDidX(listener)`; the same shape as VS Code's own events, so that one may stand for the other. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<{ readonly call: (value: T) => void }>();

  readonly event: Event<T> = listener => {
    const entry = { call: listener };
    this.listeners.add(entry);
    return toDisposable(() => this.listeners.delete(entry));
  };

  /** Listeners added or removed while firing do not change who hears this value. */
  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      listener.call(value);
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
