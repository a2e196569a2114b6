import { EtcdscopeError, hasCode } from '../../base/errors';
import type { CallOptions } from '../../base/keyValue';
import { throwIfAborted } from '../../base/limiter';
import { onAbort } from '../abort';

export interface MemberCallOptions extends CallOptions {
  /** From now until the answer, dialing included; then `call.timeout`. */
  readonly timeoutMilliseconds: number;
}

/**
 * Waits for the work no longer than its time. Its signal then tells the work to end; whether it does, nobody waits.
 *
 * @throws {EtcdscopeError} `call.timeout` with facts `endpoint` and `milliseconds`; `cancelled` once the caller's signal
 *   fires; whatever the work throws.
 */
export function withinDeadline<Result>(
  endpoint: string,
  { timeoutMilliseconds, signal }: MemberCallOptions,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  throwIfAborted(signal);
  const ending = new AbortController();
  return new Promise<Result>((resolve, reject) => {
    const end = (error: EtcdscopeError) => {
      reject(error);
      ending.abort();
    };
    const timeout = () => new EtcdscopeError('call.timeout', { endpoint, milliseconds: timeoutMilliseconds });
    const timer = setTimeout(() => end(timeout()), timeoutMilliseconds);
    const forget = onAbort(signal, () => end(new EtcdscopeError('cancelled', { endpoint })));
    const finish = () => {
      clearTimeout(timer);
      forget();
    };
    work(ending.signal)
      .then(resolve, (error: unknown) => {
        // The work learns of the end by its signal; why, only here is known.
        reject(hasCode(error, 'cancelled') && !signal?.aborted ? timeout() : error);
      })
      .finally(finish);
  });
}
