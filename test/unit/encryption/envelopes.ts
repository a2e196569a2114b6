import { createHmac, randomBytes } from 'node:crypto';
import { bytesFromText, concatBytes } from '../../../src/core/base/bytes';
import { sealAesCbc, sealAesGcm, sealExtendedNonceGcm } from '../../../src/core/encryption/ciphers/aes';
import { sealSecretbox } from '../../../src/core/encryption/ciphers/secretbox';
import { type EncryptedObject, writeEncryptedObject } from '../../../src/core/encryption/envelope/encryptedObject';

/** Encrypted values made by hand, for what the real cluster's state lacks. */

export const secret32 = bytesFromText('0123456789abcdef0123456789abcdef');

export function value(prefix: string, ...body: readonly Uint8Array[]): Uint8Array {
  return concatBytes(bytesFromText(prefix), ...body);
}

/** A plugin that keeps its one key to itself: what it "encrypts" it turns around and marks with a digest. */
export const plugin = {
  encrypt: (dek: Uint8Array): Uint8Array => concatBytes(mark(dek), Uint8Array.from(dek).reverse()),
  decrypt: (ciphertext: Uint8Array): Uint8Array => {
    const dek = Uint8Array.from(ciphertext.subarray(8)).reverse();
    if (Buffer.compare(mark(dek), ciphertext.subarray(0, 8)) !== 0) {
      throw new Error('not encrypted by this plugin');
    }
    return dek;
  },
};

function mark(dek: Uint8Array): Uint8Array {
  return createHmac('sha256', 'plugin').update(dek).digest().subarray(0, 8);
}

export interface MadeValue {
  readonly name: string;
  readonly value: Uint8Array;
}

/** One value of each layout, for the same etcd key and plaintext. */
export function oneOfEach(etcdKey: Uint8Array, plaintext: Uint8Array): readonly MadeValue[] {
  const dek = new Uint8Array(randomBytes(32));
  const encryptedDek = plugin.encrypt(dek);
  const length = Uint8Array.of(encryptedDek.length >> 8, encryptedDek.length & 0xff);
  return [
    { name: 'aescbc', value: value('k8s:enc:aescbc:v1:cbc:', sealAesCbc(secret32, plaintext)) },
    { name: 'aesgcm', value: value('k8s:enc:aesgcm:v1:gcm:', sealAesGcm(secret32, plaintext, etcdKey)) },
    { name: 'secretbox', value: value('k8s:enc:secretbox:v1:box:', sealSecretbox(secret32, plaintext)) },
    {
      name: 'kms v1',
      value: value('k8s:enc:kms:v1:old:', length, encryptedDek, sealAesGcm(dek, plaintext, etcdKey)),
    },
    {
      name: 'kms v1 of an old server',
      value: value('k8s:enc:kms:v1:old:', length, encryptedDek, sealAesCbc(dek, plaintext)),
    },
    {
      name: 'kms v2 with a key',
      value: secondKms({ encryptedData: sealAesGcm(dek, plaintext, etcdKey), encryptedDekSource: encryptedDek }),
    },
    {
      name: 'kms v2 with a seed',
      value: secondKms({
        encryptedData: sealExtendedNonceGcm(dek, plaintext, etcdKey),
        encryptedDekSource: encryptedDek,
        dekSourceType: 1,
      }),
    },
  ];
}

export function secondKms(object: Partial<EncryptedObject>): Uint8Array {
  const whole: EncryptedObject = {
    encryptedData: new Uint8Array(60),
    keyId: 'key-1',
    encryptedDekSource: new Uint8Array(40),
    dekSourceType: 0,
    annotations: new Map([['version.example.com', bytesFromText('1')]]),
    ...object,
  };
  return value('k8s:enc:kms:v2:new:', writeEncryptedObject(whole));
}

const secretText = Buffer.from(secret32).toString('base64');

/** A configuration that has every key of {@link oneOfEach}. */
export const allKeys = `
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
      - aescbc: {keys: [{name: cbc, secret: ${secretText}}]}
      - aesgcm: {keys: [{name: gcm, secret: ${secretText}}]}
      - secretbox: {keys: [{name: box, secret: ${secretText}}]}
      - kms: {name: old, endpoint: unix:///old.sock}
      - kms: {apiVersion: v2, name: new, endpoint: unix:///new.sock}
      - identity: {}
`;
