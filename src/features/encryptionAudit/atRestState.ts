import {
  type AuditedObject,
  type EncryptionConfiguration,
  groupResourceFrom,
  providersOf,
} from '../../core/encryption';
import type { AtRestState } from '../../protocol/encryptionAudit';

/** Whether objects of a resource in clear are a fault: those of Secrets always, others where the configuration encrypts them. */
export type IsExpected = (resource: string) => boolean;

export function expectationOf(configuration: EncryptionConfiguration | undefined): IsExpected {
  const known = new Map<string, boolean>();
  return resource => {
    let isExpected = known.get(resource);
    if (isExpected === undefined) {
      const [first] = (configuration && providersOf(configuration, groupResourceFrom(resource))?.providers) ?? [];
      isExpected = resource === 'secrets' || (first !== undefined && first.kind !== 'identity');
      known.set(resource, isExpected);
    }
    return isExpected;
  };
}

export function stateOf(object: AuditedObject, isExpected: IsExpected): AtRestState {
  if (object.unreadable !== undefined) {
    return 'unreadable';
  }
  if (object.provider === plaintext) {
    return isExpected(object.resource) ? 'plaintext' : 'plain';
  }
  return object.isStale ? 'stale' : 'encrypted';
}

/** The provider of what is not encrypted. */
export const plaintext = 'plaintext';

/** `aescbc v1 · key-a`; empty for what is not encrypted. */
export function atRestText({
  provider,
  version,
  keyName,
}: Pick<AuditedObject, 'provider' | 'version' | 'keyName'>): string {
  if (provider === plaintext) {
    return '';
  }
  const scheme = [provider, version].filter(part => part !== undefined && part !== '').join(' ');
  return [scheme, keyName].filter(part => part !== undefined && part !== '').join(' · ');
}
