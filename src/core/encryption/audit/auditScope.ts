import { textFromBytes } from '../../base/bytes';
import { groupResourceFrom } from '../configuration/groupResource';
import { registryPrefixes } from '../registryResource';

/** Which prefixes were read, and below which of the API servers' own prefixes there was something. */
export interface AuditScope {
  readonly prefixes: readonly Uint8Array[];
  readonly registries: ReadonlySet<string>;
}

/** Resources of the core group whose keys do not bear their name (k8s.io/kubernetes, default_storage_factory_builder.go). */
const otherDirectories: readonly string[] = ['replicationcontrollers', 'endpoints', 'services', 'nodes'];

/** The registry prefix that a key is below. */
export function registryOf(key: Uint8Array): string | undefined {
  const text = textFromBytes(key);
  return registryPrefixes.find(prefix => text?.startsWith(prefix));
}

/**
 * Whether every object of what a configuration calls `text` was read, as far as keys can prove it: of resources whose
 * directory does not follow from their name, and of wildcards, only where the whole registry was read.
 */
export function wasReadWhole(text: string, { prefixes, registries }: AuditScope): boolean {
  const { resource, group } = groupResourceFrom(text);
  const isCore = group === '' && !otherDirectories.includes(resource);
  // Groups of Kubernetes' own are not in the key, those of custom resources are.
  const isCustom = group.includes('.') && !group.endsWith('.k8s.io');
  const directory = resource !== '*' && (isCore ? `${resource}/` : isCustom ? `${group}/${resource}/` : '');
  return (
    registries.size > 0 &&
    [...registries].every(registry => {
      const whole = `${registry}${directory || ''}`;
      return prefixes.some(prefix => {
        const read = textFromBytes(prefix);
        return read !== undefined && whole.startsWith(read);
      });
    })
  );
}
