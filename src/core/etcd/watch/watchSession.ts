import { setImmediate as othersRun } from 'node:timers/promises';
import { EtcdscopeError, hasCode } from '../../base/errors';
import { onAbort } from '../abort';
import type { Cluster } from '../cluster';
import { rangeMethod } from '../keyValueMessages';
import { translateWords } from '../translateError';
import { type WatchAnswer, WatchResponseReader, watchIdOfAll } from './watchMessages';
import { WatchPosition } from './watchPosition';
import { WatchStream } from './watchStream';
import type { WatchOptions, WatchUpdate } from './watchUpdate';

export interface WatchTimeouts {
  /** Milliseconds without a word from the member after which it is asked for one, and that it may take to answer. */
  readonly silent: number;
  /** Milliseconds for a question about the cluster. */
  readonly call: number;
}

/** A batch is handed over once it has about so many updates, or so many bytes were read for it. */
const mostInBatch = 1000;
const mostBytesInBatch = 1024 * 1024;

/** Milliseconds after which others in this process have their turn. */
const turnMilliseconds = 10;

/**
 * Revisions that are replayed with the keys as they were before, where only recent events carry those: about what a server
 * sends in two answers (etcd-io/etcd, server/storage/mvcc/watchable_store.go, watchBatchMaxRevs).
 */
const mostReplayedWithPrevious = 2000n;

/** One stream and how far it was read. */
interface Reading {
  readonly stream: WatchStream;
  /** Begun and not at its end. */
  response?: WatchResponseReader;
  /** Met while there were updates to deliver first. */
  failure?: unknown;
  isProgressReliable: boolean;
}

/** What one watch knows over all the streams that it takes. */
export class WatchSession {
  private readonly position: WatchPosition;
  private clusterId: bigint | undefined;
  /** The highest revision that this cluster is known to have come to. */
  private knownRevision = 0n;
  /** Whether a fresh token was tried since the last stream that was allowed. */
  private hasSignedInAgain = false;
  /** Only once an answer was too large: fragments are slow to make. */
  private isFragmented = false;
  /** Whether the stream had to replay history and has brought none of it yet. */
  private isBehind = false;
  /** Up to here events come without the keys as they were before, though recent ones are to have them. */
  private bareUntil: bigint | undefined;
  /** From a stream that works to one whose events have more in them, or less. Nobody needs to hear of that. */
  private isChangingStreams = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: WatchOptions,
    private readonly timeouts: WatchTimeouts,
  ) {
    this.position = new WatchPosition(options.startRevision);
  }

  /** The updates that one member sends; ends only by throwing, or in silence when the signal fires. */
  async *follow(member: number): AsyncGenerator<readonly WatchUpdate[], void, undefined> {
    this.bareUntil = undefined;
    this.isChangingStreams = false;
    while (!this.options.signal?.aborted) {
      yield* this.followStream(member);
    }
  }

  /** Ends as {@link follow}, and when another stream is to go on. */
  private async *followStream(member: number): AsyncGenerator<readonly WatchUpdate[], void, undefined> {
    const { signal, previous } = this.options;
    this.position.begin();
    this.isBehind = false;
    const stream = await WatchStream.open(this.cluster, member, {
      ...this.options,
      startRevision: this.position.startRevision,
      previous: previous === 'recent' ? this.bareUntil === undefined : previous === true,
      isFragmented: this.isFragmented,
      silentMilliseconds: this.timeouts.silent,
    });
    const forget = onAbort(signal, () => stream.fail(new EtcdscopeError('cancelled')));
    const reading: Reading = { stream, isProgressReliable: false };
    void stream.isProgressReliable().then(isReliable => {
      reading.isProgressReliable = isReliable;
    });
    try {
      let turnEnd = performance.now() + turnMilliseconds;
      while (!signal?.aborted) {
        yield await this.nextBatch(reading);
        if (this.hasToChangeStreams()) {
          return;
        }
        if (performance.now() > turnEnd) {
          await othersRun();
          turnEnd = performance.now() + turnMilliseconds;
        }
      }
    } finally {
      forget();
      stream.close();
    }
  }

  /** Learns from the end of a stream; whether another one has to wait for nothing. */
  goesOnAtOnce(error: unknown): boolean {
    const isTooLarge = hasCode(error, 'message.tooLarge') && !this.isFragmented;
    // A connection that breaks before its first large answer is through may break there every time.
    this.isFragmented ||= isTooLarge || this.isBehind;
    return isTooLarge;
  }

  /** Of many messages while they are small, of a part of one that is large. */
  private async nextBatch(reading: Reading): Promise<readonly WatchUpdate[]> {
    const updates: WatchUpdate[] = [];
    try {
      while (updates.length < mostInBatch) {
        const response = takeResponse(reading);
        if (!response) {
          if (updates.length > 0) {
            return updates;
          }
          const { completeRevision } = this.position;
          if (reading.stream.takeSignOfLife() && completeRevision !== undefined) {
            return [{ type: 'progress', revision: completeRevision }];
          }
          await reading.stream.untilWaiting();
        } else if (response.hasEvents) {
          const isLarge = this.readEvents(response, reading.stream, updates);
          if (isLarge) {
            return updates;
          }
        } else {
          const update = await this.readAnswer(response.answer, reading);
          if (update) {
            updates.push(update);
          }
        }
      }
    } catch (error) {
      if (updates.length === 0) {
        throw error;
      }
      // What came before the end of the stream is delivered before it is told.
      reading.failure = error;
    }
    return updates;
  }

  /** @returns whether the batch is full, by the bytes that were read for it. */
  private readEvents(response: WatchResponseReader, stream: WatchStream, updates: WatchUpdate[]): boolean {
    const events = wellFormed(stream, () => response.read(mostInBatch, mostBytesInBatch));
    const isPart = response.answer.hasMoreFragments || !response.isAtEnd;
    for (const event of this.position.accept(events, isPart)) {
      updates.push(event);
    }
    this.knownRevision = later(this.knownRevision, events.at(-1)?.modRevision ?? 0n);
    this.isBehind = false;
    return updates.length > 0 && !response.isAtEnd;
  }

  /** @returns what there is to tell of it, if anything. */
  private async readAnswer(
    answer: WatchAnswer,
    { stream, isProgressReliable }: Reading,
  ): Promise<WatchUpdate | undefined> {
    const { revision } = answer.header;
    if (answer.isCanceled) {
      throw await this.explainCancel(answer, stream);
    }
    if (answer.isCreated) {
      await this.checkHistory(answer, stream.endpoint);
      this.hasSignedInAgain = false;
      this.position.created(revision);
      const isContinued = this.isChangingStreams;
      this.begin(revision);
      if (isContinued) {
        return undefined;
      }
      return {
        type: 'live',
        revision: later(revision, this.position.completeRevision ?? 0n),
        endpoint: stream.endpoint,
      };
    }
    this.isBehind = false;
    // The server's own progress could always be relied on.
    if (isProgressReliable || answer.watchId !== watchIdOfAll) {
      this.position.progressed(revision);
    }
    return { type: 'progress', revision: this.position.completeRevision ?? revision };
  }

  /** A server that stands at this revision begins to send. */
  private begin(revision: bigint): void {
    const startRevision = this.position.startRevision ?? 0n;
    this.isBehind = startRevision <= revision;
    const isFarBehind = revision - startRevision >= mostReplayedWithPrevious;
    this.isChangingStreams = this.options.previous === 'recent' && this.bareUntil === undefined && isFarBehind;
    if (this.isChangingStreams) {
      this.bareUntil = revision;
    }
  }

  /** Whether what comes next is better read from another stream, with more in its events or less. */
  private hasToChangeStreams(): boolean {
    if (this.bareUntil !== undefined && (this.position.completeRevision ?? 0n) >= this.bareUntil) {
      this.bareUntil = undefined;
      this.isChangingStreams = true;
    }
    return this.isChangingStreams;
  }

  /**
   * A cluster that was restored from a backup, or another one at the same address, has another history: a watch that waits
   * there for a revision of the old one would wait in silence.
   */
  private async checkHistory({ header }: WatchAnswer, endpoint: string): Promise<void> {
    const facts = { endpoint, revision: this.knownRevision };
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

  private async explainCancel(answer: WatchAnswer, { endpoint, token }: WatchStream): Promise<EtcdscopeError> {
    const revision = this.position.startRevision;
    if (answer.compactRevision > 0n) {
      return new EtcdscopeError('revision.compacted', { endpoint, revision, compactRevision: answer.compactRevision });
    }
    const error = translateWords(answer.cancelReason, { endpoint, revision });
    if (token === undefined || this.hasSignedInAgain || !isRefusal(error)) {
      return error;
    }
    // etcd 3.4 calls a token that it no longer knows a lack of permission (etcdserver/api/v3rpc/watch.go).
    this.hasSignedInAgain = true;
    await this.cluster.authentication.forget(token);
    return new EtcdscopeError('auth.tokenExpired', { endpoint, revision }, { cause: error });
  }
}

/** The answer to go on with, if one is there. */
function takeResponse(reading: Reading): WatchResponseReader | undefined {
  if (reading.failure !== undefined) {
    throw reading.failure;
  }
  if (!reading.response?.hasEvents || reading.response.isAtEnd) {
    const message = reading.stream.take();
    reading.response = message && wellFormed(reading.stream, () => new WatchResponseReader(message));
  }
  return reading.response;
}

function wellFormed<T>({ endpoint }: WatchStream, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new EtcdscopeError('call.failed', { endpoint, reason: 'malformedAnswer' }, { cause });
  }
}

function isRefusal(error: EtcdscopeError): boolean {
  return hasCode(error, 'auth.permissionDenied', 'auth.tokenExpired', 'auth.required');
}

function later(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
