/**
 * Who wrote an object, by its own account: `metadata.managedFields` (metav1.ManagedFieldsEntry). The API server renews an
 * entry only when the set of fields in it changes, so the newest entry alone may be that of an earlier writer.
 */
import { equalJson } from '../encode/equalJson';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import type { ChangePath } from './changePath';

export interface FieldManager {
  readonly name: string;
  /** Such as `status` or `scale`; absent for the object itself. */
  readonly subresource?: string;
}

interface WrittenObject {
  /** Absent for an object that is new. */
  readonly before?: JsonObject;
  readonly after: JsonObject;
  /** One of the fields that changed. */
  readonly changedPath?: ChangePath | undefined;
}

/** Entries looked at: an object has hardly more than one a manager. */
const mostEntries = 200;

/**
 * The manager of the newest entry that this write brought; where it brought none, of the newest that owns the changed
 * field. Undefined where the object does not tell: a deletion that waits for finalizers, for one, is entered nowhere.
 */
export function writingManager({ before, after, changedPath }: WrittenObject): FieldManager | undefined {
  const entries = entriesOf(after);
  const earlier = before === undefined ? [] : entriesOf(before);
  const fresh = entries.filter(entry => !earlier.some(old => equalJson(old, entry)));
  const candidates = fresh.length > 0 ? fresh : entries.filter(entry => owns(entry, changedPath));
  const newest = candidates.reduce<JsonObject | undefined>(newer, undefined);
  return newest && managerOf(newest);
}

function entriesOf({ metadata }: JsonObject): readonly JsonObject[] {
  const { managedFields } = isJsonObject(metadata) ? metadata : {};
  const list: readonly JsonValue[] = Array.isArray(managedFields) ? managedFields.slice(0, mostEntries) : [];
  return list.filter(isJsonObject).filter(({ manager }) => typeof manager === 'string' && manager !== '');
}

/** Times are RFC 3339 in UTC, to the second, so their texts compare; of one second, the later entry counts. */
function newer(a: JsonObject | undefined, b: JsonObject): JsonObject {
  return a !== undefined && timeOf(a) > timeOf(b) ? a : b;
}

function timeOf({ time }: JsonObject): string {
  return typeof time === 'string' ? time : '';
}

/** FieldsV1 names the field `spec` as `f:spec` (k8s.io/apimachinery, meta/v1); its first two levels tell managers apart. */
function owns({ fieldsV1 }: JsonObject, path: ChangePath | undefined): boolean {
  let fields: JsonValue | undefined = fieldsV1;
  for (const part of (path ?? []).slice(0, 2)) {
    if (typeof part !== 'string' || !isJsonObject(fields) || !Object.hasOwn(fields, `f:${part}`)) {
      return false;
    }
    fields = fields[`f:${part}`];
  }
  return path !== undefined && path.length > 0;
}

function managerOf({ manager, subresource }: JsonObject): FieldManager {
  return {
    name: String(manager),
    ...(typeof subresource === 'string' && subresource !== '' && { subresource }),
  };
}
