/** Certificates and keys as the user gave them, checked before anything is dialed. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { EtcdscopeError } from '../base/errors';

export interface TlsOptions {
  /** Certificates of the authorities to trust, PEM. Without it those that Node trusts. */
  readonly ca?: Uint8Array | string;
  /** The client's certificate, followed by intermediate ones if any, PEM. */
  readonly certificate?: Uint8Array | string;
  /** The client's private key, PEM, encrypted or not. */
  readonly key?: Uint8Array | string;
  readonly passphrase?: string;
  /** The name that the server's certificate must carry, when it is not the endpoint's host. */
  readonly serverName?: string;
}

/** Ready for gRPC and node:tls, the key no longer encrypted. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly certificate?: Buffer;
  readonly key?: Buffer;
  readonly serverName?: string;
}

/** Bytes. A bundle of all public authorities takes some 250 KB. */
const mostPemBytes = 4 * 1024 * 1024;

/**
 * @throws {EtcdscopeError} `tls.badCertificateFile` with facts `field` (`ca`, `certificate`, `key`) and `reason`
 *   (`noCertificate`, `noKey`, `unreadable`, `missing`, `tooLarge`); `tls.badPassphrase` with fact `missing`, true when
 *   none was given; `tls.keyMismatch` with fact `subject`.
 */
export function checkTlsMaterial(options: TlsOptions): TlsMaterial {
  const ca = options.ca === undefined ? undefined : pem(options.ca, 'ca');
  if (ca) {
    readCertificates(ca, 'ca');
  }
  const serverName = options.serverName || undefined;
  const base = { ...(ca && { ca }), ...(serverName && { serverName }) };
  if (options.certificate === undefined && options.key === undefined) {
    return base;
  }
  if (options.certificate === undefined || options.key === undefined) {
    const field = options.key === undefined ? 'key' : 'certificate';
    throw new EtcdscopeError('tls.badCertificateFile', { field, reason: 'missing' });
  }
  const certificate = pem(options.certificate, 'certificate');
  const own = readCertificates(certificate, 'certificate');
  const key = readKey(pem(options.key, 'key'), options.passphrase);
  if (!own.checkPrivateKey(key)) {
    throw new EtcdscopeError('tls.keyMismatch', { subject: oneLine(own.subject) });
  }
  return { ...base, certificate, key: Buffer.from(key.export({ type: 'pkcs8', format: 'pem' }) as string) };
}

function pem(given: Uint8Array | string, field: string): Buffer {
  const bytes = typeof given === 'string' ? Buffer.from(given) : Buffer.from(given);
  if (bytes.length > mostPemBytes) {
    throw new EtcdscopeError('tls.badCertificateFile', { field, reason: 'tooLarge' });
  }
  return bytes;
}

/** Checks all certificates of a PEM file and gives the first. */
function readCertificates(bytes: Buffer, field: string): X509Certificate {
  const blocks = bytes.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (!blocks) {
    throw new EtcdscopeError('tls.badCertificateFile', { field, reason: 'noCertificate' });
  }
  try {
    const [first] = blocks.map(block => new X509Certificate(block));
    return first as X509Certificate;
  } catch (cause) {
    throw new EtcdscopeError('tls.badCertificateFile', { field, reason: 'unreadable' }, { cause });
  }
}

/** gRPC takes no passphrase, so the key is decrypted here. */
function readKey(bytes: Buffer, passphrase: string | undefined): KeyObject {
  const text = bytes.toString('latin1');
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new EtcdscopeError('tls.badCertificateFile', { field: 'key', reason: 'noKey' });
  }
  // PKCS#8 says it in its name, the older form of OpenSSL in a header (RFC 1421, Proc-Type).
  const isEncrypted = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text);
  if (isEncrypted && !passphrase) {
    throw new EtcdscopeError('tls.badPassphrase', { field: 'key', missing: true });
  }
  try {
    return createPrivateKey({ key: bytes, format: 'pem', ...(isEncrypted && { passphrase }) });
  } catch (cause) {
    if (isEncrypted) {
      throw new EtcdscopeError('tls.badPassphrase', { field: 'key', missing: false }, { cause });
    }
    throw new EtcdscopeError('tls.badCertificateFile', { field: 'key', reason: 'unreadable' }, { cause });
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
