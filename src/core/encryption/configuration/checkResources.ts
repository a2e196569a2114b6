/** What the API server refuses of resource names (validation_encryption.go, and encryptionconfig/config.go for what masks). */
import type { ConfigurationProblemCode } from './configurationError';
import type { ConfigurationNode, ConfigurationProblems } from './configurationNode';
import { type GroupResource, groupResourceFrom, groupResourceText } from './groupResource';

export interface NamedResource {
  readonly node: ConfigurationNode;
  readonly text: string;
}

/** Stored without an API of their own. */
const notServed: readonly string[] = ['apiserveripinfo', 'serviceipallocations', 'servicenodeportallocations'];
const goneGroups: readonly string[] = ['events.k8s.io', 'extensions'];

/** @param lists the resources of each entry, in the order of the file. */
export function checkResources(problems: ConfigurationProblems, lists: readonly (readonly NamedResource[])[]): void {
  /** Wildcards met so far, by what they cover: later entries may not name what one of them covers. */
  const wildcards = new Map<string, NamedResource>();
  for (const list of lists) {
    for (const [index, resource] of list.entries()) {
      const code = wrongName(resource.text) ?? wrongBeside(resource, list, index);
      if (code) {
        problems.add(code, resource.node);
        continue;
      }
      const named = groupResourceFrom(resource.text);
      const mask = wildcards.get(named.group) ?? wildcards.get('*');
      if (mask) {
        problems.add('maskedResource', resource.node, { other: mask.node.path });
      } else if (named.resource === '*') {
        wildcards.set(named.group, resource);
      }
    }
  }
}

function wrongName(text: string): ConfigurationProblemCode | undefined {
  const { resource, group } = groupResourceFrom(text);
  if (text.toLowerCase() !== text) {
    return 'capitalLetters';
  }
  if (text === '*') {
    return 'bareStar';
  }
  if (notServed.includes(text)) {
    return 'notServed';
  }
  if (goneGroups.includes(group)) {
    return 'goneGroup';
  }
  return group === '*' && resource !== '*' ? 'acrossGroups' : undefined;
}

/** Within one list the order does not matter: each of two that overlap may come first. */
function wrongBeside(
  { text }: NamedResource,
  list: readonly NamedResource[],
  index: number,
): ConfigurationProblemCode | undefined {
  const own = groupResourceFrom(text);
  const others = list.toSpliced(index, 1).map(other => groupResourceFrom(other.text));
  if (others.some(other => groupResourceText(other) === groupResourceText(own))) {
    return 'duplicateResource';
  }
  return others.some(other => covers(own, other)) ? 'overlappingResources' : undefined;
}

function covers({ resource, group }: GroupResource, other: GroupResource): boolean {
  return resource === '*' && (group === '*' || group === other.group);
}
