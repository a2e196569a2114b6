import type { decodeValue, decodeValueMetadata, JsonValue } from '../core/kubernetes';

/** What a short line says of an object of Kubernetes, from its metadata alone. */
export interface ObjectDetails {
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
  /** How often its specification changed, where it counts. */
  readonly generation?: string;
  /** The owner that controls it. */
  readonly owner?: string;
  /** Its deletion was asked for, and waits for finalizers or for its containers. */
  readonly isTerminating?: boolean;
  /** The provider that encrypted it. */
  readonly encryptedBy?: string;
  /** Whether it was decrypted for what else is known. */
  readonly isDecrypted?: boolean;
}

export interface DetailTools {
  readonly decodeValue: typeof decodeValue;
  readonly decodeValueMetadata: typeof decodeValueMetadata;
}

/** Bytes. JSON and YAML are parsed whole for their metadata, so large ones are left alone. */
const mostParsed = 256 * 1024;

const firstOfProtobuf = 0x6b;

/** The details of a stored object; undefined where the value is none, or none that can be read at a low price. */
export function detailsOfValue(key: Uint8Array, value: Uint8Array, tools: DetailTools): ObjectDetails | undefined {
  // An envelope of protobuf and the prefix of an encrypted value both begin with a "k".
  if (value[0] !== firstOfProtobuf && value.length > mostParsed) {
    return undefined;
  }
  const metadata = tools.decodeValueMetadata(value);
  if (metadata === undefined) {
    const { atRest } = value[0] === firstOfProtobuf ? tools.decodeValue(key, value) : {};
    return atRest && { encryptedBy: atRest.provider };
  }
  const createdAt =
    typeof metadata.creationTimestamp === 'string' ? Date.parse(metadata.creationTimestamp) : Number.NaN;
  const generation = Number(metadata.generation ?? 0) > 1 ? String(metadata.generation) : undefined;
  const owner = controllerOf(metadata.ownerReferences);
  return {
    ...(Number.isFinite(createdAt) && { createdAt }),
    ...(generation !== undefined && { generation }),
    ...(owner !== undefined && { owner }),
    ...(typeof metadata.deletionTimestamp === 'string' && { isTerminating: true }),
  };
}

function controllerOf(owners: JsonValue | undefined): string | undefined {
  const list: readonly JsonValue[] = Array.isArray(owners) ? owners : [];
  for (const owner of list) {
    if (typeof owner === 'object' && owner !== null && 'controller' in owner && owner.controller === true) {
      return `${owner.kind}/${owner.name}`;
    }
  }
  return undefined;
}
