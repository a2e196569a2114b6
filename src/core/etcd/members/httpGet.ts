/** Reads what a member tells over HTTP on its client port: /metrics, /livez, /version. */
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { EtcdscopeError } from '../../base/errors';
import type { Endpoint } from '../endpoint';
import type { TlsMaterial } from '../tlsMaterial';
import { type CertificateDetails, serverCertificate } from './certificateDetails';
import { nameToAskFor } from './handshake';
import { httpProblem } from './httpProblem';

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** The Date header in milliseconds since 1970, which names whole seconds; absent where there is none. */
  readonly date?: number;
  /** Milliseconds since 1970 by our clock, before the question left and after the answer's head had come. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** Absent over plain HTTP. */
  readonly certificate?: CertificateDetails;
}

export interface HttpGetOptions {
  readonly mostBytes: number;
  /** Ends the request with `cancelled`. */
  readonly signal: AbortSignal;
}

/** Connections to one member at once. */
const mostSockets = 4;
/** Of those, kept for the next question: a health check asks for /metrics while it goes through its probes. */
const mostKeptSockets = 2;

/** Milliseconds. A connection shows the certificate of its handshake, also after the member has renewed it. */
const mostSecureAge = 60_000;

/** Keeps connections, but not for ever, so that each shows a certificate of late. */
class RenewingAgent extends HttpsAgent {
  private readonly firstKeptAt = new WeakMap<Duplex, number>();

  constructor(private readonly mostAge: number) {
    // A resumed session would not show its certificate again.
    super({ keepAlive: true, maxSockets: mostSockets, maxFreeSockets: mostKeptSockets, maxCachedSessions: 0 });
  }

  /** Node asks this whenever an answer has come; what is not kept is closed. */
  override keepSocketAlive(socket: Duplex): boolean {
    super.keepSocketAlive(socket);
    const now = performance.now();
    const since = this.firstKeptAt.get(socket) ?? now;
    this.firstKeptAt.set(socket, since);
    return now - since < this.mostAge;
  }
}

/** Keeps connections for the next question; ends them with {@link close}. */
export class HttpReader {
  private readonly plain = new HttpAgent({ keepAlive: true, maxSockets: mostSockets, maxFreeSockets: mostKeptSockets });
  private readonly secure: HttpsAgent;
  /** Node forgets a connection's certificate once the first answer on it is over. */
  private readonly certificates = new WeakMap<TLSSocket, CertificateDetails>();

  /** @param mostAge Milliseconds for which a connection with TLS is kept. */
  constructor(
    private readonly tls: TlsMaterial,
    mostAge = mostSecureAge,
  ) {
    this.secure = new RenewingAgent(mostAge);
  }

  /**
   * @param path Begins with a slash.
   * @throws {EtcdscopeError} `connection.…`, `tls.other` with fact `reason`, `message.tooLarge` with fact `limit`,
   *   `cancelled`.
   */
  async get(endpoint: Endpoint, path: string, options: HttpGetOptions): Promise<HttpAnswer> {
    try {
      return await this.attempt(endpoint, path, options);
    } catch (error) {
      // The member may have ended a kept connection just when it was used again.
      if (error instanceof StaleConnection) {
        return this.attempt(endpoint, path, options);
      }
      throw error;
    }
  }

  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }

  private attempt(endpoint: Endpoint, path: string, { mostBytes, signal }: HttpGetOptions): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const sentAt = Date.now();
      const call = this.open(endpoint, path, signal);
      call.on('error', (error: NodeJS.ErrnoException) => {
        if (signal.aborted) {
          reject(new EtcdscopeError('cancelled', { endpoint: endpoint.url }));
        } else {
          reject(
            call.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection() : httpProblem(endpoint, error),
          );
        }
      });
      call.once('response', (response: IncomingMessage) => {
        const answeredAt = Date.now();
        const { socket } = response;
        const certificate = socket instanceof TLSSocket ? this.certificateOf(socket) : undefined;
        const date = Date.parse(response.headers.date ?? '');
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > mostBytes) {
            reject(new EtcdscopeError('message.tooLarge', { endpoint: endpoint.url, limit: mostBytes }));
            call.destroy();
            return;
          }
          chunks.push(chunk);
        });
        response.once('error', (error: NodeJS.ErrnoException) => {
          reject(
            signal.aborted ? new EtcdscopeError('cancelled', { endpoint: endpoint.url }) : httpProblem(endpoint, error),
          );
        });
        response.once('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks),
            sentAt,
            answeredAt,
            ...(Number.isFinite(date) && { date }),
            ...(certificate && { certificate }),
          });
        });
      });
      call.end();
    });
  }

  private certificateOf(socket: TLSSocket): CertificateDetails | undefined {
    const certificate = this.certificates.get(socket) ?? serverCertificate(socket);
    if (certificate) {
      this.certificates.set(socket, certificate);
    }
    return certificate;
  }

  private open(endpoint: Endpoint, path: string, signal: AbortSignal): ClientRequest {
    const target = { host: endpoint.host, port: endpoint.port, path, method: 'GET', signal };
    if (!endpoint.isSecure) {
      return httpRequest({ ...target, agent: this.plain });
    }
    const { ca, certificate, key, serverName } = this.tls;
    return httpsRequest({
      ...target,
      agent: this.secure,
      ca,
      cert: certificate,
      key,
      ...nameToAskFor(endpoint, serverName),
    });
  }
}

/** A kept connection that was gone before it was used. */
class StaleConnection extends Error {}
