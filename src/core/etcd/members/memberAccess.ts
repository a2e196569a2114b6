import { EtcdscopeError, hasCode } from '../../base/errors';
import type { Cluster } from '../cluster';
import { type MemberStatus, type Members, memberListMethod, statusMethod } from '../clusterMessages';
import type { Endpoint } from '../endpoint';
import type { ResponseHeader } from '../header';
import { rangeMethod, readTransactionMethod } from '../keyValueMessages';
import { type ChannelOptions, MemberChannel } from '../memberChannel';
import { reach } from '../reach';
import type { Method } from '../wire';
import { advertisedAddress, type UnusableAddress } from './advertisedAddress';
import { type CertificateDetails, clientCertificate } from './certificateDetails';
import { certificateOf } from './handshake';
import { type HttpAnswer, HttpReader } from './httpGet';
import {
  type AuthenticationStatus,
  alarmListMethod,
  authStatusMethod,
  hashKvMethod,
  type KeyspaceHash,
  type MemberAlarm,
} from './memberMessages';
import { type MemberReader, rangeResult } from './memberReader';
import { type MemberCallOptions, withinDeadline } from './withinDeadline';

export interface HttpOptions extends MemberCallOptions {
  /** Of the body, 4 MiB by default. */
  readonly mostBytes?: number;
}

/** Members that are dialed at addresses which they advertise. A cluster has seven at most, with a few addresses each. */
const mostFoundChannels = 64;

const defaultMostBytes = 4 * 1024 * 1024;

/**
 * Asks each member by itself, at the connection's endpoints and at those that the members advertise, always with the
 * connection's TLS and token. Every call ends at its deadline, whatever the member does.
 *
 * Each call throws as those of the store do, and `call.timeout` with fact `milliseconds`; fact `endpoint` tells where.
 */
export class MemberAccess {
  /** Channels to advertised addresses, the longest unused first. */
  private readonly found = new Map<string, MemberChannel>();
  private readonly http: HttpReader;

  constructor(
    private readonly cluster: Cluster,
    private readonly own: readonly Endpoint[],
    private readonly channelOptions: ChannelOptions,
    /** Whether the connection signs in with user and password. */
    readonly hasCredentials: boolean,
  ) {
    this.http = new HttpReader(channelOptions.tls);
  }

  /** Those of the connection. */
  get endpoints(): readonly string[] {
    return this.own.map(({ url }) => url);
  }

  get hasClientCertificate(): boolean {
    return this.channelOptions.tls.certificate !== undefined;
  }

  /** The one that the connection shows; undefined where it has none. */
  get clientCertificate(): CertificateDetails | undefined {
    const { certificate } = this.channelOptions.tls;
    return certificate && clientCertificate(certificate);
  }

  /** How an address out of the member list is dialed, or why it is not. */
  resolve(advertisedUrl: string): { readonly endpoint: string } | { readonly reason: UnusableAddress } {
    const address = advertisedAddress(advertisedUrl, this.own);
    return typeof address === 'string' ? { reason: address } : { endpoint: address.url };
  }

  status(endpoint: string, options: MemberCallOptions): Promise<MemberStatus> {
    return this.call(endpoint, statusMethod, undefined, options);
  }

  /** The members as this one knows them. */
  members(endpoint: string, options: MemberCallOptions): Promise<Members> {
    return this.call(endpoint, memberListMethod, undefined, options);
  }

  /** All members' alarms, agreed on by a quorum. */
  alarms(endpoint: string, options: MemberCallOptions): Promise<readonly MemberAlarm[]> {
    return this.call(endpoint, alarmListMethod, undefined, options);
  }

  /** @throws {EtcdscopeError} `revision.compacted`, `revision.future`. */
  hashKv(endpoint: string, revision: bigint, options: MemberCallOptions): Promise<KeyspaceHash> {
    return this.call(endpoint, hashKvMethod, revision, options);
  }

  /** @throws {EtcdscopeError} `call.unsupported` or `connection.notEtcd` before 3.5. */
  authStatus(endpoint: string, options: MemberCallOptions): Promise<AuthenticationStatus> {
    return this.call(endpoint, authStatusMethod, undefined, options);
  }

  /** Looks for one key without taking its value. A linearizable read needs a quorum, a serializable one this member only. */
  async look(
    endpoint: string,
    request: { readonly key: Uint8Array; readonly isSerializable: boolean },
    options: MemberCallOptions,
  ): Promise<ResponseHeader> {
    return (await this.call(endpoint, rangeMethod, { ...request, countOnly: true }, options)).header;
  }

  /** Reads keys through one member, for callers that know which one answers; each call gets its time from `options`. */
  reader(endpoint: string, options: () => MemberCallOptions): MemberReader {
    return {
      range: async request => {
        const response = await this.call(endpoint, rangeMethod, request, options());
        return rangeResult(response, response.header.revision);
      },
      ranges: async requests => {
        if (requests.length === 0) {
          return [];
        }
        const { header, results } = await this.call(endpoint, readTransactionMethod, requests, options());
        return requests.map((_, index) => rangeResult(results[index]?.range, header.revision));
      },
    };
  }

  /** A GET request on the client port. The answer may have any status. */
  httpGet(endpoint: string, path: string, options: HttpOptions): Promise<HttpAnswer> {
    const target = this.endpointOf(endpoint);
    const { mostBytes = defaultMostBytes } = options;
    return withinDeadline(endpoint, options, signal => this.http.get(target, path, { mostBytes, signal }));
  }

  /** The certificate of one more handshake, for a port that answers no GET request. Only for `https` endpoints. */
  certificate(endpoint: string, options: MemberCallOptions): Promise<CertificateDetails | undefined> {
    const target = this.endpointOf(endpoint);
    return withinDeadline(endpoint, options, signal => certificateOf(target, this.channelOptions.tls, signal));
  }

  /**
   * Whether the member speaks to a client that shows no certificate, by one more handshake without it.
   * Only for `https` endpoints.
   */
  async acceptsNoCertificate(endpoint: string, options: MemberCallOptions): Promise<boolean> {
    const target = this.endpointOf(endpoint);
    const { ca, serverName } = this.channelOptions.tls;
    const { timeoutMilliseconds } = options;
    return withinDeadline(endpoint, options, async signal => {
      try {
        await reach(target, { ...(ca && { ca }), ...(serverName && { serverName }) }, { timeoutMilliseconds, signal });
        return true;
      } catch (error) {
        if (hasCode(error, 'tls.clientCertificateRequired')) {
          return false;
        }
        throw error;
      }
    });
  }

  close(): void {
    for (const channel of this.found.values()) {
      channel.close();
    }
    this.found.clear();
    this.http.close();
  }

  private call<Request, Response>(
    endpoint: string,
    method: Method<Request, Response>,
    request: Request,
    options: MemberCallOptions,
  ): Promise<Response> {
    const channel = this.channelTo(endpoint);
    const { timeoutMilliseconds } = options;
    return withinDeadline(endpoint, options, signal =>
      this.cluster.callOver(channel, method, request, { timeoutMilliseconds, signal }),
    );
  }

  private channelTo(endpoint: string): MemberChannel {
    const own = this.cluster.channelTo(endpoint);
    if (own) {
      return own;
    }
    const target = this.endpointOf(endpoint);
    const channel = this.found.get(target.url) ?? new MemberChannel(target, this.channelOptions);
    this.found.delete(target.url);
    this.found.set(target.url, channel);
    for (const [url, longestUnused] of this.found) {
      if (this.found.size <= mostFoundChannels) {
        break;
      }
      longestUnused.close();
      this.found.delete(url);
    }
    return channel;
  }

  /** @throws {EtcdscopeError} `configuration.invalid` for what {@link resolve} would not have given. */
  private endpointOf(url: string): Endpoint {
    const own = this.own.find(endpoint => endpoint.url === url);
    if (own) {
      return own;
    }
    const address = advertisedAddress(url, this.own);
    if (typeof address === 'string') {
      throw new EtcdscopeError('configuration.invalid', { field: 'endpoint', reason: address });
    }
    return address;
  }
}
