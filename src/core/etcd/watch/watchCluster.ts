/** The watch of a cluster: goes from stream to stream, so that whoever reads it sees one unbroken row of events. */
import { type ErrorCode, EtcdscopeError, hasCode, isEtcdscopeError } from '../../base/errors';
import { onAbort } from '../abort';
import type { Cluster } from '../cluster';
import { rangeMethod } from '../keyValueMessages';
import { translateWords } from '../translateError';
import { decodeWatchResponse, type WatchResponse, watchIdOfAll } from './watchMessages';
import { WatchPosition } from './watchPosition';
import { WatchStream } from './watchStream';
import type { WatchOptions, WatchUpdate } from './watchUpdate';

export interface WatchTimeouts {
  /** Milliseconds without a word from the member after which it is asked for one, and that it has to answer. */
  readonly silent: number;
  /** Milliseconds for a question about the cluster. */
  readonly call: number;
}

/** Milliseconds before the first new attempt; doubled up to the most. */
const firstDelay = 100;
const mostDelay = 5000;

/** What a new attempt would only meet again. */
const finalCodes: ReadonlySet<ErrorCode> = new Set([
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
] as const);

/**
 * The events of a range, batch by batch, endlessly. See `EtcdStore.watch`.
 */
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

class WatchSession {
  private readonly position: WatchPosition;
  private clusterId: bigint | undefined;
  /** The highest revision that this cluster is known to have come to. */
  private knownRevision = 0n;
  /** Whether a fresh token was tried since the last stream that was allowed. */
  private hasSignedInAgain = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: WatchOptions,
    private readonly timeouts: WatchTimeouts,
  ) {
    this.position = new WatchPosition(options.startRevision);
  }

  /** The updates of one stream; ends only by throwing, or in silence when the signal fires. */
  async *follow(member: number): AsyncGenerator<readonly WatchUpdate[], void, undefined> {
    const { signal } = this.options;
    this.position.begin();
    const request = { ...this.options, startRevision: this.position.startRevision };
    const stream = await WatchStream.open(this.cluster, member, request, this.timeouts.silent);
    const forget = onAbort(signal, () => stream.fail(new EtcdscopeError('cancelled')));
    try {
      for (;;) {
        const messages = await stream.take();
        if (signal?.aborted) {
          return;
        }
        const updates: WatchUpdate[] = [];
        try {
          for (const message of messages) {
            await this.read(message, stream, updates);
          }
        } catch (error) {
          // What came before the end of the stream is delivered before it is told.
          if (updates.length > 0) {
            yield updates;
          }
          throw error;
        }
        if (updates.length > 0) {
          yield updates;
        }
      }
    } finally {
      forget();
      stream.close();
    }
  }

  private async read(message: Uint8Array, stream: WatchStream, updates: WatchUpdate[]): Promise<void> {
    const response = decode(message, stream.endpoint);
    const { header, events } = response;
    if (events.length > 0) {
      for (const event of this.position.accept(response)) {
        updates.push(event);
      }
      this.knownRevision = later(this.knownRevision, events.at(-1)?.modRevision ?? 0n);
    } else if (response.isCanceled) {
      throw await this.explainCancel(response, stream);
    } else if (response.isCreated) {
      await this.checkHistory(response, stream.endpoint);
      this.hasSignedInAgain = false;
      this.position.created(header.revision);
      const revision = later(header.revision, this.position.completeRevision ?? 0n);
      updates.push({ type: 'live', revision, endpoint: stream.endpoint });
    } else {
      if (response.watchId !== watchIdOfAll) {
        this.position.progressed(header.revision);
      }
      updates.push({ type: 'progress', revision: this.position.completeRevision ?? header.revision });
    }
  }

  /**
   * A cluster that was restored from a backup, or another one at the same address, has another history: a watch that waits
   * there for a revision of the old one would wait in silence.
   */
  private async checkHistory({ header }: WatchResponse, endpoint: string): Promise<void> {
    const facts = { endpoint, revision: this.position.completeRevision };
    if (this.clusterId !== undefined && this.clusterId !== header.clusterId) {
      throw new EtcdscopeError('cluster.replaced', facts);
    }
    this.clusterId = header.clusterId;
    if (header.revision < this.knownRevision) {
      // The member may only lag behind the others; an answer that they agree on tells.
      const { key } = this.options;
      const settings = { timeoutMilliseconds: this.timeouts.call, signal: this.options.signal };
      const { header: agreed } = await this.cluster.call(rangeMethod, { key, countOnly: true }, settings);
      if (agreed.revision < this.knownRevision) {
        throw new EtcdscopeError('cluster.replaced', { ...facts, actual: agreed.revision });
      }
    }
    this.knownRevision = later(this.knownRevision, header.revision);
  }

  private async explainCancel(response: WatchResponse, stream: WatchStream): Promise<EtcdscopeError> {
    const { endpoint, token } = stream;
    const revision = this.position.startRevision;
    if (response.compactRevision > 0n) {
      return new EtcdscopeError('revision.compacted', {
        endpoint,
        revision,
        compactRevision: response.compactRevision,
      });
    }
    const error = translateWords(response.cancelReason, { endpoint, revision });
    if (token === undefined || this.hasSignedInAgain || !isRefusal(error)) {
      return error;
    }
    // etcd 3.4 calls a token that it no longer knows a lack of permission (etcdserver/api/v3rpc/watch.go).
    this.hasSignedInAgain = true;
    await this.cluster.authentication.forget(token);
    return new EtcdscopeError('auth.tokenExpired', { endpoint, revision }, { cause: error });
  }
}

function isRefusal(error: EtcdscopeError): boolean {
  return hasCode(error, 'auth.permissionDenied', 'auth.tokenExpired', 'auth.required');
}

function decode(message: Uint8Array, endpoint: string): WatchResponse {
  try {
    return decodeWatchResponse(message);
  } catch (cause) {
    throw new EtcdscopeError('call.failed', { endpoint, reason: 'malformedAnswer' }, { cause });
  }
}

function isFinal({ code, facts }: EtcdscopeError): boolean {
  return finalCodes.has(code) || facts.reason === 'malformedAnswer';
}

function later(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
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
