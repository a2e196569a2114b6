/** One stream of one member: what came and was not yet taken, and whether the other side still lives. */

import { EtcdscopeError } from '../../base/errors';
import type { Cluster, ClusterStream } from '../cluster';
import { encodeWatchCreate, encodeWatchProgress, watchPath } from './watchMessages';
import type { WatchOptions } from './watchUpdate';

/** What waits for a consumer that lags, before gRPC is told to stop reading. */
const mostWaitingBytes = 8 * 1024 * 1024;
const mostWaitingMessages = 4096;

/** Handed over at once, so that decoding never holds up everything else for long. */
const mostTakenBytes = 512 * 1024;
const mostTakenMessages = 1024;

/** Milliseconds between looks at the clock. */
const lookMilliseconds = 1000;

export class WatchStream {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private isPaused = false;
  private isClosed = false;
  private failure: EtcdscopeError | undefined;
  private wake: (() => void) | undefined;
  private stream: ClusterStream | undefined;
  private readonly clock: NodeJS.Timeout;
  /** Milliseconds since the process began; of the last message, or of when we began to listen again. */
  private heardAt = performance.now();
  /** When a sign of life was asked for that has not come yet. */
  private askedAt: number | undefined;
  /** Milliseconds of the wall clock, which goes on while the machine sleeps. */
  private lookedAt = Date.now();
  private isAskingAgain = false;

  /** @param silentMilliseconds How long no word from the member is nothing special, and how long it may take to answer. */
  private constructor(private readonly silentMilliseconds: number) {
    this.clock = setInterval(() => this.look(), Math.min(lookMilliseconds, silentMilliseconds / 2));
    this.clock.unref();
  }

  /** @throws {EtcdscopeError} when the member cannot be reached, or the user not be signed in. */
  static async open(
    cluster: Cluster,
    member: number,
    options: WatchOptions,
    silentMilliseconds: number,
  ): Promise<WatchStream> {
    const watch = new WatchStream(silentMilliseconds);
    try {
      const stream = await cluster.openStream(member, watchPath, {
        signal: options.signal,
        facts: { revision: options.startRevision },
        onMessage: bytes => watch.receive(bytes),
        onEnd: error => watch.fail(error),
      });
      watch.stream = stream;
      stream.send(encodeWatchCreate(options));
      watch.heardAt = performance.now();
      // The answer to the creation is due as any other.
      watch.askedAt = watch.heardAt;
      return watch;
    } catch (error) {
      watch.close();
      throw error;
    }
  }

  get endpoint(): string {
    return this.stream?.endpoint ?? '';
  }

  /** The token that the stream was opened with. */
  get token(): string | undefined {
    return this.stream?.token;
  }

  /**
   * The messages that came, at least one, in their order.
   * @throws {EtcdscopeError} why the stream ended, after everything that came before its end was taken.
   */
  async take(): Promise<readonly Uint8Array[]> {
    while (this.waiting.length === 0) {
      if (this.failure) {
        throw this.failure;
      }
      await new Promise<void>(resolve => {
        this.wake = resolve;
      });
    }
    return this.takeWaiting();
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.clock);
    this.stream?.cancel();
    this.waiting = [];
  }

  /** Ends the waiting of {@link take}. */
  fail(error: EtcdscopeError): void {
    this.failure ??= error;
    clearInterval(this.clock);
    this.wake?.();
  }

  private receive(bytes: Uint8Array): void {
    this.heardAt = performance.now();
    this.askedAt = undefined;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= mostWaitingBytes || this.waiting.length >= mostWaitingMessages) {
      this.isPaused = true;
      this.stream?.pause();
    }
    this.wake?.();
  }

  private takeWaiting(): readonly Uint8Array[] {
    let count = 0;
    let bytes = 0;
    while (count < this.waiting.length && count < mostTakenMessages && bytes < mostTakenBytes) {
      bytes += this.waiting[count]?.length ?? 0;
      count++;
    }
    const taken = this.waiting.splice(0, count);
    this.waitingBytes -= bytes;
    if (this.isPaused && this.waiting.length === 0) {
      this.isPaused = false;
      this.heardAt = performance.now();
      this.stream?.resume();
    }
    return taken;
  }

  /** Asks for a sign of life after a silence, and gives the stream up when none comes. */
  private look(): void {
    const wallClock = Date.now();
    const hasSlept = wallClock - this.lookedAt > this.silentMilliseconds + 2 * lookMilliseconds;
    this.lookedAt = wallClock;
    if (!this.stream || this.isPaused || this.isClosed || this.isAskingAgain) {
      return;
    }
    const now = performance.now();
    if (this.askedAt !== undefined) {
      if (now - this.askedAt >= this.silentMilliseconds) {
        void this.askAgain(this.stream);
      }
    } else if (hasSlept || now - this.heardAt >= this.silentMilliseconds) {
      this.askedAt = now;
      this.stream.send(encodeWatchProgress());
    }
  }

  /**
   * A server answers no progress request while the watch reads through old revisions, some versions not even after that
   * (etcd-io/etcd, pull 17566). Any answer on the same connection shows that it lives.
   */
  private async askAgain(stream: ClusterStream): Promise<void> {
    this.isAskingAgain = true;
    const asked = performance.now();
    const isAlive = await stream.isAnswering(this.silentMilliseconds);
    this.isAskingAgain = false;
    if (this.isClosed || this.failure || this.heardAt > asked) {
      return;
    }
    if (isAlive) {
      this.heardAt = performance.now();
      this.askedAt = undefined;
    } else {
      stream.abandon();
      const facts = { endpoint: stream.endpoint, milliseconds: Math.round(performance.now() - this.heardAt) };
      this.fail(new EtcdscopeError('call.timeout', facts));
    }
  }
}
