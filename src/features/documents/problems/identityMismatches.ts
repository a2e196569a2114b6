import type { DecodedValue } from '../../../core/kubernetes';
import { placeOfKey } from '../../../core/kubernetes/encode/checkIdentity';
import { isJsonObject } from '../../../core/kubernetes/json';
import { describeRegistryKey, type RegistryKey } from '../../../core/kubernetes/registryPath';

/** Something in which an object is another than its key says. */
export interface IdentityMismatch {
  readonly what: 'kind' | 'group' | 'name' | 'namespace';
  /** What the key says: of a kind, the resource. Empty for none. */
  readonly inKey: string;
  readonly inObject: string;
}

/** Compares what a key of an API server's says of its object with the object. */
export function identityMismatches(key: Uint8Array, decoded: DecodedValue): readonly IdentityMismatch[] {
  const { object, apiVersion, kind } = decoded;
  const described = describeRegistryKey(key);
  const place = placeOfKey(described);
  if (!described || !place || !isJsonObject(object) || apiVersion === undefined || kind === undefined) {
    return [];
  }
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const { name, namespace } = metadata;
  const pairs: readonly (readonly [IdentityMismatch['what'], string | undefined, unknown])[] = [
    ...typeOf(described, apiVersion, kind),
    ['name', place.name, name],
    ['namespace', place.namespace, namespace],
  ];
  return pairs.flatMap(([what, inKey = '', inObject = '']) =>
    inKey === inObject ? [] : [{ what, inKey, inObject: String(inObject) }],
  );
}

/**
 * A custom resource's key has its group, and a plural that only its definition knows. The resources of Kubernetes itself
 * have moved between groups, yet their plurals follow from their kinds.
 */
function typeOf(
  { what, group, resource }: RegistryKey,
  apiVersion: string,
  kind: string,
): readonly (readonly [IdentityMismatch['what'], string, string])[] {
  if (what === 'customResource') {
    return [['group', group ?? '', apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '']];
  }
  return what === 'other' || resource === pluralOf(kind) ? [] : [['kind', resource, kind]];
}

/** As k8s.io/apimachinery, pkg/api/meta, `UnsafeGuessKindToResource` has it. */
function pluralOf(kind: string): string {
  const word = kind.toLowerCase();
  if (word.endsWith('endpoints')) {
    return word;
  }
  if (word.endsWith('s')) {
    return `${word}es`;
  }
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
}
