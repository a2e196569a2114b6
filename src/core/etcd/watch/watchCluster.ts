/** The watch of a cluster: goes from stream to stream, so that whoever reads it sees one unbroken row of events. */
import { type ErrorCode, type EtcdscopeError, isEtcdscopeError } from '../../base/errors';
import { onAbort } from '../abort';
import type { Cluster } from '../cluster';
import { WatchSession, type WatchTimeouts } from './watchSession';
import type { WatchOptions, WatchUpdate } from './watchUpdate';

/** Milliseconds before the first new attempt; doubled up to the most. */
const firstDelay = 100;
const mostDelay = 5000;

/** What a new attempt would only meet again. */
const finalCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'auth.failed',
  'auth.permissionDenied',
  'auth.required',
  'call.unsupported',
  'cancelled',
  'cluster.replaced',
  'configuration.invalid',
  'connection.closed',
  'key.invalid',
  'message.tooLarge',
  'revision.compacted',
]);

/** See `EtcdStore.watch`. */
export async function* watchCluster(
  cluster: Cluster,
  options: WatchOptions,
  timeouts: WatchTimeouts,
): AsyncGenerator<readonly WatchUpdate[], void, undefined> {
  const session = new WatchSession(cluster, options, timeouts);
  const { signal } = options;
  let member = cluster.preferredMember;
  let attempt = 0;
  while (!signal?.aborted) {
    let failure: EtcdscopeError;
    try {
      for await (const updates of session.follow(member)) {
        // Live alone is no success: a stream may break as soon as it stands, again and again.
        if (updates.some(({ type }) => type !== 'live')) {
          attempt = 0;
        }
        yield updates;
      }
      return;
    } catch (error) {
      if (signal?.aborted) {
        return;
      }
      if (session.goesOnAtOnce(error)) {
        continue;
      }
      if (!isEtcdscopeError(error) || isFinal(error)) {
        throw error;
      }
      failure = error;
    }
    attempt++;
    member = (member + 1) % cluster.endpoints.length;
    const delayMilliseconds = Math.min(firstDelay * 2 ** Math.min(attempt - 1, 10), mostDelay);
    yield [{ type: 'reconnecting', error: failure, attempt, delayMilliseconds }];
    await pause(delayMilliseconds, signal);
  }
}

function isFinal({ code, facts }: EtcdscopeError): boolean {
  return finalCodes.has(code) || facts.reason === 'malformedAnswer';
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    const forget = onAbort(signal, end);
    if (signal?.aborted) {
      end();
    }
  });
}
