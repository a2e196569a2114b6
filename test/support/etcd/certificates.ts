/**
 * Certificates for test servers and their clients, signed here with node:crypto: a machine with nothing but Node has no
 * `openssl` command, and a fresh set of elliptic-curve certificates takes milliseconds this way. Format: RFC 5280.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { contextTag, der, derObjectIdentifier, derSequence, derTag, derTime, derTrue } from './derWriter';

/** Both in PEM. */
export interface CertificateAndKey {
  readonly certificate: string;
  readonly key: string;
}

export interface TestCertificates {
  /** The authority's certificate in PEM. */
  readonly ca: string;
  readonly server: CertificateAndKey;
  /** Common name `client`. */
  readonly client: CertificateAndKey;
  /** The client's key again, encrypted with {@link passphrase}. */
  readonly encryptedClientKey: string;
  readonly passphrase: string;
  /** Valid for five more days; {@link server} is for thirty. */
  readonly expiringServer: CertificateAndKey;
  readonly expiredServer: CertificateAndKey;
  readonly futureServer: CertificateAndKey;
  /** Valid, but for `elsewhere.example` and 192.0.2.1 only. */
  readonly wrongHostServer: CertificateAndKey;
  readonly expiredClient: CertificateAndKey;
  /** An authority that signed none of the above, and a client of its own. */
  readonly otherCa: string;
  readonly otherClient: CertificateAndKey;
}

interface Subject {
  readonly commonName: string;
  /** DNS names and IP addresses; none for a client or an authority. */
  readonly hosts?: readonly string[];
  readonly use: 'authority' | 'server' | 'client';
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

interface Authority {
  readonly name: Buffer;
  readonly keyIdentifier: Buffer;
  readonly privateKey: KeyObject;
  readonly certificate: string;
}

const day = 24 * 60 * 60 * 1000;
const ecdsaWithSha256 = derSequence(derObjectIdentifier('1.2.840.10045.4.3.2'));

/**
 * A fresh authority and everything it signed; keys are on the P-256 curve. Server certificates name localhost, 127.0.0.1
 * and ::1.
 */
export function makeCertificates(): TestCertificates {
  const authority = makeAuthority('etcdscope test CA');
  const other = makeAuthority('etcdscope other CA');
  const hosts = ['localhost', '127.0.0.1', '::1'];
  const long = { notBefore: new Date(Date.now() - 20 * day), notAfter: new Date(Date.now() - 10 * day) };
  const soon = { notBefore: new Date(Date.now() + 10 * day), notAfter: new Date(Date.now() + 20 * day) };
  const five = { notAfter: new Date(Date.now() + 5 * day) };
  const passphrase = `passphrase-${randomBytes(4).toString('hex')}`;
  const client = issue(authority, { commonName: 'client', use: 'client' });
  return {
    ca: authority.certificate,
    server: pemPair(issue(authority, { commonName: 'server', hosts, use: 'server' })),
    client: pemPair(client),
    encryptedClientKey: client.privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase,
    }) as string,
    passphrase,
    expiringServer: pemPair(issue(authority, { commonName: 'expiring', hosts, use: 'server', ...five })),
    expiredServer: pemPair(issue(authority, { commonName: 'expired', hosts, use: 'server', ...long })),
    futureServer: pemPair(issue(authority, { commonName: 'future', hosts, use: 'server', ...soon })),
    wrongHostServer: pemPair(
      issue(authority, { commonName: 'elsewhere', hosts: ['elsewhere.example', '192.0.2.1'], use: 'server' }),
    ),
    expiredClient: pemPair(issue(authority, { commonName: 'client', use: 'client', ...long })),
    otherCa: other.certificate,
    otherClient: pemPair(issue(other, { commonName: 'client', use: 'client' })),
  };
}

function pemPair(issued: { certificate: string; privateKey: KeyObject }): CertificateAndKey {
  return {
    certificate: issued.certificate,
    key: issued.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

function makeAuthority(commonName: string): Authority {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyIdentifier = keyIdentifierOf(publicKey);
  const self = { name: nameOf(commonName), keyIdentifier, privateKey };
  return { ...self, certificate: signCertificate(self, { commonName, use: 'authority' }, publicKey) };
}

function issue(authority: Authority, subject: Subject): { certificate: string; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { certificate: signCertificate(authority, subject, publicKey), privateKey };
}

function signCertificate(issuer: Omit<Authority, 'certificate'>, subject: Subject, publicKey: KeyObject): string {
  // A leading byte below 0x80 keeps the number positive, one above 0 keeps it minimal.
  const serial = Buffer.concat([Buffer.from([0x41]), randomBytes(15)]);
  const toBeSigned = derSequence(
    der(contextTag(0, true), der(derTag.integer, Buffer.from([2]))), // version 3
    der(derTag.integer, serial),
    ecdsaWithSha256,
    issuer.name,
    derSequence(
      derTime(subject.notBefore ?? new Date(Date.now() - day)),
      derTime(subject.notAfter ?? new Date(Date.now() + 30 * day)),
    ),
    nameOf(subject.commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(contextTag(3, true), derSequence(...extensionsFor(subject, publicKey, issuer.keyIdentifier))),
  );
  const signature = sign('sha256', toBeSigned, issuer.privateKey);
  const bits = Buffer.concat([Buffer.from([0]), signature]);
  const certificate = derSequence(toBeSigned, ecdsaWithSha256, der(derTag.bitString, bits));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function extensionsFor(subject: Subject, publicKey: KeyObject, issuerKeyIdentifier: Buffer): Buffer[] {
  const isAuthority = subject.use === 'authority';
  // Bit 0 is digitalSignature, bit 5 keyCertSign, bit 6 cRLSign; the first byte counts the unused bits.
  const keyUsage = isAuthority ? Buffer.from([1, 0x06]) : Buffer.from([7, 0x80]);
  const extensions = [
    extension('2.5.29.19', isAuthority ? derSequence(derTrue()) : derSequence(), true),
    extension('2.5.29.15', der(derTag.bitString, keyUsage), true),
    extension('2.5.29.14', der(derTag.octetString, keyIdentifierOf(publicKey))),
    extension('2.5.29.35', derSequence(der(contextTag(0), issuerKeyIdentifier))),
  ];
  if (!isAuthority) {
    // serverAuth and clientAuth. etcd's own gateway dials its server with the server's certificate: that needs both.
    const uses = subject.use === 'server' ? ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'] : ['1.3.6.1.5.5.7.3.2'];
    extensions.push(extension('2.5.29.37', derSequence(...uses.map(derObjectIdentifier))));
  }
  if (subject.hosts) {
    extensions.push(extension('2.5.29.17', derSequence(...subject.hosts.map(generalName))));
  }
  return extensions;
}

function extension(identifier: string, value: Buffer, critical = false): Buffer {
  const flag = critical ? [derTrue()] : [];
  return derSequence(derObjectIdentifier(identifier), ...flag, der(derTag.octetString, value));
}

function nameOf(commonName: string): Buffer {
  const attribute = derSequence(derObjectIdentifier('2.5.4.3'), der(derTag.utf8String, Buffer.from(commonName)));
  return derSequence(der(derTag.set, attribute));
}

function generalName(host: string): Buffer {
  return isIP(host) === 0 ? der(contextTag(2), Buffer.from(host)) : der(contextTag(7), addressBytes(host));
}

/** Only the loopback is written short here; other IPv6 addresses have all their groups. */
function addressBytes(address: string): Buffer {
  if (address === '::1') {
    return Buffer.from([...new Array<number>(15).fill(0), 1]);
  }
  return isIP(address) === 4
    ? Buffer.from(address.split('.').map(Number))
    : Buffer.from(address.replaceAll(':', ''), 'hex');
}

function keyIdentifierOf(publicKey: KeyObject): Buffer {
  return createHash('sha1')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();
}
