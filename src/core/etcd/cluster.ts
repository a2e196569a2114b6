/** Sends calls to a cluster: signs in, picks the member, goes on to the next one where that is safe, names failures. */
import { type Client, Metadata, status } from '@grpc/grpc-js';
import { type ErrorCode, type ErrorFacts, EtcdscopeError, hasCode, isEtcdscopeError } from '../base/errors';
import { throwIfAborted } from '../base/limiter';
import { Authentication, type Credentials } from './authentication';
import { authenticateMethod, statusMethod } from './clusterMessages';
import type { MemberChannel } from './memberChannel';
import type { MemberStream } from './memberStream';
import { isServiceError, translateError } from './translateError';
import type { Method } from './wire';

export interface CallSettings {
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal;
  /** Added to the facts of an error. */
  readonly facts?: ErrorFacts;
}

export interface StreamSettings {
  readonly signal?: AbortSignal;
  /** Added to the facts of an error. */
  readonly facts?: ErrorFacts;
  onMessage(bytes: Uint8Array): void;
  /** Called once, and nothing after it. */
  onEnd(error: EtcdscopeError): void;
}

export interface MemberAnswer {
  /** Such as 3.5.30; empty when the member does not tell us. */
  readonly version: string;
}

export interface ClusterStream extends MemberStream {
  readonly endpoint: string;
  /** What it was opened with. */
  readonly token: string | undefined;
  /** Asks the member another question on the same connection; undefined when it does not answer. */
  ask(milliseconds: number): Promise<MemberAnswer | undefined>;
  /** Takes the connection for dead: the next call dials anew. */
  abandon(): void;
}

/** What a cluster without a leader is asked for, after a call that got no answer in time. */
const leaderCheckMilliseconds = 1000;

export class Cluster {
  readonly authentication: Authentication;
  /** Index of the member that is asked first: the last one that answered. */
  private preferred = 0;

  constructor(
    private readonly channels: readonly MemberChannel[],
    credentials: Credentials | undefined,
    private readonly authenticateMilliseconds: number,
  ) {
    this.authentication = new Authentication(credentials && (() => this.signIn(credentials)));
  }

  get endpoints(): readonly string[] {
    return this.channels.map(channel => channel.endpoint.url);
  }

  /**
   * Calls the preferred member. Where it cannot be reached, nothing was sent, and the next one is tried. A call that was
   * sent and whose connection then broke is sent again if it only reads. After a deadline it never is: what is slow for
   * one member would burden all of them; the next call begins with another member.
   *
   * @throws {EtcdscopeError} with fact `outcome: 'unknown'` for a write of which nobody knows whether it was done.
   */
  call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    return this.signedIn(settings, token =>
      this.inTurn(this.fromPreferredOn(), method.isWrite, index =>
        this.prefer(index, () => this.attempt(this.channelAt(index), method, request, token, settings)),
      ),
    );
  }

  /** Calls the member of an endpoint and no other. */
  async callMember<Request, Response>(
    endpoint: string,
    method: Method<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    const member = this.channels.findIndex(channel => channel.endpoint.url === endpoint);
    if (member < 0) {
      throw new EtcdscopeError('configuration.invalid', { field: 'endpoint', reason: 'unknown', endpoint });
    }
    return this.signedIn(settings, token =>
      this.inTurn([member], method.isWrite, index =>
        this.attempt(this.channelAt(index), method, request, token, settings),
      ),
    );
  }

  /** Index among the endpoints of the member that calls go to first. */
  get preferredMember(): number {
    return this.preferred;
  }

  /**
   * Opens a stream to one member, which ends it when it is cut off from its quorum; when it breaks, the caller has to go on.
   * @throws {EtcdscopeError} when the member cannot be reached, or the user not be signed in.
   */
  async openStream(member: number, path: string, settings: StreamSettings): Promise<ClusterStream> {
    const channel = this.channelAt(member);
    const token = await this.authentication.current(settings.signal);
    const client = await channel.ready(settings.signal);
    throwIfAborted(settings.signal);
    const metadata = new Metadata();
    // etcd-io/etcd, api/v3rpc/rpctypes/metadatafields.go.
    metadata.set('hasleader', 'true');
    if (token !== undefined) {
      metadata.set('token', token);
    }
    const facts = { endpoint: channel.endpoint.url, ...settings.facts };
    const stream = channel.stream(client, {
      path,
      metadata,
      onMessage: settings.onMessage,
      onEnd: error => settings.onEnd(explainEnd(error, facts)),
    });
    return {
      ...stream,
      endpoint: channel.endpoint.url,
      token,
      ask: milliseconds => ask(channel, client, metadata, milliseconds),
      abandon: () => channel.abandon(client),
    };
  }

  /** Over a channel of its own, such as one to a member that was found later; else as {@link callMember}. */
  callOver<Request, Response>(
    channel: MemberChannel,
    method: Method<Request, Response>,
    request: Request,
    settings: CallSettings,
  ): Promise<Response> {
    return this.signedIn(settings, token =>
      this.inTurn([0], method.isWrite, () => this.attempt(channel, method, request, token, settings)),
    );
  }

  /** The channel to one of the {@link endpoints}. */
  channelTo(endpoint: string): MemberChannel | undefined {
    return this.channels.find(channel => channel.endpoint.url === endpoint);
  }

  close(): void {
    for (const channel of this.channels) {
      channel.close();
    }
  }

  /**
   * Gives a call its token, and a second try with a fresh one when the first was refused: then nothing was done, so a
   * write may go again too.
   */
  private async signedIn<Response>(
    { signal }: CallSettings,
    send: (token: string | undefined) => Promise<Response>,
  ): Promise<Response> {
    const token = await this.authentication.current(signal);
    try {
      return await send(token);
    } catch (error) {
      if (!(await this.authentication.forgetRefused(token, error))) {
        throw error;
      }
      return send(await this.authentication.current(signal));
    }
  }

  private channelAt(index: number): MemberChannel {
    return this.channels[index] as MemberChannel;
  }

  private fromPreferredOn(): number[] {
    return this.channels.map((_, step) => (this.preferred + step) % this.channels.length);
  }

  private async inTurn<Response>(
    members: readonly number[],
    isWrite: boolean,
    send: (index: number) => Promise<Response>,
  ): Promise<Response> {
    const order = [...members];
    const failures: EtcdscopeError[] = [];
    for (const index of order) {
      try {
        return await send(index);
      } catch (error) {
        if (!isEtcdscopeError(error) || !mayGoOn(error, isWrite)) {
          throw error;
        }
        failures.push(error);
        // A connection may have been broken for long without anyone noticing: once more, on a fresh one, at the end.
        if (failures.length === 1 && !isWrite && hasCode(error, 'connection.lost')) {
          order.push(index);
        }
      }
    }
    throw mostTelling(failures);
  }

  private async attempt<Request, Response>(
    channel: MemberChannel,
    method: Method<Request, Response>,
    request: Request,
    token: string | undefined,
    settings: CallSettings,
  ): Promise<Response> {
    const client = await channel.ready(settings.signal);
    const metadata = new Metadata();
    if (token !== undefined) {
      metadata.set('token', token);
    }
    const facts = { endpoint: channel.endpoint.url, ...settings.facts };
    let bytes: Uint8Array;
    try {
      bytes = await channel.unary(client, {
        path: method.path,
        message: method.encode(request),
        metadata,
        timeoutMilliseconds: settings.timeoutMilliseconds,
        signal: settings.signal,
      });
    } catch (error) {
      throw await this.explain(error, channel, method.isWrite, settings, facts);
    }
    try {
      return method.decode(bytes);
    } catch (cause) {
      // A write was done, whatever the answer means.
      throw new EtcdscopeError('call.failed', { ...facts, reason: 'malformedAnswer' }, { cause });
    }
  }

  private async explain(
    error: unknown,
    channel: MemberChannel,
    isWrite: boolean,
    settings: CallSettings,
    facts: ErrorFacts,
  ): Promise<unknown> {
    const problem = isServiceError(error) ? translateError(error, facts) : error;
    if (!isEtcdscopeError(problem)) {
      return problem;
    }
    const withFacts = (code: ErrorCode, more: ErrorFacts = {}) => {
      const uncertain = isWrite ? { outcome: 'unknown' } : {};
      return new EtcdscopeError(code, { ...problem.facts, ...more, ...uncertain }, { cause: problem.cause });
    };
    switch (problem.code) {
      case 'call.timeout': {
        const code = (await this.knowsNoLeader(channel)) ? 'cluster.noLeader' : 'call.timeout';
        return withFacts(code, { milliseconds: settings.timeoutMilliseconds });
      }
      case 'cancelled':
      case 'connection.closed':
      case 'connection.lost':
      case 'connection.notEtcd':
      case 'cluster.noLeader':
      case 'message.tooLarge':
      case 'call.failed':
        return withFacts(problem.code);
      default:
        // The others are refusals: etcd then has done nothing.
        return problem;
    }
  }

  /** Whether a member that still answers says that there is no leader, and so no agreement on anything. */
  private async knowsNoLeader(channel: MemberChannel): Promise<boolean> {
    try {
      const client = await channel.ready(AbortSignal.timeout(leaderCheckMilliseconds));
      const bytes = await channel.unary(client, {
        path: statusMethod.path,
        message: statusMethod.encode(),
        metadata: new Metadata(),
        timeoutMilliseconds: leaderCheckMilliseconds,
      });
      return statusMethod.decode(bytes).leader === 0n;
    } catch {
      // It does not answer, or not to us (3.6 with authentication): then the deadline is all that is known.
      return false;
    }
  }

  private signIn({ username, password }: Credentials): Promise<string> {
    const settings = { timeoutMilliseconds: this.authenticateMilliseconds, facts: { username } };
    const request = { name: username, password };
    return this.inTurn(this.fromPreferredOn(), false, index =>
      this.prefer(index, () => this.attempt(this.channelAt(index), authenticateMethod, request, undefined, settings)),
    );
  }

  /** Has the next call begin with this member if it answers, and with another one if it is silent or has no leader. */
  private async prefer<Response>(index: number, send: () => Promise<Response>): Promise<Response> {
    try {
      const response = await send();
      this.preferred = index;
      return response;
    } catch (error) {
      if (hasCode(error, 'call.timeout', 'cluster.noLeader')) {
        this.preferred = (index + 1) % this.channels.length;
      }
      throw error;
    }
  }
}

function explainEnd(error: Error | undefined, facts: ErrorFacts): EtcdscopeError {
  if (isServiceError(error)) {
    return translateError(error, facts);
  }
  return isEtcdscopeError(error) ? error : new EtcdscopeError('connection.lost', facts, { cause: error });
}

async function ask(
  channel: MemberChannel,
  client: Client,
  metadata: Metadata,
  timeoutMilliseconds: number,
): Promise<MemberAnswer | undefined> {
  const call = { path: statusMethod.path, message: statusMethod.encode(), metadata, timeoutMilliseconds };
  try {
    return { version: statusMethod.decode(await channel.unary(client, call)).version };
  } catch (error) {
    // A refusal is an answer; gRPC's own words for a broken connection are not.
    const isRefusal = isServiceError(error) && error.code !== status.UNAVAILABLE && error.code !== status.CANCELLED;
    return isRefusal ? { version: '' } : undefined;
  }
}

function mayGoOn(error: EtcdscopeError, isWrite: boolean): boolean {
  if (isWrite && error.facts.outcome === 'unknown') {
    return false;
  }
  return error.code === 'cluster.noLeader' || /^(connection|tls)\./.test(error.code);
}

/** Of the members' failures the one that tells most: any that is not just silence, else the first. */
function mostTelling(failures: readonly EtcdscopeError[]): EtcdscopeError {
  const vague = ['connection.refused', 'connection.timeout', 'connection.unreachable', 'connection.lost'] as const;
  const telling = failures.find(failure => !hasCode(failure, ...vague)) ?? failures.at(-1);
  return telling ?? new EtcdscopeError('connection.closed');
}
