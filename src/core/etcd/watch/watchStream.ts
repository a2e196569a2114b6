/** One stream of one member: what came and was not yet taken, and whether the other side still lives. */
import { EtcdscopeError } from '../../base/errors';
import type { Cluster, ClusterStream } from '../cluster';
import { encodeWatchCreate, encodeWatchProgress, watchPath } from './watchMessages';
import type { WatchOptions } from './watchUpdate';

/** What waits for a consumer that lags, before no more is read. */
const mostWaitingBytes = 4 * 1024 * 1024;
const mostWaitingMessages = 4096;

/** Milliseconds between looks at the clock. */
const lookMilliseconds = 1000;

export interface WatchStreamOptions extends Omit<WatchOptions, 'previous'> {
  readonly previous: boolean;
  readonly isFragmented: boolean;
  /** Milliseconds for which no word from the member is nothing special, and which it may take to answer. */
  readonly silentMilliseconds: number;
}

export class WatchStream {
  private readonly waiting: Uint8Array[] = [];
  /** Of those that wait and of the one that was taken last. */
  private heldBytes = 0;
  private takenBytes = 0;
  private isPaused = false;
  private isOver = false;
  private failure: EtcdscopeError | undefined;
  private wake: (() => void) | undefined;
  private stream: ClusterStream | undefined;
  private readonly clock: NodeJS.Timeout;
  /** Milliseconds since the process began: of the last message, or of when we began to listen again. */
  private heardAt = performance.now();
  /** When a sign of life was asked for that has not come yet. */
  private askedAt: number | undefined;
  private isAskingAgain = false;
  /** The member answered, though not to the watch. */
  private hasShownLife = false;
  /** Milliseconds of the wall clock, which goes on while the machine sleeps. */
  private lookedAt = Date.now();

  private constructor(private readonly silentMilliseconds: number) {
    this.clock = setInterval(() => this.look(), Math.min(lookMilliseconds, silentMilliseconds / 2));
    this.clock.unref();
  }

  /** @throws {EtcdscopeError} when the member cannot be reached, or the user not be signed in. */
  static async open(cluster: Cluster, member: number, options: WatchStreamOptions): Promise<WatchStream> {
    const watch = new WatchStream(options.silentMilliseconds);
    try {
      const stream = await cluster.openStream(member, watchPath, {
        signal: options.signal,
        facts: { revision: options.startRevision },
        onMessage: bytes => watch.receive(bytes),
        onEnd: error => watch.fail(error),
      });
      watch.stream = stream;
      stream.send(encodeWatchCreate(options, options.isFragmented));
      stream.read();
      // An answer to the creation is due as to any question.
      watch.heardAt = performance.now();
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

  /** Whether a request for progress is answered only after all events up to then. */
  async isProgressReliable(): Promise<boolean> {
    const answer = await this.stream?.ask(this.silentMilliseconds);
    return answer !== undefined && hasReliableProgress(answer.version);
  }

  /**
   * Resolves once {@link take} has a message to give, or {@link takeSignOfLife} a sign.
   * @throws {EtcdscopeError} why the stream ended, after everything that came before its end was taken.
   */
  async untilWaiting(): Promise<void> {
    while (this.waiting.length === 0 && !this.hasShownLife) {
      if (this.failure) {
        throw this.failure;
      }
      await new Promise<void>(resolve => {
        this.wake = resolve;
      });
    }
  }

  /** The next message that came, if one waits. The one taken before is then no longer held. */
  take(): Uint8Array | undefined {
    const message = this.waiting.shift();
    this.heldBytes -= this.takenBytes;
    this.takenBytes = message?.length ?? 0;
    if (this.isPaused && this.hasRoom()) {
      this.isPaused = false;
      this.heardAt = performance.now();
      this.stream?.read();
    }
    return message;
  }

  /** Whether the member was heard of by another way than a message, since this was last asked. */
  takeSignOfLife(): boolean {
    const { hasShownLife } = this;
    this.hasShownLife = false;
    return hasShownLife;
  }

  close(): void {
    this.isOver = true;
    clearInterval(this.clock);
    this.stream?.cancel();
    this.waiting.length = 0;
  }

  /** Ends the stream for its reader. */
  fail(error: EtcdscopeError): void {
    this.isOver = true;
    this.failure ??= error;
    clearInterval(this.clock);
    this.wake?.();
  }

  private receive(bytes: Uint8Array): void {
    this.heardAt = performance.now();
    this.askedAt = undefined;
    this.waiting.push(bytes);
    this.heldBytes += bytes.length;
    if (this.hasRoom()) {
      this.stream?.read();
    } else {
      this.isPaused = true;
    }
    this.wake?.();
  }

  private hasRoom(): boolean {
    return this.heldBytes < mostWaitingBytes && this.waiting.length < mostWaitingMessages;
  }

  /** Asks for a sign of life after a silence, and gives the stream up when none comes. */
  private look(): void {
    const wallClock = Date.now();
    const hasSlept = wallClock - this.lookedAt > this.silentMilliseconds + 2 * lookMilliseconds;
    this.lookedAt = wallClock;
    if (!this.stream || this.isPaused || this.isOver || this.isAskingAgain) {
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
   * A server answers no request for progress while the watch reads through old revisions or waits for its first one, some
   * versions not even after that (etcd-io/etcd, server/storage/mvcc/watchable_store.go, progressIfSync, and pull 17566).
   * Any answer on the same connection shows that it lives.
   */
  private async askAgain(stream: ClusterStream): Promise<void> {
    this.isAskingAgain = true;
    const asked = performance.now();
    const answer = await stream.ask(this.silentMilliseconds);
    this.isAskingAgain = false;
    if (this.isOver || this.heardAt > asked) {
      return;
    }
    if (answer) {
      this.heardAt = performance.now();
      this.askedAt = undefined;
      this.hasShownLife = true;
      this.wake?.();
      return;
    }
    stream.abandon();
    const milliseconds = Math.round(performance.now() - this.heardAt);
    this.fail(new EtcdscopeError('call.timeout', { endpoint: stream.endpoint, milliseconds }));
  }
}

/**
 * Before these versions a member may tell a revision whose events it has not sent yet, or say nothing
 * (etcd-io/etcd, issues 15220 and 17507). Kubernetes draws the line there too (kubernetes/kubernetes,
 * apiserver/pkg/storage/feature/feature_support_checker.go).
 */
function hasReliableProgress(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  const firstPatch = major === 3 ? [Infinity, Infinity, Infinity, Infinity, 31, 13][minor] : undefined;
  return firstPatch === undefined ? major >= 3 : patch >= firstPatch;
}
