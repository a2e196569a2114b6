import { emptyBytes } from './base/bytes';
import type { AuditOptions } from './encryption';
import type { decodeValue } from './kubernetes';
import { describeRegistryKey } from './kubernetes/registryPath';

/** A type has a DNS name before a slash and a name behind it; what is longer is not shown. */
const mostTypeCharacters = 320;

/**
 * What an audit wants to know of Kubernetes. The rooms do not know each other, so it is put together here.
 *
 * @param prefixes below which API servers keep their objects, without a slash at the end; by default the usual ones.
 */
export function kubernetesAuditOptions(
  decode: typeof decodeValue,
  prefixes?: readonly string[],
): Pick<AuditOptions, 'describeKey' | 'secretTypeOf'> {
  return {
    describeKey: key => {
      const described = describeRegistryKey(key, { prefixes });
      return described && { ...described, group: described.group ?? '' };
    },
    secretTypeOf: value => {
      // No key is needed: the value says itself that it is a Secret.
      const { object } = decode(emptyBytes, value);
      const type: unknown = typeof object === 'object' && object !== null && 'type' in object ? object.type : undefined;
      return typeof type === 'string' ? type.slice(0, mostTypeCharacters) : undefined;
    },
  };
}
