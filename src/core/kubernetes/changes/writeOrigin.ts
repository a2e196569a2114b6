/**
 * Who wrote an object, by its own account: `metadata.managedFields`. What its entries prove, and what not, is read from
 * Kubernetes' apimachinery 0.32 and 0.36 (util/managedfields/internal) and structured-merge-diff v4 and v6 (merge/update.go):
 *
 * - An update that adds fields or gives them other values sets the time of its manager's entry to now. Before Kubernetes
 *   1.25 it did so only where the set of the manager's fields changed (kubernetes#110058).
 * - An update that only removes fields leaves every time as it was, whatever the documentation of
 *   `ManagedFieldsEntry.time` says; the removed fields merely go from their owner's entry (kubernetes#120201).
 * - An apply that changes the object sets the time of its manager's entry. One that does not may still enter its manager,
 *   then without a time (kubernetes#127938).
 * - Whoever loses fields to another keeps its time: that an entry changed does not make its manager the writer.
 * - Times are whole seconds, so the second of two writes within one may leave no trace.
 * - Bindings, deletion times and whatever writes past the API server are entered nowhere.
 *
 * So an entry is this write's own only where it is new, or has another time than before.
 */
import type { DecodedValue } from '../decodedValue';
import { isJsonObject, type JsonObject } from '../json';
import { pathText } from './changePath';
import { compareObjects } from './fieldChanges';
import { type FieldManager, type FieldsEntry, fieldsEntries, ownsField } from './managedFields';
import { wholeObject } from './wholeObject';

/** What an object tells of the write that made it so. Times are in milliseconds since 1970, by the API server's clock. */
export type WriteOrigin =
  /** The write entered its manager, and mostly its time. */
  | { readonly told: 'writer'; readonly manager: FieldManager; readonly time?: number }
  /** It entered nobody: this is only who had the field before, or the object where the field that changed is not known. */
  | {
      readonly told: 'lastManager';
      readonly manager: FieldManager;
      /** The most telling of the fields that changed: `spec.replicas`. */
      readonly field?: string;
      readonly notBefore?: number;
    }
  /** It entered nobody, and nobody is known to have what it changed. */
  | { readonly told: 'nobody'; readonly notBefore?: number };

export interface WrittenValue {
  /** Absent where there was none, or where it is not known any more. */
  readonly before?: DecodedValue | undefined;
  readonly after: DecodedValue | undefined;
  /** Whether the key was not there before. */
  readonly isNew: boolean;
}

/** Undefined for what is no object of Kubernetes, or cannot be read as one. */
export function writeOrigin({ before, after, isNew }: WrittenValue): WriteOrigin | undefined {
  const object = wholeObject(after);
  if (!object || !isKubernetes(object)) {
    return undefined;
  }
  const entries = fieldsEntries(object);
  const earlier = wholeObject(before);
  const writer = isNew || earlier ? newest(entriesOfWrite(entries, earlier ? fieldsEntries(earlier) : [])) : undefined;
  if (writer) {
    const time = timeOf(writer);
    return { told: 'writer', manager: writer.manager, ...(time !== undefined && { time }) };
  }
  const bound = timeOf(newest(entries));
  const notBefore = bound === undefined ? {} : { notBefore: bound };
  const last = earlier ? lastManager(earlier, object) : newestManager(entries);
  return last ? { told: 'lastManager', ...last, ...notBefore } : { told: 'nobody', ...notBefore };
}

function isKubernetes({ apiVersion, kind, metadata }: JsonObject): boolean {
  return typeof apiVersion === 'string' && typeof kind === 'string' && isJsonObject(metadata);
}

function entriesOfWrite(entries: readonly FieldsEntry[], earlier: readonly FieldsEntry[]): readonly FieldsEntry[] {
  const times = new Map(earlier.map(({ identity, time }) => [identity, time]));
  return entries.filter(({ identity, time }) => !times.has(identity) || times.get(identity) !== time);
}

/** Of one second, the later entry. */
function newest(entries: readonly FieldsEntry[]): FieldsEntry | undefined {
  const [first, ...others] = entries;
  return others.reduce((a, b) => (a && a.time > b.time ? a : b), first);
}

function timeOf(entry: FieldsEntry | undefined): number | undefined {
  const time = Date.parse(entry?.time ?? '');
  return Number.isFinite(time) ? time : undefined;
}

interface LastManager {
  readonly manager: FieldManager;
  readonly field?: string;
}

function newestManager(entries: readonly FieldsEntry[]): LastManager | undefined {
  const last = newest(entries);
  return last && { manager: last.manager };
}

/** Who has the most telling of the fields that changed; who had it, where it is gone. */
function lastManager(before: JsonObject, after: JsonObject): LastManager | undefined {
  const { first } = compareObjects({ before, after, isSecret: true, most: 1 });
  const owner =
    first &&
    newest(fieldsEntries(first.what === 'removed' ? before : after).filter(entry => ownsField(entry, first.path)));
  return owner && { manager: owner.manager, field: pathText(first.path) };
}
