/** Lengths in bytes (k8s.io/apiserver, pkg/storage/value/encrypt: aes/aes.go, aes/aes_extended_nonce.go, secretbox/secretbox.go). */

export const aesBlockLength = 16;
export const gcmNonceLength = 12;
export const gcmTagLength = 16;
export const secretboxNonceLength = 24;
export const secretboxTagLength = 16;
/** What a value's own key is derived with, before the nonce: of kms v2 with a seed. */
export const infoLength = 32;
/** AES takes keys of 128, 192 and 256 bits. */
export const aesKeyLengths: readonly number[] = [16, 24, 32];
export const secretboxKeyLengths: readonly number[] = [32];
export const leastSeedLength = 32;
