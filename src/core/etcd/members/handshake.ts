import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { EtcdscopeError, isEtcdscopeError } from '../../base/errors';
import { throwIfAborted } from '../../base/limiter';
import { onAbort } from '../abort';
import type { Endpoint } from '../endpoint';
import type { TlsMaterial } from '../tlsMaterial';
import { type CertificateDetails, serverCertificate } from './certificateDetails';
import { httpProblem } from './httpProblem';

/**
 * The certificate that a member shows, by a handshake for what gRPC speaks: a port that serves nothing else
 * (`--listen-client-http-urls` is set) refuses one for HTTP/1.
 *
 * @throws {EtcdscopeError} `connection.…`, `tls.other` with fact `reason`, `cancelled` once the signal fires.
 */
export async function certificateOf(
  endpoint: Endpoint,
  { ca, certificate: cert, key, serverName }: TlsMaterial,
  signal: AbortSignal,
): Promise<CertificateDetails | undefined> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const { host, port, url } = endpoint;
    const socket = connect({ host, port, ca, cert, key, ALPNProtocols: ['h2'], ...nameToAskFor(endpoint, serverName) });
    const forget = onAbort(signal, () => socket.destroy(new EtcdscopeError('cancelled', { endpoint: url })));
    socket.once('secureConnect', () => {
      resolve(serverCertificate(socket));
      socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      reject(isEtcdscopeError(error) ? error : httpProblem(endpoint, error));
    });
    socket.once('close', () => {
      forget();
      reject(new EtcdscopeError('connection.lost', { endpoint: url }));
    });
  });
}

/** The name to ask for and to compare the certificate with. An address is compared, but not asked for (RFC 6066, 3). */
export function nameToAskFor({ host }: Endpoint, serverName: string | undefined): { readonly servername?: string } {
  const name = serverName ?? (isIP(host) === 0 ? host : undefined);
  return name === undefined ? {} : { servername: name };
}
