import { randomBytes } from 'node:crypto';
import { bytesFromText, concatBytes } from '../base/bytes';
import { EtcdscopeError, isEtcdscopeError } from '../base/errors';
import { sealExtendedNonceGcm } from './ciphers/aes';
import type { EncryptionConfiguration, KmsProvider } from './configuration/encryptionConfiguration';
import type { GroupResource } from './configuration/groupResource';
import { type EncryptedValue, encryptAtRest } from './encryptAtRest';
import { dekSourceTypes, readEncryptedObject, writeEncryptedObject } from './envelope/encryptedObject';
import { leastSeedLength } from './envelope/layout';
import { keysOfResource } from './keyCandidates';
import { resourceOfShape } from './registryResource';

/** What a plugin made of a seed: the `EncryptResponse` of its service (k8s.io/kms, apis/v2). */
export interface KmsEncrypted {
  readonly ciphertext: Uint8Array;
  readonly keyId: string;
  readonly annotations: ReadonlyMap<string, Uint8Array>;
}

/** Has a plugin encrypt a seed. Throws what keeps it from an answer. */
export type KmsEncrypt = (
  plugin: KmsProvider,
  seed: Uint8Array,
  options: { readonly signal?: AbortSignal },
) => Promise<KmsEncrypted>;

export interface SealOptions {
  /** By default what the key's shape tells. */
  readonly resource?: GroupResource;
  /** Without it, nothing is encrypted under a plugin's key. */
  readonly kmsEncrypt?: KmsEncrypt;
  readonly signal?: AbortSignal;
}

/**
 * What the API server would store: as `encryptAtRest`, and under a KMS v2 plugin's key as well. There a fresh seed is
 * encrypted by the plugin, and the value under a key that follows from it, as API servers do from 1.29 on
 * (k8s.io/apiserver, encrypt/envelope/kmsv2/envelope.go).
 *
 * @throws EtcdscopeError `encryption.kmsRequired` where the first provider is a plugin that cannot be asked;
 *   `encryption.kmsFailed` where it has no answer, or one that an API server would refuse; `cancelled`.
 */
export async function sealAtRest(
  key: Uint8Array,
  plaintext: Uint8Array,
  configuration: EncryptionConfiguration,
  { resource = resourceOfShape(key) ?? { resource: '', group: '' }, kmsEncrypt, signal }: SealOptions = {},
): Promise<EncryptedValue> {
  const first = keysOfResource(configuration, resource).candidates.find(({ isFirst }) => isFirst);
  if (first?.kind !== 'kms' || first.version === 'v1' || !kmsEncrypt) {
    return encryptAtRest(key, plaintext, configuration, resource);
  }
  const { provider, prefix, name: keyName } = first;
  const seed = new Uint8Array(randomBytes(leastSeedLength));
  const { ciphertext, keyId, annotations } = await askPlugin(kmsEncrypt, provider, seed, signal);
  const body = writeEncryptedObject({
    encryptedData: sealExtendedNonceGcm(seed, plaintext, key),
    keyId,
    encryptedDekSource: ciphertext,
    dekSourceType: dekSourceTypes.hkdfSha256ExtendedNonceSeed,
    annotations,
  });
  const { problem } = readEncryptedObject(body, 0);
  if (problem || ![...annotations.keys()].every(isDomainName)) {
    throw new EtcdscopeError('encryption.kmsFailed', { ...factsOf(provider), reason: 'badAnswer' });
  }
  return { value: concatBytes(prefix, body), provider: 'kms', version: 'v2', keyName };
}

async function askPlugin(
  kmsEncrypt: KmsEncrypt,
  plugin: KmsProvider,
  seed: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<KmsEncrypted> {
  try {
    return await kmsEncrypt(plugin, seed, signal ? { signal } : {});
  } catch (error) {
    if (isEtcdscopeError(error)) {
      throw error;
    }
    throw new EtcdscopeError('encryption.kmsFailed', { ...factsOf(plugin), reason: 'call' }, { cause: error });
  }
}

function factsOf({ version, name, endpoint }: KmsProvider) {
  return { provider: 'kms', version, keyName: name, socket: endpoint };
}

/** Characters of a whole name (RFC 1123), and what its labels are made of. */
const mostName = 253;
const domainName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;

/** What the API server asks of an annotation's name. */
function isDomainName(name: string): boolean {
  return bytesFromText(name).length <= mostName && domainName.test(name);
}
