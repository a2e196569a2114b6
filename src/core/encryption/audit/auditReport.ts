/** What an audit tells: counts, findings as codes, and rows of detail. Never a value. */

/** What stands for all that is beyond a bound: further resources, keys, namespaces. */
export const others = '*';

/** `plaintext` for what is not encrypted, else as in the value: `aescbc`, `kms`, …; empty where it cannot be read. */
export type AtRestProvider = string;

export type UnreadableReason =
  /** The envelope is not laid out as its provider's are. */
  | 'malformed'
  /** The configuration has no key of that name for the resource. */
  | 'noKey'
  /** It has, but the value does not open with it: another secret, changed bytes, or a copy from another etcd key. */
  | 'wrongKey'
  /** Encrypted, while the configuration does not cover the resource. */
  | 'notCovered'
  /** In clear, while the resource's providers lack `identity`. */
  | 'noIdentity';

/** One object, for a table. */
export interface AuditedObject {
  readonly key: Uint8Array;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly provider: AtRestProvider;
  readonly version?: string;
  readonly keyName?: string;
  /** Of kms v2. */
  readonly keyId?: string;
  /** Of a Secret whose value could be read: `Opaque`, `kubernetes.io/dockerconfigjson`, … */
  readonly secretType?: string;
  /** Bytes of the value. */
  readonly size: number;
  readonly modRevision: bigint;
  /**
   * Not under the provider and key that the API server writes with now; of kms v2, also under an earlier key of the
   * plugin, where that was asked. Only with a configuration.
   */
  readonly isStale?: boolean;
  /** Why the API server cannot read it. Only with a configuration. */
  readonly unreadable?: UnreadableReason;
}

export interface ProviderCount {
  readonly provider: AtRestProvider;
  readonly version?: string;
  readonly keyName?: string;
  readonly count: number;
  /** Of values. */
  readonly bytes: number;
  /** Only with a configuration, as the two below. Of plaintext, those that would be encrypted now. */
  readonly stale?: number;
  /** Of the stale ones, those that are encrypted and can be read: nothing worse is wrong with them. */
  readonly merelyStale?: number;
  readonly unreadable?: number;
  /** Values decrypted to prove that key and configuration fit. Only with a configuration that has the key. */
  readonly verified?: number;
  /** Of kms v2: by the plugin's name for its key, most objects first. */
  readonly keyIds?: readonly { readonly keyId: string; readonly count: number; readonly newestModRevision: bigint }[];
}

export interface NamespaceCount {
  /** Empty for objects without a namespace. */
  readonly namespace: string;
  readonly total: number;
  readonly plaintext: number;
  /** As of {@link ProviderCount}. */
  readonly stale?: number;
  readonly merelyStale?: number;
  readonly unreadable?: number;
}

export interface SecretTypeCount {
  readonly type: string;
  /** Those whose type could be read: of encrypted ones only what was decrypted. */
  readonly total: number;
  readonly plaintext: number;
}

export interface ResourceAudit {
  /** `secrets`, `widgets.lab.example.com`; for keys of no API server the audited prefix. */
  readonly resource: string;
  readonly total: number;
  /** Most objects first. */
  readonly byProvider: readonly ProviderCount[];
  readonly namespaces: readonly NamespaceCount[];
  readonly secretTypes?: readonly SecretTypeCount[];
  /** Which words of the configuration cover it: `secrets`, `*.*`. Absent where none do, or without a configuration. */
  readonly coveredBy?: string;
}

export type AuditSeverity = 'critical' | 'warning' | 'notice';

export type AuditFindingCode =
  /** Objects that lie in clear. */
  | 'plaintextObjects'
  /**
   * Encrypted objects not rewritten since the first provider or key was put there, which nothing worse is wrong with;
   * fact `writesPlain` tells whether identity is first, so that rewriting would lay them in clear.
   */
  | 'staleObjects'
  /**
   * Objects under the first provider, a plugin of kms v2, but under another key of it than it encrypts with now; fact
   * `keyId` is the id of that one.
   */
  | 'earlierKeyId'
  /** Objects that the API server cannot read; fact `reason`. */
  | 'unreadableObjects'
  /** Values of a `k8s:enc:` provider that is not known here. */
  | 'unknownProvider'
  /** New writes are in clear. */
  | 'identityFirst'
  /** A resource that tends to hold secrets, which the configuration does not cover. */
  | 'notCovered'
  /** A key that no object is under; fact `isProven` tells whether all resources that it may serve were audited. */
  | 'unusedKey'
  /** A key that objects are under and the configuration lacks. */
  | 'missingKey'
  /** Objects under several key IDs of one plugin that did not tell which is its own now: those under earlier ones were not rewritten since. */
  | 'severalKeyIds'
  /** AES-CBC cannot tell changed bytes. */
  | 'aescbcUnauthenticated'
  /** AES-GCM with random nonces wants a new key every 200,000 writes. */
  | 'aesgcmRotation'
  /** AES with less than 256 bits; fact `bits`. */
  | 'shortKey'
  /** Deprecated since Kubernetes 1.28, off by default since 1.29. */
  | 'kmsV1';

export interface AuditFinding {
  readonly code: AuditFindingCode;
  readonly severity: AuditSeverity;
  readonly resource?: string;
  readonly provider?: string;
  readonly version?: string;
  readonly keyName?: string;
  /** Objects concerned, all of them. */
  readonly count?: number;
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
  /** The first of the objects concerned, in the order of their keys. */
  readonly examples: readonly AuditedObject[];
}

export interface AuditVerdict {
  readonly status: 'empty' | 'encrypted' | 'mixed' | 'plaintext';
  /** The worst of the findings; `ok` without any but notices. */
  readonly severity: 'ok' | 'warning' | 'critical';
}

export interface AuditReport {
  /** What was read is the state at this revision. */
  readonly revision: bigint;
  /** Times that the revision was compacted away meanwhile, and the audit went on at the newest one: 0 for a single state. */
  readonly moves: number;
  readonly total: number;
  readonly plaintext: number;
  /** Only with a configuration. */
  readonly stale?: number;
  readonly unreadable?: number;
  /** In the order of their first keys. */
  readonly resources: readonly ResourceAudit[];
  /** The gravest first. */
  readonly findings: readonly AuditFinding[];
  readonly verdict: AuditVerdict;
}
