import type { JsonValue } from './json';
import type { Problem } from './problem';
import type { UnknownField } from './protobuf/decodeMessage';
import type { Envelope } from './protobuf/envelope';
import type { WireField } from './protobuf/structure';

/** How a value is stored. */
export type ValueFormat =
  /** An object of Kubernetes in its protobuf envelope, `k8s\0`. */
  | 'kubernetes-protobuf'
  /** JSON text: custom resources, and whatever else begins with `{` or `[` and is JSON to its end. */
  | 'json'
  /**
   * YAML text of an object of Kubernetes (`--storage-media-type=application/yaml`). One that is too large to be read on the
   * way has `tooLarge` as its problem, and no object.
   */
  | 'yaml'
  /** Self-described CBOR, `d9 d9 f7`. */
  | 'cbor'
  /** Encrypted at rest, `k8s:enc:…`. */
  | 'encrypted'
  /** Bytes that are whole protobuf fields from the first to the last, without an envelope. */
  | 'protobuf'
  /** Well-formed UTF-8 without control characters; an empty value as well. */
  | 'text'
  | 'binary';

/** What stands in clear before an encrypted value (k8s.io/apiserver, pkg/storage/value). */
export interface AtRestPrefix {
  /** `aescbc`, `aesgcm`, `secretbox`, `kms`, or one that does not exist yet. */
  readonly provider: string;
  /** `v1`, or `v2` of kms. */
  readonly version: string;
  /** The key's name in the EncryptionConfiguration, for kms the plugin's. */
  readonly keyName: string;
}

export interface DecodedValue {
  readonly format: ValueFormat;
  /** Of an object of Kubernetes, however it is stored. */
  readonly apiVersion?: string;
  readonly kind?: string;
  /**
   * What the value holds, as `kubectl get -o json --show-managed-fields` has it; whole numbers beyond 2^53 are bigint.
   * Of a kind that is not known: apiVersion, kind and metadata.
   */
  readonly object?: JsonValue;
  readonly atRest?: AtRestPrefix;
  /** What is wrong. An `object` beside it holds all that could be read. */
  readonly problem?: Problem;
  /** The value as text, where it is text. */
  readonly text?: string;
  /** Fields of a known kind that the table does not have: a newer Kubernetes wrote them. */
  readonly unknownFields?: readonly UnknownField[];
  /** Fields of which only number and wire type are known: those of an unknown kind beside its metadata, or of any protobuf. */
  readonly structure?: readonly WireField[];
  /** Where the object's message lies in the value. */
  readonly envelope?: Envelope;
  /** The value itself. */
  readonly value: Uint8Array;
}
