/** What an EncryptionConfiguration says (k8s.io/apiserver, pkg/apis/apiserver/v1/types_encryption.go). */

export type LocalProviderKind = 'aescbc' | 'aesgcm' | 'secretbox';

/**
 * A key of a provider that encrypts by itself. Its secret is in no property: it shows neither in JSON nor in an
 * inspection, and whoever wants it asks for it.
 */
export class EncryptionKey {
  readonly #secret: Uint8Array;

  constructor(
    readonly name: string,
    secret: Uint8Array,
  ) {
    this.#secret = secret;
  }

  /** In bits. */
  get strength(): number {
    return this.#secret.length * 8;
  }

  secret(): Uint8Array {
    return this.#secret;
  }
}

export interface IdentityProvider {
  readonly kind: 'identity';
}

export interface LocalProvider {
  readonly kind: LocalProviderKind;
  /** At least one; the first encrypts, all decrypt. */
  readonly keys: readonly EncryptionKey[];
}

export interface KmsProvider {
  readonly kind: 'kms';
  readonly version: 'v1' | 'v2';
  readonly name: string;
  /** The plugin's socket, `unix:///…`. */
  readonly endpoint: string;
  readonly timeoutMilliseconds: number;
  /** Decrypted keys that the API server keeps; only of v1. */
  readonly cacheSize?: number;
}

export type EncryptionProvider = IdentityProvider | LocalProvider | KmsProvider;

export interface ConfigurationEntry {
  /** As written: `secrets`, `widgets.lab.example.com`, `*.apps`, `*.` (the core group), `*.*`. */
  readonly resources: readonly string[];
  /** At least one; the first encrypts, all decrypt, in this order. */
  readonly providers: readonly EncryptionProvider[];
}

export interface EncryptionConfiguration {
  readonly entries: readonly ConfigurationEntry[];
}

/** What the API server's defaults are (pkg/apis/apiserver/v1/defaults.go). */
export const kmsDefaults = { version: 'v1', timeoutMilliseconds: 3000, cacheSize: 1000 } as const;

export function isLocalProvider(provider: EncryptionProvider): provider is LocalProvider {
  return provider.kind !== 'identity' && provider.kind !== 'kms';
}
