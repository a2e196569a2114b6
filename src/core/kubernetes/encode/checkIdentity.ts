/** What an object says that it is: it must say so, and agree with the key that holds it. */
import type { RegistryKey } from '../registryPath';
import type { ProblemList } from './problemList';
import { entryOf, isNull, type MapNode, type TextEntry, type TextRange } from './textNode';

export interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

const beginning: TextRange = { start: 0, end: 0 };

/** Undefined, with the problem added, where apiVersion or kind is missing or no text. */
export function readTypeMeta(node: MapNode, problems: ProblemList): TypeMeta | undefined {
  const apiVersion = requiredText(node, 'apiVersion', 'missingApiVersion', problems);
  const kind = requiredText(node, 'kind', 'missingKind', problems);
  return apiVersion === undefined || kind === undefined ? undefined : { apiVersion, kind };
}

function requiredText(
  node: MapNode,
  name: 'apiVersion' | 'kind',
  missing: 'missingApiVersion' | 'missingKind',
  problems: ProblemList,
): string | undefined {
  const value = entryOf(node, name)?.value;
  if (value === undefined || isNull(value) || (value.kind === 'scalar' && value.value === '')) {
    problems.add(missing, value ?? beginning, { name });
    return undefined;
  }
  if (value.kind !== 'scalar' || typeof value.value !== 'string') {
    problems.add('wrongType', value, { name, expected: 'string' });
    return undefined;
  }
  return value.value;
}

/** The servers' own records, whose objects have no names or other ones than their keys. */
const namelessResources = new Set(['masterleases', 'peerserverleases', 'serviceips', 'servicenodeports']);

export interface ObjectPlace {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** Where the objects of a key belong; undefined for a key that says nothing of it. */
export function placeOfKey(described: RegistryKey | undefined): ObjectPlace | undefined {
  return described?.name === undefined || namelessResources.has(described.resource)
    ? undefined
    : { name: described.name, namespace: described.namespace };
}

/** Adds a problem where `metadata.name` or `metadata.namespace` is another than in every one of the places. */
export function checkPlace(node: MapNode, allowed: readonly ObjectPlace[], problems: ProblemList): void {
  const metadata = entryOf(node, 'metadata');
  for (const [name, code] of [
    ['name', 'nameMismatch'],
    ['namespace', 'namespaceMismatch'],
  ] as const) {
    const entry = entryOf(metadata?.value, name);
    const value = textOf(entry);
    if (allowed.length > 0 && allowed.every(place => (place[name] ?? '') !== value)) {
      problems.path.push('metadata');
      problems.add(code, entry?.value ?? metadata?.range ?? beginning, { name });
      problems.path.pop();
    }
  }
}

/** Empty for what is not there; undefined for what is no text, which is a problem of its own. */
function textOf(entry: TextEntry | undefined): string | undefined {
  if (entry === undefined || isNull(entry.value)) {
    return '';
  }
  return entry.value.kind === 'scalar' && typeof entry.value.value === 'string' ? entry.value.value : undefined;
}
