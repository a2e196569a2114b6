/** The connection to one member: dialed when needed and again after it broke, never waited for without a deadline. */
import { type Client, connectivityState, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { Etcd3, type IOptions } from 'etcd3';
import { EtcdscopeError } from '../base/errors';
import { throwIfAborted } from '../base/limiter';
import { onAbort, withSignal } from './abort';
import type { Endpoint } from './endpoint';
import { type MemberStream, openMemberStream, type StreamCall } from './memberStream';
import { reach } from './reach';
import type { TlsMaterial } from './tlsMaterial';

export interface ChannelOptions {
  readonly tls: TlsMaterial;
  readonly connectMilliseconds: number;
  /** Bytes. */
  readonly mostReceivedBytes: number;
}

export interface UnaryCall {
  readonly path: string;
  readonly message: Uint8Array;
  readonly metadata: Metadata;
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal;
}

/**
 * etcd3's client, of which only the gRPC client underneath is wanted. Its retries and its circuit breaker see nothing
 * but the handing over of that client; its decoding stays unused.
 */
class DialingClient extends Etcd3 {
  grpcClient(): Promise<Client> {
    return this.pool.withConnection('KV', ({ client }) => client);
  }
}

interface Connection {
  readonly etcd: DialingClient;
  readonly client: Client;
}

export class MemberChannel {
  private connection: Connection | undefined;
  private connecting: Promise<Client> | undefined;
  private readonly closing = new AbortController();
  /** Ends one call under way each. */
  private readonly cancels = new Set<() => void>();

  constructor(
    readonly endpoint: Endpoint,
    private readonly options: ChannelOptions,
  ) {}

  /**
   * Resolves once calls can be sent. Callers at the same time share one attempt.
   * @throws {EtcdscopeError} see {@link reach}; then nothing was sent.
   */
  async ready(signal?: AbortSignal): Promise<Client> {
    throwIfAborted(signal);
    if (this.closing.signal.aborted) {
      throw this.closedError();
    }
    if (this.connection && stateOf(this.connection.client) === connectivityState.READY) {
      return this.connection.client;
    }
    this.connecting ??= this.connect().finally(() => {
      this.connecting = undefined;
    });
    return withSignal(this.connecting, signal);
  }

  /**
   * Sends one call on a client that was ready and gives the answer's bytes.
   * @throws {ServiceError} as gRPC reports it; {@link EtcdscopeError} `cancelled` when the signal fires, `call.timeout`,
   *   `connection.closed`.
   */
  unary(client: Client, call: UnaryCall): Promise<Uint8Array> {
    throwIfAborted(call.signal);
    return new Promise((resolve, reject) => {
      const pending = client.makeUnaryRequest<Uint8Array, Uint8Array>(
        call.path,
        message => Buffer.from(message.buffer, message.byteOffset, message.byteLength),
        bytes => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        call.message,
        call.metadata,
        {},
        (error: ServiceError | null, answer?: Uint8Array) => {
          this.cancels.delete(cancel);
          forget();
          clearTimeout(timer);
          if (call.signal?.aborted) {
            reject(new EtcdscopeError('cancelled', { endpoint: this.endpoint.url }));
          } else if (isTimedOut) {
            reject(new EtcdscopeError('call.timeout', { endpoint: this.endpoint.url }));
          } else if (error) {
            reject(this.closing.signal.aborted ? this.closedError() : error);
          } else {
            resolve(answer ?? new Uint8Array(0));
          }
        },
      );
      const cancel = () => pending.cancel();
      // Not gRPC's own deadline: the server is told that one, and what it answers just before it may mean anything.
      let isTimedOut = false;
      const timer = setTimeout(() => {
        isTimedOut = true;
        cancel();
      }, call.timeoutMilliseconds);
      this.cancels.add(cancel);
      const forget = onAbort(call.signal, cancel);
    });
  }

  /**
   * Opens a stream on a client that was ready. Its `onEnd` is told {@link EtcdscopeError} `connection.closed` too.
   * @throws {EtcdscopeError} `connection.closed`.
   */
  stream(client: Client, call: StreamCall): MemberStream {
    if (this.closing.signal.aborted) {
      throw this.closedError();
    }
    const stream = openMemberStream(client, {
      ...call,
      onEnd: error => {
        this.cancels.delete(cancel);
        call.onEnd(error);
      },
    });
    const cancel = () => {
      stream.cancel();
      call.onEnd(this.closedError());
    };
    this.cancels.add(cancel);
    return {
      ...stream,
      cancel: () => {
        this.cancels.delete(cancel);
        stream.cancel();
      },
    };
  }

  /** The next call dials anew, whatever gRPC still thinks of this client's connection. */
  abandon(client: Client): void {
    if (this.connection?.client === client) {
      this.hangUp();
    }
  }

  close(): void {
    this.closing.abort();
    // Closing a channel lets its calls run on.
    for (const cancel of this.cancels) {
      cancel();
    }
    this.hangUp();
  }

  private async connect(): Promise<Client> {
    this.hangUp();
    const deadline = Date.now() + this.options.connectMilliseconds;
    await this.look(this.options.connectMilliseconds);
    const etcd = new DialingClient(clientOptions(this.endpoint, this.options));
    const connection: Connection = { etcd, client: await etcd.grpcClient() };
    this.connection = connection;
    if (this.closing.signal.aborted) {
      this.hangUp();
      throw this.closedError();
    }
    try {
      await untilReady(connection.client, deadline);
    } catch (cause) {
      this.hangUp();
      if (this.closing.signal.aborted) {
        throw this.closedError();
      }
      // It answered a moment ago. A second look tells what changed; if nothing did, the connection broke in between.
      await this.look(this.options.connectMilliseconds);
      throw new EtcdscopeError('connection.lost', { endpoint: this.endpoint.url, stage: 'dial' }, { cause });
    }
    return connection.client;
  }

  private async look(timeoutMilliseconds: number): Promise<void> {
    try {
      await reach(this.endpoint, this.options.tls, { timeoutMilliseconds, signal: this.closing.signal });
    } catch (error) {
      throw this.closing.signal.aborted ? this.closedError() : error;
    }
  }

  private hangUp(): void {
    this.connection?.client.close();
    this.connection?.etcd.close();
    this.connection = undefined;
  }

  private closedError(): EtcdscopeError {
    return new EtcdscopeError('connection.closed', { endpoint: this.endpoint.url });
  }
}

function stateOf(client: Client): connectivityState {
  return client.getChannel().getConnectivityState(false);
}

function untilReady(client: Client, deadline: number): Promise<void> {
  const channel = client.getChannel();
  return new Promise((resolve, reject) => {
    const look = (error?: Error) => {
      const state = channel.getConnectivityState(true);
      if (state === connectivityState.READY) {
        resolve();
      } else if (error || state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN) {
        reject(error ?? new Error(`The channel is in state ${connectivityState[state]}`));
      } else {
        channel.watchConnectivityState(state, deadline, look);
      }
    };
    look();
  });
}

function clientOptions(endpoint: Endpoint, options: ChannelOptions): IOptions {
  const { tls } = options;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return {
    // With the resolver named, no host can be mistaken for one.
    hosts: `dns:///${host}:${endpoint.port}`,
    ...(endpoint.isSecure && {
      credentials: {
        // Declared as always there, but only handed on to gRPC, for which absence means the authorities that Node trusts.
        rootCertificate: tls.ca as Buffer,
        privateKey: tls.key,
        certChain: tls.certificate,
      },
    }),
    grpcOptions: {
      ...(tls.serverName !== undefined && {
        'grpc.ssl_target_name_override': tls.serverName,
        'grpc.default_authority': tls.serverName,
      }),
      'grpc.max_receive_message_length': options.mostReceivedBytes,
      // Closing the channel then closes its sockets too, instead of leaving them to a pool.
      'grpc.use_local_subchannel_pool': 1,
      // Whether a call may be sent twice is decided above, by what it does.
      'grpc.enable_retries': 0,
      'grpc.service_config_disable_resolution': 1,
      // Nobody looks at gRPC's own statistics of calls.
      'grpc.enable_channelz': 0,
      // The look before the dial goes straight to the endpoint, and so must the dial.
      'grpc.enable_http_proxy': 0,
      // Bytes under way at once. With HTTP/2's 64 KiB a large answer over a long way would wait for every one of them.
      'grpc-node.flow_control_window': 4 * 1024 * 1024,
      // Milliseconds. A member that hangs is noticed during a long call. etcd refuses pings closer than 5 s apart
      // (etcd-io/etcd, server/embed/config.go, DefaultGRPCKeepAliveMinTime).
      'grpc.keepalive_time_ms': 10_000,
      'grpc.keepalive_timeout_ms': 5000,
      'grpc.initial_reconnect_backoff_ms': 250,
      'grpc.max_reconnect_backoff_ms': 2000,
    },
  };
}
