import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** What a certificate says of itself; that of a server is hostile text unless the connection was authorized. */
export interface CertificateDetails {
  /** The common name, or all of the name where it has none. */
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  /** Such as `DNS:localhost` and `IP Address:127.0.0.1`. */
  readonly names: readonly string[];
}

const mostNames = 100;
const mostCharacters = 200;

/** Undefined where the handshake showed none. */
export function serverCertificate(socket: TLSSocket): CertificateDetails | undefined {
  const certificate = socket.getPeerX509Certificate();
  return certificate && detailsOf(certificate);
}

/** The first certificate of a PEM file that was found to have one: that of the client, before intermediate ones. */
export function clientCertificate(pem: Buffer): CertificateDetails {
  return detailsOf(new X509Certificate(pem));
}

function detailsOf(certificate: X509Certificate): CertificateDetails {
  return {
    subject: commonName(certificate.subject),
    issuer: commonName(certificate.issuer),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    names: (certificate.subjectAltName ?? '')
      .split(', ')
      .filter(Boolean)
      .slice(0, mostNames)
      .map(name => name.slice(0, mostCharacters)),
  };
}

/** Node writes a name as lines of `CN=…`. */
function commonName(name: string | undefined): string {
  const text = name ?? '';
  return (/^CN=(.*)$/m.exec(text)?.[1] ?? text.replaceAll('\n', ', ')).slice(0, mostCharacters);
}
