import { bytesFromText } from '../../core/base/bytes';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { listLevel } from '../../core/keyspace/listLevel';
import { describeRegistryKey, registryPrefixes } from '../../core/kubernetes/registryPath';

/** A resource that may be audited: a directory below a registry prefix. */
export interface AuditableResource {
  /** As kubectl has it: `secrets`, `widgets.lab.example.com`. */
  readonly name: string;
  readonly prefix: Uint8Array;
  /** Keys below it. */
  readonly count: number;
  readonly isCustom: boolean;
  /** The prefix that its API server keeps all objects below. */
  readonly registry: string;
}

/** Directories of custom resources looked into, one level each. */
const mostGroups = 200;

/**
 * The resources that have objects below these prefixes, in the order of their keys.
 * @throws whatever the reader throws.
 */
export async function findResources(
  reader: KeyspaceReader,
  registries: readonly string[],
  signal?: AbortSignal,
): Promise<readonly AuditableResource[]> {
  const resources: AuditableResource[] = [];
  let groups = 0;
  for (const registry of registries) {
    const { children } = await listLevel(reader, bytesFromText(`${registry}/`), { signal });
    for (const { key, count, isLeaf } of children) {
      const resource = isLeaf ? undefined : resourceOf(key, count, registry);
      // What a group of custom resources holds is known only a level below.
      if (isLeaf || resource) {
        resources.push(...(resource ? [resource] : []));
      } else if (groups++ < mostGroups) {
        const level = await listLevel(reader, key, { signal });
        resources.push(
          ...level.children.flatMap(child =>
            child.isLeaf ? [] : (resourceOf(child.key, child.count, registry) ?? []),
          ),
        );
      }
    }
  }
  return resources;
}

/** Undefined for a directory that holds a group's resources. */
function resourceOf(prefix: Uint8Array, count: number, registry: string): AuditableResource | undefined {
  const described = describeRegistryKey(prefix, { prefixes: [registry] });
  if (described === undefined || described.resource === '') {
    return undefined;
  }
  const { resource, group, what } = described;
  const isCustom = what === 'customResource';
  const name = group === undefined ? resource : `${resource}.${group}`;
  return { name, prefix, count, isCustom, registry };
}

/** Where Secrets are kept, below each of these prefixes. */
export function secretsPrefixes(registries: readonly string[] = registryPrefixes): readonly Uint8Array[] {
  return registries.map(registry => bytesFromText(`${registry}/secrets/`));
}
