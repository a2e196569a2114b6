import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { EtcdscopeError, hasCode } from '../../core/base/errors';
import type { EncryptionConfiguration, GroupResource, KmsDecrypt, KmsKeyId } from '../../core/encryption';
import { describeRegistryKey, describeStoredKey, type RegistryKey } from '../../core/kubernetes/registryPath';
import type { ConnectionConfiguration, Connections } from '../connections/connection';
import type { KeyTarget } from '../keyTarget';
import { loadEncryption } from '../lazy';
import type { Log } from '../log';
import type { AtRestValues, Encryption, OpenedValue, OpenOptions, SealedValue, SealOptions } from './atRestValues';
import { ConnectionVault } from './connectionVault';

export interface VaultServices {
  readonly connections: Pick<Connections, 'find' | 'onDidChangeState' | 'onDidChangeList'>;
  readonly log: Pick<Log, 'info'>;
  /** Tells of a file's creation, change and removal, until what it returns is disposed of. */
  watchFile(path: string, changed: () => void): Disposable;
}

/** The vault of each connection that has had encrypted values. Keys and answers go when the connection does. */
export class ConnectionVaults implements Omit<AtRestValues, 'onDidChange'>, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly vaults = new Map<string, ConnectionVault>();

  /** @param changed is told of connections whose file has changed, or that name other ones. */
  constructor(
    private readonly services: VaultServices,
    private readonly changed: (connectionId: string) => void,
  ) {
    const { connections } = services;
    this.disposables.add(
      connections.onDidChangeState(({ configuration: { id }, state }) => {
        if (state.kind !== 'connected') {
          this.drop(id);
        }
      }),
    );
    this.disposables.add(
      connections.onDidChangeList(() => {
        for (const [id, vault] of [...this.vaults]) {
          const configuration = connections.find(id)?.configuration;
          if (!configuration || !vault.isOf(configuration)) {
            this.drop(id);
            if (configuration) {
              this.changed(id);
            }
          }
        }
      }),
    );
  }

  async open(
    { connectionId, key }: KeyTarget,
    value: Uint8Array,
    { signal, budget }: OpenOptions = {},
  ): Promise<OpenedValue> {
    const { decryptAtRest, isEncryptedAtRest, parseAtRest } = await loadEncryption();
    if (!isEncryptedAtRest(value)) {
      return { plaintext: value };
    }
    const { provider = '', version = '', keyName = '' } = parseAtRest(value) ?? {};
    const encryption = { provider, version, keyName };
    const vault = this.vaultOf(connectionId);
    try {
      const found = await vault?.configuration(budget !== undefined);
      if (!vault || !found) {
        return { plaintext: value, protection: { kind: 'locked', ...encryption } };
      }
      const resource = resourceOf(key) ?? storedResourceOf(key);
      const opened = await decryptAtRest(key, value, found.configuration, {
        kmsDecrypt: vault.kmsDecrypt(budget),
        ...(resource && { resource }),
        ...(signal && { signal }),
      });
      const { plaintext, authenticated, looksStored, isStale } = opened;
      const used = { provider: opened.provider, version: opened.version, keyName: opened.keyName };
      if (!authenticated && !looksStored) {
        // A wrong key of AES-CBC passes for the right one now and then, but makes no object.
        throw new EtcdscopeError('encryption.decryptionFailed', { ...used, reason: 'noObject' });
      }
      const canSeal = found.isFromFile && (await resourceToSeal(key, found.configuration, used)) !== undefined;
      return { plaintext, protection: { kind: 'opened', ...used, isAuthenticated: authenticated, isStale, canSeal } };
    } catch (error) {
      if (hasCode(error, 'cancelled')) {
        throw error;
      }
      const isUnconfigured = hasCode(error, 'encryption.keyMissing') && vault?.hasFile === false;
      return { plaintext: value, protection: { kind: 'locked', ...encryption, ...(!isUnconfigured && { error }) } };
    }
  }

  async seal(
    { connectionId, key }: KeyTarget,
    plaintext: Uint8Array,
    { signal, replaces }: SealOptions = {},
  ): Promise<SealedValue> {
    const isOfObject = replaces !== undefined || resourceOf(key) !== undefined;
    const vault = this.vaultOf(connectionId);
    const found = isOfObject ? await vault?.configuration() : undefined;
    const resource = found && (await resourceToSeal(key, found.configuration, replaces));
    if (!resource || !vault || !found.isFromFile) {
      return { value: plaintext };
    }
    const { sealAtRest } = await loadEncryption();
    const sealed = await sealAtRest(key, plaintext, found.configuration, {
      resource,
      kmsEncrypt: vault.kmsEncrypt,
      ...(signal && { signal }),
    });
    const { value, provider, version, keyName } = sealed;
    return provider === 'identity' ? { value } : { value, encryption: { provider, version, keyName } };
  }

  kmsDecrypt(connectionId: string): KmsDecrypt {
    return async request => this.knownVault(connectionId).kmsDecrypt()(request);
  }

  kmsKeyId(connectionId: string): KmsKeyId {
    return async (plugin, options) => this.knownVault(connectionId).kmsKeyId(plugin, options);
  }

  dispose(): void {
    this.disposables.dispose();
    for (const id of [...this.vaults.keys()]) {
      this.drop(id);
    }
  }

  private knownVault(connectionId: string): ConnectionVault {
    const vault = this.vaultOf(connectionId);
    if (!vault) {
      throw new EtcdscopeError('configuration.invalid', { reason: 'unknownConnection', connectionId });
    }
    return vault;
  }

  private vaultOf(connectionId: string): ConnectionVault | undefined {
    const configuration = this.services.connections.find(connectionId)?.configuration;
    const known = this.vaults.get(connectionId);
    if (!configuration || known) {
      return known;
    }
    const watch = (path: string) => this.services.watchFile(path, () => this.fileChanged(configuration));
    const vault = new ConnectionVault(configuration, watch);
    this.vaults.set(connectionId, vault);
    return vault;
  }

  private fileChanged({ id }: ConnectionConfiguration): void {
    this.vaults.get(id)?.lookAgain();
    this.services.log.info(`The EncryptionConfiguration of ${id} has changed`);
    this.changed(id);
  }

  private drop(id: string): void {
    this.vaults.get(id)?.dispose();
    this.vaults.delete(id);
  }
}

/** What the API server keeps under a key; undefined for one that is not of its objects. */
function resourceOf(key: Uint8Array): GroupResource | undefined {
  return groupResourceOf(describeRegistryKey(key));
}

/** The same for a key of which is known that an API server wrote it, below whatever prefix. */
function storedResourceOf(key: Uint8Array): GroupResource | undefined {
  return groupResourceOf(describeStoredKey(key));
}

function groupResourceOf(described: RegistryKey | undefined): GroupResource | undefined {
  return described?.name === undefined ? undefined : { resource: described.resource, group: described.group ?? '' };
}

/**
 * The resource by which it is known how the API server would encrypt a value. Below a prefix of its own the key alone
 * proves none: there the configuration must have, for that very resource, what the value now is encrypted with.
 */
async function resourceToSeal(
  key: Uint8Array,
  configuration: EncryptionConfiguration,
  replaces: Encryption | undefined,
): Promise<GroupResource | undefined> {
  const own = resourceOf(key);
  const stored = own || !replaces ? undefined : storedResourceOf(key);
  if (!stored || !replaces) {
    return own;
  }
  const { providersOf } = await loadEncryption();
  const isRead = providersOf(configuration, stored)?.providers.some(provider => {
    const names =
      'keys' in provider ? provider.keys.map(({ name }) => name) : 'name' in provider ? [provider.name] : [];
    return provider.kind === replaces.provider && names.includes(replaces.keyName);
  });
  return isRead ? stored : undefined;
}
