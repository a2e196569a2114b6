/** How the bytes of an encrypted value are told apart, and what may be wrong with them. */

/** What a run of bytes of an encrypted value is. */
export type EnvelopePartName =
  /** `k8s:enc:`, which nothing but encrypted values begins with. */
  | 'prefix'
  | 'provider'
  | 'version'
  | 'keyName'
  /** The colon behind each name. */
  | 'separator'
  | 'iv'
  | 'nonce'
  | 'tag'
  | 'ciphertext'
  /** Of kms v1: two bytes that say how long the encrypted key is. */
  | 'dekLength'
  /** The data key, or the seed of data keys, as the plugin encrypted it. */
  | 'encryptedDek'
  /** Of kms v1: nonce, ciphertext and tag, or IV and blocks of an older server; the length does not tell which. */
  | 'encryptedData'
  /** Of kms v2: what the value's own key is derived with. */
  | 'info'
  /** Of kms v2: number, wire type and length of a field. */
  | 'fieldHeader'
  | 'keyId'
  | 'annotation'
  | 'dekSourceType'
  | 'unknownField'
  /** What could not be told apart: bytes of an unknown provider, or those behind a problem. */
  | 'rest';

/** The half-open range of bytes [start, end) of the value. */
export interface EnvelopePart {
  readonly name: EnvelopePartName;
  readonly start: number;
  readonly end: number;
}

export type EnvelopeProblemCode =
  /** No colon ends the provider, the version or the key name where one should. */
  | 'badPrefix'
  | 'badKeyName'
  /** Fewer bytes than the IV or nonce, the tag and one block take. */
  | 'shortBody'
  /** AES-CBC that does not fill its last block of 16 bytes. */
  | 'partialBlock'
  /** A length that goes beyond the value's end. */
  | 'badLength'
  | 'badProtobuf'
  /** An EncryptedObject without data, key ID or encrypted key. */
  | 'missingField'
  /** An EncryptedObject's field beyond the API server's limit. */
  | 'fieldTooLong'
  | 'unknownDekSourceType';

export interface EnvelopeProblem {
  readonly code: EnvelopeProblemCode;
  /** Bytes from the beginning of the value. */
  readonly offset: number;
}
