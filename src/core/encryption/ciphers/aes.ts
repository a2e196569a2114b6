import { type CipherGCMTypes, createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { concatBytes } from '../../base/bytes';
import { aesBlockLength, gcmNonceLength, gcmTagLength, infoLength } from '../envelope/layout';
import type { OpenResult } from './openResult';

/** IV and blocks. A wrong key passes for a right one about once in 256 times: AES-CBC as used here has no integrity check. */
export function openAesCbc(secret: Uint8Array, body: Uint8Array): OpenResult {
  if (body.length < 2 * aesBlockLength || body.length % aesBlockLength !== 0) {
    return { failure: 'badLength' };
  }
  const cipher = createDecipheriv(cbcName(secret), secret, body.subarray(0, aesBlockLength));
  // Looked at here, so that the end needs no joining.
  cipher.setAutoPadding(false);
  const blocks = cipher.update(body.subarray(aesBlockLength));
  cipher.final();
  const padding = paddingOf(blocks);
  return padding === 0
    ? { failure: 'badPadding' }
    : { plaintext: viewOf(blocks, blocks.length - padding), authenticated: false };
}

/** The length of a sound PKCS#7 padding (RFC 5652, 6.3): 1 to 16 bytes of their own number. 0 where there is none. */
function paddingOf(blocks: Uint8Array): number {
  const length = blocks.at(-1) ?? 0;
  if (length === 0 || length > aesBlockLength) {
    return 0;
  }
  return blocks.subarray(-length).every(byte => byte === length) ? length : 0;
}

export function sealAesCbc(secret: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const iv = randomBytes(aesBlockLength);
  const cipher = createCipheriv(cbcName(secret), secret, iv);
  return concatBytes(iv, cipher.update(plaintext), cipher.final());
}

/** Nonce, ciphertext and tag; the object's etcd key is authenticated with them. */
export function openAesGcm(secret: Uint8Array, body: Uint8Array, etcdKey: Uint8Array): OpenResult {
  const tagStart = body.length - gcmTagLength;
  if (tagStart < gcmNonceLength) {
    return { failure: 'badLength' };
  }
  const cipher = createDecipheriv(gcmName(secret), secret, body.subarray(0, gcmNonceLength));
  cipher.setAAD(etcdKey);
  cipher.setAuthTag(body.subarray(tagStart));
  const plaintext = cipher.update(body.subarray(gcmNonceLength, tagStart));
  try {
    cipher.final();
    return { plaintext: viewOf(plaintext, plaintext.length), authenticated: true };
  } catch {
    return { failure: 'badTag' };
  }
}

export function sealAesGcm(secret: Uint8Array, plaintext: Uint8Array, etcdKey: Uint8Array): Uint8Array {
  const nonce = randomBytes(gcmNonceLength);
  const cipher = createCipheriv(gcmName(secret), secret, nonce);
  cipher.setAAD(etcdKey);
  return concatBytes(nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

/**
 * AES-GCM under a key of the value's own, which follows from a seed and the value's first bytes: kms v2 with a seed
 * (k8s.io/apiserver, encrypt/aes/aes_extended_nonce.go).
 */
export function openExtendedNonceGcm(seed: Uint8Array, body: Uint8Array, etcdKey: Uint8Array): OpenResult {
  return body.length < infoLength
    ? { failure: 'badLength' }
    : openAesGcm(expand(seed, body.subarray(0, infoLength)), body.subarray(infoLength), etcdKey);
}

export function sealExtendedNonceGcm(seed: Uint8Array, plaintext: Uint8Array, etcdKey: Uint8Array): Uint8Array {
  const info = randomBytes(infoLength);
  return concatBytes(info, sealAesGcm(expand(seed, info), plaintext, etcdKey));
}

/** HKDF-Expand with SHA-256 (RFC 5869, 2.3): 32 bytes are its first block. Node's own hkdf would extract first. */
function expand(seed: Uint8Array, info: Uint8Array): Uint8Array {
  return createHmac('sha256', seed).update(info).update(Uint8Array.of(1)).digest();
}

const gcmNames = { 16: 'aes-128-gcm', 24: 'aes-192-gcm', 32: 'aes-256-gcm' } as const;
const cbcNames = { 16: 'aes-128-cbc', 24: 'aes-192-cbc', 32: 'aes-256-cbc' } as const;

/** The keys' lengths were checked where they came from; the cipher itself refuses any other. */
function gcmName(secret: Uint8Array): CipherGCMTypes {
  return gcmNames[secret.length as keyof typeof gcmNames];
}

function cbcName(secret: Uint8Array): string {
  return cbcNames[secret.length as keyof typeof cbcNames];
}

/** The same memory without Node's own class, whose `slice` shares it. */
function viewOf(buffer: Buffer, length: number): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, length);
}
