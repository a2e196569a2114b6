import { isJsonObject, type JsonValue } from '../json';
import { equalJson } from './equalJson';

/**
 * Fields by which elements of Kubernetes' lists are told apart, most telling first (the merge keys of its API: containers
 * by name, owners by uid, conditions by type, mounts by path, …).
 */
const identities = [
  'uid',
  'name',
  'key',
  'type',
  'mountPath',
  'devicePath',
  'containerPort',
  'port',
  'ip',
  'topologyKey',
  'manager',
];

/**
 * For each element of a list the index of the one that it was before, or undefined for a new one. Each is used once: what
 * is equal stays itself wherever it moved, then what has the same identity, then what stands beside the same neighbour.
 */
export function matchElements(before: readonly JsonValue[], after: readonly JsonValue[]): (number | undefined)[] {
  const matches: (number | undefined)[] = new Array(after.length).fill(undefined);
  let first = 0;
  while (first < before.length && first < after.length && equalJson(before[first], after[first])) {
    matches[first] = first;
    first++;
  }
  let last = 0;
  while (
    last < before.length - first &&
    last < after.length - first &&
    equalJson(before.at(-1 - last), after.at(-1 - last))
  ) {
    last++;
    matches[after.length - last] = before.length - last;
  }
  const left = range(first, before.length - last);
  const wanted = range(first, after.length - last);
  pair(left, wanted, matches, (value: JsonValue) => sortedText(value), before, after);
  pair(left, wanted, matches, identityText, before, after);
  pairNeighbours(before.length, matches);
  return matches;
}

/** What is left and stands behind, or else before, what its neighbour was: an element changed in its place. */
function pairNeighbours(lengthBefore: number, matches: (number | undefined)[]): void {
  const used = new Set(matches);
  const isFree = (index: number): boolean => index >= 0 && index < lengthBefore && !used.has(index);
  for (const [index, match] of matches.entries()) {
    if (match === undefined) {
      const behind = index === 0 ? 0 : (matches[index - 1] ?? lengthBefore) + 1;
      const before = index === matches.length - 1 ? lengthBefore - 1 : (matches[index + 1] ?? 0) - 1;
      const place = [behind, before].find(isFree);
      if (place !== undefined) {
        matches[index] = place;
        used.add(place);
      }
    }
  }
}

/** Pairs what has the same name, in the order of the lists. */
function pair(
  left: readonly number[],
  wanted: readonly number[],
  matches: (number | undefined)[],
  nameOf: (value: JsonValue) => string | undefined,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): void {
  const used = new Set(matches);
  const byName = new Map<string, number[]>();
  for (const index of left) {
    const name = used.has(index) ? undefined : nameOf(before[index] as JsonValue);
    if (name !== undefined) {
      const queue = byName.get(name);
      if (queue) {
        queue.push(index);
      } else {
        byName.set(name, [index]);
      }
    }
  }
  for (const queue of byName.values()) {
    queue.reverse();
  }
  for (const index of wanted) {
    const name = matches[index] === undefined ? nameOf(after[index] as JsonValue) : undefined;
    const match = name === undefined ? undefined : byName.get(name)?.pop();
    if (match !== undefined) {
      matches[index] = match;
    }
  }
}

/** The field by which an element is told from its neighbours, if it has one. */
export function identityOf(value: JsonValue): { readonly name: string; readonly value: string } | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const name = identities.find(candidate => Object.hasOwn(value, candidate) && typeof value[candidate] !== 'object');
  return name === undefined ? undefined : { name, value: String(value[name]) };
}

function identityText(value: JsonValue): string | undefined {
  const identity = identityOf(value);
  return identity && `${identity.name} ${identity.value}`;
}

function sortedText(value: JsonValue): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') {
      return `${item}n`;
    }
    return typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item;
  });
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}
