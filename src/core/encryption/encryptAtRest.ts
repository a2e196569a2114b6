import { concatBytes } from '../base/bytes';
import { EtcdscopeError } from '../base/errors';
import { sealAesCbc, sealAesGcm } from './ciphers/aes';
import { sealSecretbox } from './ciphers/secretbox';
import type { EncryptionConfiguration } from './configuration/encryptionConfiguration';
import type { GroupResource } from './configuration/groupResource';
import { keysOfResource, type LocalCandidate } from './keyCandidates';
import { resourceOfShape } from './registryResource';

export interface EncryptedValue {
  readonly value: Uint8Array;
  /** `identity` where the configuration has the resource stored as it is. */
  readonly provider: string;
  readonly version: string;
  readonly keyName: string;
}

/**
 * What the API server would store: the plaintext under the first key of the resource's first provider.
 *
 * @param key the full etcd key that the value is written to, which AES-GCM authenticates.
 * @param resource by default what the key's shape tells.
 * @throws EtcdscopeError `encryption.kmsRequired` where the first provider is a plugin, which alone can say what its key is.
 */
export function encryptAtRest(
  key: Uint8Array,
  plaintext: Uint8Array,
  configuration: EncryptionConfiguration,
  resource: GroupResource = resourceOfShape(key) ?? { resource: '', group: '' },
): EncryptedValue {
  const { candidates, writesPlain } = keysOfResource(configuration, resource);
  const first = candidates.find(({ isFirst }) => isFirst);
  if (writesPlain || first === undefined) {
    return { value: plaintext, provider: 'identity', version: '', keyName: '' };
  }
  const { kind: provider, version, name: keyName } = first;
  if (first.kind === 'kms') {
    throw new EtcdscopeError('encryption.kmsRequired', { provider, version, keyName, socket: first.provider.endpoint });
  }
  return { value: concatBytes(first.prefix, sealLocally(first, key, plaintext)), provider, version, keyName };
}

function sealLocally({ kind, key }: LocalCandidate, etcdKey: Uint8Array, plaintext: Uint8Array): Uint8Array {
  switch (kind) {
    case 'aescbc':
      return sealAesCbc(key.secret(), plaintext);
    case 'aesgcm':
      return sealAesGcm(key.secret(), plaintext, etcdKey);
    case 'secretbox':
      return sealSecretbox(key.secret(), plaintext);
  }
}
