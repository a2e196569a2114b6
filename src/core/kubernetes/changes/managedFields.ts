import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import type { ChangePath, PathPart } from './changePath';
import { shownValue } from './shownValue';

export interface FieldManager {
  readonly name: string;
  /** Such as `status` or `scale`; absent for the object itself. */
  readonly subresource?: string;
}

/** One of `metadata.managedFields` (metav1.ManagedFieldsEntry), as far as it tells of writes. */
export interface FieldsEntry {
  readonly manager: FieldManager;
  /** RFC 3339 in UTC, to the second, so that texts compare; empty in entries of an apply that changed nothing. */
  readonly time: string;
  /** What the API server tells entries apart by (managedfields/internal, `BuildManagerIdentifier`). */
  readonly identity: string;
  /** FieldsV1: of the field `spec` as `f:spec`. */
  readonly fields: JsonObject;
}

/** Entries looked at: an API server keeps 10 of updates, and one for each manager that applies. */
const mostEntries = 200;

/**
 * Names under which the API server gathers what others had written: the oldest of many updates (capmanagers.go), and what
 * was there before the first apply (skipnonapplied.go).
 */
const gatherers = new Set(['ancient-changes', 'before-first-apply']);

/** The entries of an object that name who wrote. */
export function fieldsEntries({ metadata }: JsonObject): readonly FieldsEntry[] {
  const { managedFields } = isJsonObject(metadata) ? metadata : {};
  const list: readonly JsonValue[] = Array.isArray(managedFields) ? managedFields.slice(0, mostEntries) : [];
  return list
    .filter(isJsonObject)
    .map(entryOf)
    .filter(({ manager }) => manager.name !== '' && !gatherers.has(manager.name));
}

function entryOf({ manager, operation, apiVersion, subresource, time, fieldsV1 }: JsonObject): FieldsEntry {
  const name = textOf(manager);
  const part = textOf(subresource);
  return {
    manager: part === '' ? { name } : { name, subresource: part },
    time: textOf(time),
    // An applier keeps its entry from one version of the API to the next.
    identity: [name, operation, part, operation === 'Apply' ? '' : apiVersion].join('\n'),
    fields: fieldsV1 !== undefined && isJsonObject(fieldsV1) ? fieldsV1 : {},
  };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Whether a manager has a field, by itself or as a part of one that it has as a whole. */
export function ownsField({ fields }: FieldsEntry, path: ChangePath): boolean {
  let owned: JsonValue | undefined = fields;
  for (const [depth, part] of path.entries()) {
    const below: JsonValue | undefined = isJsonObject(owned) ? memberOf(owned, part) : undefined;
    if (below === undefined) {
      return depth > 0 && isJsonObject(owned) && Object.keys(owned).length === 0;
    }
    owned = below;
  }
  return path.length > 0;
}

/** FieldsV1 names a field `f:name`, an element of a list `k:` and the JSON of the fields that tell it from the others. */
function memberOf(fields: JsonObject, part: PathPart): JsonValue | undefined {
  if (typeof part === 'string') {
    return Object.hasOwn(fields, `f:${part}`) ? fields[`f:${part}`] : undefined;
  }
  const name =
    typeof part === 'object' ? Object.keys(fields).find(member => isElement(member, part.element)) : undefined;
  return name === undefined ? undefined : fields[name];
}

function isElement(member: string, element: string): boolean {
  return member.startsWith('k:') && elementKeys(member.slice(2)).some(value => shownValue(String(value)) === element);
}

function elementKeys(text: string): readonly JsonValue[] {
  try {
    const keys = JSON.parse(text) as JsonValue;
    return isJsonObject(keys) ? Object.values(keys) : [];
  } catch {
    // Whoever wrote that was no API server.
    return [];
  }
}
