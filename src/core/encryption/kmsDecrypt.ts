import { EtcdscopeError, isEtcdscopeError } from '../base/errors';
import { openAesCbc, openAesGcm, openExtendedNonceGcm } from './ciphers/aes';
import type { OpenResult } from './ciphers/openResult';
import type { KmsProvider } from './configuration/encryptionConfiguration';
import { dekSourceTypes, readEncryptedObject } from './envelope/encryptedObject';
import { aesKeyLengths, leastSeedLength } from './envelope/layout';

/** What a plugin is asked: the `DecryptRequest` of its service (k8s.io/kms, apis/v1beta1 and apis/v2). */
export interface KmsDecryptRequest {
  readonly plugin: KmsProvider;
  /** The data key or seed, as the plugin once encrypted it. */
  readonly ciphertext: Uint8Array;
  /** Of v2. */
  readonly keyId?: string;
  readonly annotations?: ReadonlyMap<string, Uint8Array>;
  readonly signal?: AbortSignal;
}

/**
 * Asks the plugin for a data key or seed in clear. Objects share them: whoever decrypts many may keep the last answers.
 * Throws what keeps it from an answer.
 */
export type KmsDecrypt = (request: KmsDecryptRequest) => Promise<Uint8Array>;

/** Asks a plugin of v2 for the id of the key that it encrypts with now (`StatusResponse.key_id`). Throws what keeps it from an answer. */
export type KmsKeyId = (plugin: KmsProvider, options?: { readonly signal?: AbortSignal }) => Promise<string>;

/** A value's body under a plugin's key. */
export interface KmsBody {
  readonly provider: KmsProvider;
  readonly value: Uint8Array;
  /** Where the body begins. */
  readonly start: number;
  readonly etcdKey: Uint8Array;
}

/**
 * @throws EtcdscopeError `encryption.malformed` for a body that the API server would refuse; `encryption.kmsFailed` where
 *   the plugin has no answer, or one that is no key; `cancelled`.
 */
export function openKms(body: KmsBody, kmsDecrypt: KmsDecrypt, signal?: AbortSignal): Promise<OpenResult> {
  return body.provider.version === 'v1' ? openFirst(body, kmsDecrypt, signal) : openSecond(body, kmsDecrypt, signal);
}

async function openFirst(body: KmsBody, kmsDecrypt: KmsDecrypt, signal?: AbortSignal): Promise<OpenResult> {
  const { provider, value, start, etcdKey } = body;
  const length = (value[start] ?? 0) * 256 + (value[start + 1] ?? 0);
  const dataStart = start + 2 + length;
  if (dataStart > value.length) {
    throw new EtcdscopeError('encryption.malformed', { ...factsOf(provider), reason: 'badLength', offset: start });
  }
  const ciphertext = value.subarray(start + 2, dataStart);
  const key = await askPlugin(kmsDecrypt, { plugin: provider, ciphertext, signal });
  checkKeyLength(provider, key, aesKeyLengths.includes(key.length));
  const data = value.subarray(dataStart);
  const result = openAesGcm(key, data, etcdKey);
  // Servers up to 1.24 wrote AES-CBC, and newer ones still read it.
  const older = 'failure' in result ? openAesCbc(key, data) : result;
  return 'failure' in older ? result : older;
}

async function openSecond(body: KmsBody, kmsDecrypt: KmsDecrypt, signal?: AbortSignal): Promise<OpenResult> {
  const { provider, value, start, etcdKey } = body;
  const { object, problem } = readEncryptedObject(value, start);
  if (problem) {
    const { code: reason, offset } = problem;
    throw new EtcdscopeError('encryption.malformed', { ...factsOf(provider), reason, offset });
  }
  const { encryptedDekSource: ciphertext, keyId, annotations, encryptedData, dekSourceType } = object;
  const key = await askPlugin(kmsDecrypt, { plugin: provider, ciphertext, keyId, annotations, signal });
  if (dekSourceType === dekSourceTypes.hkdfSha256ExtendedNonceSeed) {
    checkKeyLength(provider, key, key.length >= leastSeedLength);
    return openExtendedNonceGcm(key, encryptedData, etcdKey);
  }
  checkKeyLength(provider, key, aesKeyLengths.includes(key.length));
  return openAesGcm(key, encryptedData, etcdKey);
}

async function askPlugin(kmsDecrypt: KmsDecrypt, request: KmsDecryptRequest): Promise<Uint8Array> {
  try {
    return await kmsDecrypt(request);
  } catch (error) {
    if (isEtcdscopeError(error)) {
      throw error;
    }
    throw new EtcdscopeError('encryption.kmsFailed', { ...factsOf(request.plugin), reason: 'call' }, { cause: error });
  }
}

function checkKeyLength(provider: KmsProvider, key: Uint8Array, isRight: boolean): void {
  if (!isRight) {
    throw new EtcdscopeError('encryption.kmsFailed', {
      ...factsOf(provider),
      reason: 'badKeyLength',
      bytes: key.length,
    });
  }
}

function factsOf({ version, name, endpoint }: KmsProvider) {
  return { provider: 'kms', version, keyName: name, socket: endpoint };
}
