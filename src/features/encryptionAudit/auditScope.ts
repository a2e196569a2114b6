import { bytesFromText, textFromBytes } from '../../core/base/bytes';
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
}

/** Directories of custom resources looked into, one level each. */
const mostGroups = 200;

/**
 * The resources that have objects in this store, in the order of their keys.
 * @throws whatever the reader throws.
 */
export async function findResources(
  reader: KeyspaceReader,
  signal?: AbortSignal,
): Promise<readonly AuditableResource[]> {
  const resources: AuditableResource[] = [];
  let groups = 0;
  for (const root of registryPrefixes) {
    const { children } = await listLevel(reader, bytesFromText(`${root}/`), { signal });
    for (const { key, count, isLeaf } of children) {
      const resource = isLeaf ? undefined : resourceOf(key, count);
      // What a group of custom resources holds is known only a level below.
      if (isLeaf || resource) {
        resources.push(...(resource ? [resource] : []));
      } else if (groups++ < mostGroups) {
        const level = await listLevel(reader, key, { signal });
        resources.push(
          ...level.children.flatMap(child => (child.isLeaf ? [] : (resourceOf(child.key, child.count) ?? []))),
        );
      }
    }
  }
  return resources;
}

/** Undefined for a directory that holds a group's resources. */
function resourceOf(prefix: Uint8Array, count: number): AuditableResource | undefined {
  const described = describeRegistryKey(prefix);
  if (described === undefined || described.resource === '') {
    return undefined;
  }
  const { resource, group, what } = described;
  const isCustom = what === 'customResource';
  const name = group === undefined ? resource : `${resource}.${group}`;
  return { name, prefix, count, isCustom };
}

/** Where Secrets are kept, below every registry prefix. */
export function secretsPrefixes(): readonly Uint8Array[] {
  return registryPrefixes.map(root => bytesFromText(`${root}/secrets/`));
}

export function isSecretsPrefix(prefix: Uint8Array): boolean {
  const text = textFromBytes(prefix);
  return registryPrefixes.some(root => text === `${root}/secrets/`);
}
