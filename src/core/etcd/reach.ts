/**
 * Looks whether something that speaks etcd's transport answers at an endpoint, before gRPC dials it. gRPC reports all
 * its troubles alike and cannot be told to let go of a socket that hangs; here each has its own code, and a deadline.
 *
 * The question is the opening of HTTP/2 (RFC 9113, 3.4): a server of gRPC answers it with a SETTINGS frame.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { type ErrorFacts, EtcdscopeError } from '../base/errors';
import { throwIfAborted } from '../base/limiter';
import { onAbort } from './abort';
import type { Endpoint } from './endpoint';
import type { TlsMaterial } from './tlsMaterial';

export interface ReachOptions {
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal;
}

/** How far a connection came. */
type Stage = 'tcp' | 'tls' | 'http2';

/** What came of asking. */
interface Answer {
  readonly stage: Stage;
  /** The first bytes received; empty when the other side closed without any. */
  readonly bytes?: Buffer;
  readonly error?: NodeJS.ErrnoException;
  readonly isTimeout?: boolean;
  /** Why the server's certificate is not trusted, OpenSSL's or Node's name for it. */
  readonly distrust?: string;
  readonly certificate?: DetailedPeerCertificate;
}

/** Connection preface, then an empty SETTINGS frame: length 0, type 4, no flags, stream 0. */
const greeting = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0', 'latin1');

/** Milliseconds for the second look at a port that answered the first in an odd way. */
const mostTimeForSecondLook = 1500;

/**
 * Resolves when the endpoint answers and its certificate, if any, is trusted for it.
 *
 * @throws {EtcdscopeError} a `connection.…` or `tls.…` code; facts `endpoint`, and where they apply `stage` (`tcp`,
 *   `tls`, `http2`), `reason` (the system's or OpenSSL's code), `host`, `names`, `subject`, `issuer`, `validFrom`,
 *   `validTo`, `alert`, `answer` (`http1`, `noHttp2`, `closed`, `unknown`); `cancelled` when the signal fires.
 */
export async function reach(endpoint: Endpoint, tls: TlsMaterial, options: ReachOptions): Promise<void> {
  throwIfAborted(options.signal);
  const answer = await ask(endpoint, endpoint.isSecure ? tls : undefined, options);
  throwIfAborted(options.signal);
  if (!isHttp2(answer)) {
    throw await diagnose(endpoint, tls, answer, options);
  }
}

function isHttp2(answer: Answer): boolean {
  // Byte 3 is the frame's type; a server's first frame must be SETTINGS.
  return (
    answer.distrust === undefined && answer.bytes !== undefined && answer.bytes.length > 3 && answer.bytes[3] === 4
  );
}

async function diagnose(
  endpoint: Endpoint,
  tls: TlsMaterial,
  answer: Answer,
  { signal, timeoutMilliseconds }: ReachOptions,
): Promise<EtcdscopeError> {
  const cause = answer.error;
  const problem = (code: EtcdscopeError['code'], facts: ErrorFacts = {}) =>
    new EtcdscopeError(code, { endpoint: endpoint.url, ...facts }, { cause });
  const secondLook = (secure: TlsMaterial | undefined) =>
    ask(endpoint, secure, { signal, timeoutMilliseconds: Math.min(timeoutMilliseconds, mostTimeForSecondLook) });

  if (answer.stage === 'tcp') {
    return answer.isTimeout ? problem('connection.timeout', { stage: 'tcp' }) : tcpProblem(endpoint, answer.error);
  }
  if (answer.distrust !== undefined) {
    return distrustProblem(endpoint, tls, answer.distrust, answer.certificate);
  }
  if (answer.isTimeout) {
    return problem('connection.timeout', { stage: answer.stage });
  }
  if (endpoint.isSecure) {
    const alert = alertOf(answer.error);
    if (alert !== undefined) {
      return alertProblem(endpoint, tls, alert, cause);
    }
    if (answer.stage === 'tls') {
      const plain = await secondLook(undefined);
      throwIfAborted(signal);
      if (plain.stage === 'tcp' && plain.error) {
        return tcpProblem(endpoint, plain.error);
      }
      return isHttp2(plain) || isHttp1(plain)
        ? problem('connection.tlsToPlaintext')
        : problem('tls.other', { reason: answer.error?.code });
    }
  } else if (!answer.bytes?.length) {
    const secure = await secondLook({ serverName: tls.serverName });
    throwIfAborted(signal);
    // A server that was just ending, and has ended now.
    if (secure.stage === 'tcp' && secure.error) {
      return tcpProblem(endpoint, secure.error);
    }
    if (secure.stage === 'http2' || alertOf(secure.error) !== undefined) {
      return problem('connection.plaintextToTls');
    }
  }
  if (isTlsAlert(answer)) {
    return problem('connection.plaintextToTls');
  }
  const said = isHttp1(answer) ? 'http1' : answer.bytes?.length ? 'unknown' : 'closed';
  return problem('connection.notEtcd', { answer: said });
}

function isHttp1(answer: Answer): boolean {
  return answer.bytes?.subarray(0, 5).toString('latin1') === 'HTTP/';
}

/** A record of type 21 (alert), version 3.x (RFC 8446, 5.1). */
function isTlsAlert(answer: Answer): boolean {
  return answer.bytes?.[0] === 21 && answer.bytes[1] === 3;
}

function tcpProblem(endpoint: Endpoint, error: NodeJS.ErrnoException | undefined): EtcdscopeError {
  const facts = { endpoint: endpoint.url, reason: error?.code };
  switch (error?.code) {
    case 'ECONNREFUSED':
      return new EtcdscopeError('connection.refused', facts, { cause: error });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'ENODATA':
      return new EtcdscopeError('connection.hostNotFound', { ...facts, host: endpoint.host }, { cause: error });
    case 'ETIMEDOUT':
      return new EtcdscopeError('connection.timeout', { ...facts, stage: 'tcp' }, { cause: error });
    default:
      return new EtcdscopeError('connection.unreachable', facts, { cause: error });
  }
}

function distrustProblem(
  endpoint: Endpoint,
  tls: TlsMaterial,
  distrust: string,
  certificate: DetailedPeerCertificate | undefined,
): EtcdscopeError {
  const facts = {
    endpoint: endpoint.url,
    reason: distrust,
    subject: certificate?.subject?.CN?.toString().slice(0, 200),
    issuer: certificate?.issuer?.CN?.toString().slice(0, 200),
  };
  const validity = { validFrom: certificate?.valid_from, validTo: certificate?.valid_to };
  switch (distrust) {
    case 'CERT_HAS_EXPIRED':
      return new EtcdscopeError('tls.expired', { ...facts, ...validity });
    case 'CERT_NOT_YET_VALID':
      return new EtcdscopeError('tls.notYetValid', { ...facts, ...validity });
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return new EtcdscopeError('tls.wrongHost', {
        ...facts,
        host: tls.serverName ?? endpoint.host,
        names: certificate?.subjectaltname?.slice(0, 1000) ?? '',
      });
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'CERT_UNTRUSTED':
    // An authority of the same name, but with another key.
    case 'CERT_SIGNATURE_FAILURE':
      return new EtcdscopeError('tls.unknownAuthority', facts);
    default:
      return new EtcdscopeError('tls.other', facts);
  }
}

/** The TLS alert that the server sent, as OpenSSL and BoringSSL name it in their error codes. */
function alertOf(error: NodeJS.ErrnoException | undefined): string | undefined {
  return /^ERR_SSL_\w*?ALERT_(\w+)$/.exec(error?.code ?? '')?.[1];
}

function alertProblem(
  endpoint: Endpoint,
  tls: TlsMaterial,
  alert: string,
  cause: NodeJS.ErrnoException | undefined,
): EtcdscopeError {
  const facts = { endpoint: endpoint.url, alert };
  // A web server without HTTP/2, say.
  if (alert === 'NO_APPLICATION_PROTOCOL') {
    return new EtcdscopeError('connection.notEtcd', { ...facts, answer: 'noHttp2' }, { cause });
  }
  if (/CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED/.test(alert)) {
    const code = tls.certificate ? 'tls.clientCertificateRejected' : 'tls.clientCertificateRequired';
    return new EtcdscopeError(code, facts, { cause });
  }
  return new EtcdscopeError('tls.other', { ...facts, reason: cause?.code }, { cause });
}

/** Connects, greets, and waits for the first bytes. Never rejects; the socket is gone when it resolves. */
function ask(endpoint: Endpoint, tls: TlsMaterial | undefined, options: ReachOptions): Promise<Answer> {
  return new Promise(resolve => {
    let stage: Stage = 'tcp';
    let secure: TLSSocket | undefined;
    const tcp: Socket = connectTcp({ host: endpoint.host, port: endpoint.port });
    const finish = (result: Omit<Answer, 'stage'>) => {
      clearTimeout(timer);
      forget();
      // Listeners stay, so that a late error of a destroyed socket has one.
      secure?.destroy();
      tcp.destroy();
      resolve({ stage, ...result });
    };
    const timer = setTimeout(() => finish({ isTimeout: true }), options.timeoutMilliseconds);
    const forget = onAbort(options.signal, () => finish({}));

    const listen = (socket: Socket) => {
      socket.once('data', (bytes: Buffer) => finish({ bytes }));
      socket.once('close', () => finish({ bytes: Buffer.alloc(0) }));
      socket.on('error', (error: NodeJS.ErrnoException) => finish({ error }));
    };
    tcp.on('error', (error: NodeJS.ErrnoException) => finish({ error }));
    tcp.once('connect', () => {
      if (!tls) {
        stage = 'http2';
        listen(tcp);
        tcp.write(greeting);
        return;
      }
      stage = 'tls';
      secure = connectTls({
        socket: tcp,
        // The name to compare with, and the one to ask for, which must not be an address (RFC 6066, 3).
        host: tls.serverName ?? endpoint.host,
        ...(nameToAskFor(endpoint, tls) && { servername: nameToAskFor(endpoint, tls) }),
        ca: tls.ca,
        cert: tls.certificate,
        key: tls.key,
        ALPNProtocols: ['h2'],
        // Judged below, where the certificate can still be looked at.
        rejectUnauthorized: false,
      });
      const socket = secure;
      listen(socket);
      socket.once('secureConnect', () => {
        stage = 'http2';
        if (!socket.authorized) {
          // Declared as an Error, but Node puts its code there where it has one.
          const distrust = String(socket.authorizationError);
          finish({ distrust, certificate: socket.getPeerCertificate(true) });
          return;
        }
        socket.write(greeting);
      });
    });
  });
}

function nameToAskFor(endpoint: Endpoint, tls: TlsMaterial): string | undefined {
  const name = tls.serverName ?? endpoint.host;
  return isIP(name) === 0 ? name : undefined;
}
