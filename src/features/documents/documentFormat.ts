import type { DecodedValue } from '../../core/kubernetes';
import { describeRegistryKey } from '../../core/kubernetes/registryPath';

/** Bytes. Larger values show their beginning only; an editor has a hard time with more, and etcd takes 1.5 MiB by default. */
export const mostShown = 8 * 1024 * 1024;

/** How an object of Kubernetes is written as text. */
export interface ObjectForm {
  readonly language: 'yaml' | 'json';
  /** Leaves `metadata.managedFields` out of the text; saving it leaves them as they are. */
  readonly hideManagedFields: boolean;
}

/**
 * How a value is saved again: as the text that it is, or as an object, whose text says what is to be in it. Undefined for
 * a value that is shown only.
 */
export type EditMode = 'text' | 'object';

export function editModeOf(key: Uint8Array, decoded: DecodedValue): EditMode | undefined {
  const { format, value, object, problem } = decoded;
  if (value.length > mostShown) {
    return undefined;
  }
  if (format === 'text' || isYamlText(key, decoded)) {
    return 'text';
  }
  if (!isKubernetesObject(decoded)) {
    return format === 'json' ? 'text' : undefined;
  }
  // What cannot be read to its end could not be written without loss.
  return object !== undefined && problem === undefined && writableFormats.has(format) ? 'object' : undefined;
}

/** Whether the value is an object of Kubernetes, in whichever form it is stored. */
export function isKubernetesObject({ apiVersion, kind }: DecodedValue): boolean {
  return apiVersion !== undefined && kind !== undefined;
}

/** Whether a key of the API server's holds an object, or would if it existed. */
export function isObjectKey(key: Uint8Array): boolean {
  return describeRegistryKey(key)?.name !== undefined;
}

const writableFormats: ReadonlySet<DecodedValue['format']> = new Set(['kubernetes-protobuf', 'json', 'yaml', 'cbor']);

/**
 * An API server writes YAML without comments, and only at its own keys. Any other is somebody's text, and saving it as an
 * object would lose how they wrote it. So is one that is too large to be read as an object.
 */
function isYamlText(key: Uint8Array, { format, object, text = '' }: DecodedValue): boolean {
  return format === 'yaml' && (object === undefined || !isObjectKey(key) || /(?:^|\s)#/.test(text));
}
