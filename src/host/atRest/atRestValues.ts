import type { Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/emitter';
import type { KmsDecrypt, KmsKeyId } from '../../core/encryption';
import type { KeyTarget } from '../keyTarget';

/** Who encrypted a value, by the names before it. */
export interface Encryption {
  readonly provider: string;
  readonly version: string;
  /** Of kms, the plugin's. */
  readonly keyName: string;
}

/** What was done about a value that an API server had encrypted. */
export type Protection =
  | (Encryption & {
      readonly kind: 'opened';
      /** Whether a tag proved key and bytes; AES-CBC has none. */
      readonly isAuthenticated: boolean;
      /** Whether the API server would write it under another key now. */
      readonly isStale: boolean;
      /** Whether it is known how the API server would encrypt what is saved. */
      readonly canSeal: boolean;
    })
  | (Encryption & {
      readonly kind: 'locked';
      /** What keeps it closed; absent where the connection has no configuration, and no plugin of that name. */
      readonly error?: unknown;
    });

export interface OpenedValue {
  /** What the API server would answer; of a locked value, the value as it is stored. */
  readonly plaintext: Uint8Array;
  /** Absent for a value that is not encrypted. */
  readonly protection?: Protection;
}

export interface SealedValue {
  /** What is to be stored. */
  readonly value: Uint8Array;
  /** Absent where it is stored as it is. */
  readonly encryption?: Encryption;
}

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /**
   * Of whoever opens many values: calls of plugins that are left; those whose answer is known cost none. The configuration
   * may then be what its file said a second ago.
   */
  readonly budget?: { pluginCalls: number };
}

export interface SealOptions {
  readonly signal?: AbortSignal;
  /** What stands there is encrypted with: then the key is an API server's, also below a prefix of its own. */
  readonly replaces?: Encryption;
}

/** Opens and seals values with what the settings of their connections name: a configuration file, and plugins. */
export interface AtRestValues extends Disposable {
  /** The id of a connection whose values may open otherwise than before. */
  readonly onDidChange: Event<string>;

  /** Whatever keeps a value closed is in its protection. @throws EtcdscopeError `cancelled`. */
  open(target: KeyTarget, value: Uint8Array, options?: OpenOptions): Promise<OpenedValue>;

  /**
   * What the API server would store under a key. Without a configuration, and under keys that are no API server's, that
   * is the value itself.
   * @throws EtcdscopeError what reading the configuration and encrypting throw.
   */
  seal(target: KeyTarget, plaintext: Uint8Array, options?: SealOptions): Promise<SealedValue>;

  /** Asks a connection's plugins. @throws EtcdscopeError `encryption.kmsRequired` for one that is not named in the settings. */
  kmsDecrypt(connectionId: string): KmsDecrypt;

  /** Asks a connection's plugins for their present keys. @throws EtcdscopeError as {@link AtRestValues.kmsDecrypt} does. */
  kmsKeyId(connectionId: string): KmsKeyId;
}
