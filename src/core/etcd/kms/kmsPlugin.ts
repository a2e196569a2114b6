/** A KMS v2 plugin of the API server's, called over its unix socket as the API server calls it. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { EtcdscopeError } from '../../base/errors';
import { Limiter } from '../../base/limiter';
import { onAbort, withSignal } from '../abort';
import { printable } from '../translateError';
import type { Method } from '../wire';
import { AnswerCache, requestId } from './answerCache';
import { type KmsCiphertext, type KmsStatus, kmsDecryptMethod, kmsEncryptMethod, kmsStatusMethod } from './kmsMessages';

export interface KmsPluginOptions {
  /** As the values under its key have it. */
  readonly name: string;
  /** The full path of its unix socket. */
  readonly socket: string;
  /** For each call; 3 seconds without it, as the API server has it. */
  readonly timeoutMilliseconds?: number;
}

export interface KmsCallOptions {
  readonly signal?: AbortSignal;
}

/**
 * All methods throw EtcdscopeError `encryption.kmsFailed` with facts `keyName`, `socket` and `reason`: `noSocket`,
 * `notASocket`, `denied`, `refused`, `timeout`, `notKms`, `badAnswer`, or `answer` with `server`, what the plugin said;
 * `cancelled` when the signal fires or the plugin was closed.
 */
export interface KmsPlugin {
  readonly socket: string;
  /** The data key or seed in clear. Equal requests are answered from memory until the plugin is closed. */
  decrypt(request: KmsCiphertext, options?: KmsCallOptions): Promise<Uint8Array>;
  /** Whether {@link KmsPlugin.decrypt} would answer without a call. */
  knows(request: KmsCiphertext): boolean;
  encrypt(plaintext: Uint8Array, options?: KmsCallOptions): Promise<KmsCiphertext>;
  status(options?: KmsCallOptions): Promise<KmsStatus>;
  /** Ends calls under way, and forgets all answers. */
  close(): void;
}

const usualTimeout = 3000;
/** Calls at once. A plugin may have to ask a service far away for each. */
const mostCalls = 8;
/** Bytes: 1 kB of key, 1 kB of ciphertext and 32 kB of annotations are the most that the API server takes. */
const mostReceivedBytes = 64 * 1024;

/** Nothing is sent before the first call. */
export function openKmsPlugin(options: KmsPluginOptions): KmsPlugin {
  return new SocketPlugin(options);
}

class SocketPlugin implements KmsPlugin {
  readonly socket: string;
  private readonly limiter = new Limiter(mostCalls);
  private readonly answers = new AnswerCache();
  private readonly running = new Map<string, Promise<Uint8Array>>();
  private readonly closing = new AbortController();
  private client: Client | undefined;

  constructor(private readonly options: KmsPluginOptions) {
    this.socket = options.socket;
  }

  knows(request: KmsCiphertext): boolean {
    return this.answers.has(requestId(request));
  }

  decrypt(request: KmsCiphertext, { signal }: KmsCallOptions = {}): Promise<Uint8Array> {
    const id = requestId(request);
    const known = this.answers.get(id);
    if (known) {
      return Promise.resolve(known);
    }
    let run = this.running.get(id);
    if (!run) {
      run = this.decryptAnew(id, request).finally(() => this.running.delete(id));
      this.running.set(id, run);
    }
    return withSignal(run, signal);
  }

  async encrypt(plaintext: Uint8Array, { signal }: KmsCallOptions = {}): Promise<KmsCiphertext> {
    return this.call(kmsEncryptMethod, { plaintext, uid: randomUUID() }, signal);
  }

  async status({ signal }: KmsCallOptions = {}): Promise<KmsStatus> {
    return this.call(kmsStatusMethod, undefined, signal);
  }

  close(): void {
    this.closing.abort();
    this.answers.clear();
    this.client?.close();
    this.client = undefined;
  }

  private async decryptAnew(id: string, request: KmsCiphertext): Promise<Uint8Array> {
    const answer = await this.call(kmsDecryptMethod, { ...request, uid: randomUUID() });
    if (!this.closing.signal.aborted) {
      this.answers.set(id, answer);
    }
    return answer;
  }

  private async call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    signal?: AbortSignal,
  ): Promise<Response> {
    const ends = signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal;
    return this.limiter.run(async () => {
      await this.checkSocket();
      const bytes = await this.unary(method.path, method.encode(request), ends);
      try {
        return method.decode(bytes);
      } catch (cause) {
        throw this.failed({ reason: 'badAnswer' }, cause);
      }
    }, ends);
  }

  private unary(path: string, message: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    if (signal.aborted) {
      throw new EtcdscopeError('cancelled');
    }
    this.client ??= new Client(`unix:${this.options.socket}`, credentials.createInsecure(), {
      'grpc.max_receive_message_length': mostReceivedBytes,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
      'grpc.service_config_disable_resolution': 1,
      // Milliseconds. A plugin that was started a moment ago answers the next call.
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1000,
    });
    const { client } = this;
    return new Promise((resolve, reject) => {
      const pending = client.makeUnaryRequest<Uint8Array, Uint8Array>(
        path,
        sent => Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength),
        received => new Uint8Array(received.buffer, received.byteOffset, received.byteLength),
        message,
        { deadline: Date.now() + (this.options.timeoutMilliseconds ?? usualTimeout) },
        (error: ServiceError | null, answer?: Uint8Array) => {
          forget();
          if (signal.aborted) {
            reject(new EtcdscopeError('cancelled'));
          } else if (error) {
            reject(this.failed(factsOf(error), error));
          } else {
            resolve(answer ?? new Uint8Array(0));
          }
        },
      );
      const forget = onAbort(signal, () => pending.cancel());
    });
  }

  /** Tells what is wrong with a path before gRPC says no more than that nobody is there. */
  private async checkSocket(): Promise<void> {
    try {
      const stats = await stat(this.options.socket);
      if (!stats.isSocket()) {
        throw this.failed({ reason: 'notASocket' });
      }
    } catch (error) {
      switch ((error as NodeJS.ErrnoException).code) {
        case 'ENOENT':
        case 'ENOTDIR':
          throw this.failed({ reason: 'noSocket' }, error);
        case 'EACCES':
        case 'EPERM':
          throw this.failed({ reason: 'denied' }, error);
        default:
          throw error;
      }
    }
  }

  private failed(facts: { readonly reason: string; readonly server?: string }, cause?: unknown): EtcdscopeError {
    const { name: keyName, socket } = this.options;
    return new EtcdscopeError(
      'encryption.kmsFailed',
      { provider: 'kms', version: 'v2', keyName, socket, ...facts },
      { cause },
    );
  }
}

function factsOf(error: ServiceError): { readonly reason: string; readonly server?: string } {
  switch (error.code) {
    case status.DEADLINE_EXCEEDED:
      return { reason: 'timeout' };
    case status.UNIMPLEMENTED:
      return { reason: 'notKms' };
    case status.UNAVAILABLE:
      return { reason: /EACCES|EPERM/.test(error.details) ? 'denied' : 'refused' };
    default:
      return { reason: 'answer', server: printable(error.details) };
  }
}
