/** What stands around a value that the API server encrypted before it stored it (k8s.io/apiserver, pkg/storage/value/encrypt). */
import type { EncryptedObject } from './encryptedObject';
import type { EnvelopePart, EnvelopeProblem } from './envelopePart';

/** The names that stand in clear before an encrypted value. */
export interface AtRestNames {
  /** `aescbc`, `aesgcm`, `secretbox`, `kms`, or one that is not known here; empty where it cannot be read. */
  readonly provider: string;
  /** `v1`, for kms also `v2`. */
  readonly version: string;
  /** The key's name in the EncryptionConfiguration, of kms the plugin's. */
  readonly keyName: string;
}

export interface AtRestEnvelope extends AtRestNames {
  /** Where the names end. */
  readonly bodyStart: number;
  /** Side by side from the first byte to the last, in order. */
  readonly parts: readonly EnvelopePart[];
  /** Of kms v2, as far as it could be read. */
  readonly encryptedObject?: EncryptedObject;
  /** What the API server would not read, and why. */
  readonly problem?: EnvelopeProblem;
}
