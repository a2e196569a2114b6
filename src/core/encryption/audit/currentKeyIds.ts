import { hasCode } from '../../base/errors';
import type { EncryptionConfiguration, KmsProvider } from '../configuration/encryptionConfiguration';
import type { KmsKeyId } from '../kmsDecrypt';

/**
 * The ids of the keys that a configuration's plugins of v2 encrypt with now, by the plugins' names. A plugin that does not
 * answer is missing: nothing is known of its values' age then.
 * @throws EtcdscopeError `cancelled`.
 */
export async function currentKeyIds(
  { entries }: EncryptionConfiguration,
  kmsKeyId: KmsKeyId,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const plugins = new Map<string, KmsProvider>();
  for (const provider of entries.flatMap(({ providers }) => providers)) {
    if (provider.kind === 'kms' && provider.version === 'v2') {
      plugins.set(provider.name, provider);
    }
  }
  const keyIds = new Map<string, string>();
  for (const plugin of plugins.values()) {
    try {
      const keyId = await kmsKeyId(plugin, signal ? { signal } : {});
      if (keyId !== '') {
        keyIds.set(plugin.name, keyId);
      }
    } catch (error) {
      if (hasCode(error, 'cancelled')) {
        throw error;
      }
    }
  }
  return keyIds;
}
