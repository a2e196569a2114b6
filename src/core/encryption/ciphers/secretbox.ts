import { randomBytes } from 'node:crypto';
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { concatBytes } from '../../base/bytes';
import { secretboxNonceLength, secretboxTagLength } from '../envelope/layout';
import type { OpenResult } from './openResult';

/** Nonce and box: XSalsa20-Poly1305 with the tag first, as NaCl has it (golang.org/x/crypto/nacl/secretbox). */
export function openSecretbox(secret: Uint8Array, body: Uint8Array): OpenResult {
  if (body.length < secretboxNonceLength + secretboxTagLength) {
    return { failure: 'badLength' };
  }
  const cipher = xsalsa20poly1305(secret, plain(body.subarray(0, secretboxNonceLength)));
  try {
    return { plaintext: cipher.decrypt(plain(body.subarray(secretboxNonceLength))), authenticated: true };
  } catch {
    // Lengths of key, nonce and box are right, so that only the tag is left to be wrong.
    return { failure: 'badTag' };
  }
}

export function sealSecretbox(secret: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(randomBytes(secretboxNonceLength));
  return concatBytes(nonce, xsalsa20poly1305(secret, nonce).encrypt(plain(plaintext)));
}

/** The same bytes, which the library wants as no subclass of Uint8Array. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
