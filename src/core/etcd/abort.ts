import { setMaxListeners } from 'node:events';
import { EtcdscopeError } from '../base/errors';
import { throwIfAborted } from '../base/limiter';

/** Calls the listener when the signal fires; the function returned takes it back. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) {
    return () => {};
  }
  // Hundreds of calls may share a signal for a while; Node would take that for a leak.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

/** Waits for work that others may wait for too: the signal ends the waiting (code `cancelled`) and not the work. */
export async function withSignal<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  throwIfAborted(signal);
  return new Promise<T>((resolve, reject) => {
    const forget = onAbort(signal, () => reject(new EtcdscopeError('cancelled')));
    work.then(resolve, reject).finally(forget);
  });
}
