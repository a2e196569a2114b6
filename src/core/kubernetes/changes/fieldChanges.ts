import { equalJson } from '../encode/equalJson';
import { identityOf, matchElements } from '../encode/matchElements';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { type ChangePath as Path, type PathPart, pathText } from './changePath';
import { hidesValues } from './hiddenValues';
import { shownValue } from './shownValue';

/** A field that is another than it was. */
export interface FieldChange {
  /** As people write it: `spec.replicas`, `status.conditions[Ready].status`. */
  readonly path: string;
  readonly what: 'added' | 'removed' | 'changed';
  /** Present only where the value may be shown and is short enough to be. */
  readonly before?: string;
  readonly after?: string;
}

export interface FieldChanges {
  /** The most telling first. */
  readonly fields: readonly FieldChange[];
  /** Changed fields beyond those. */
  readonly omitted: number;
}

export interface ComparedFields extends FieldChanges {
  /** Where the first of the fields is. */
  readonly first?: { readonly path: Path; readonly what: FieldChange['what'] };
}

export interface ComparedObjects {
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** Whether the object is a Secret, of which no value may be shown. */
  readonly isSecret: boolean;
  /** Fields listed at most. */
  readonly most: number;
}

/** Changed fields collected before the rest is only counted. */
const mostCollected = 500;
/** Levels below which a change is reported as one. Kubernetes' own objects end before. */
const mostDepth = 24;
/** Elements of a list that are matched by what they are; longer lists are compared place by place. */
const mostMatched = 400;

interface FoundChange extends FieldChange {
  readonly parts: Path;
  readonly rank: number;
}

interface Walk {
  readonly found: FoundChange[];
  omitted: number;
  readonly isSecret: boolean;
}

/**
 * What differs between two objects, field by field. Elements of a list are told apart by what Kubernetes tells them apart
 * by, so that a condition which moved is no change. `metadata.managedFields` is left out: it changes with everything else.
 */
export function compareObjects({ before, after, isSecret, most }: ComparedObjects): ComparedFields {
  const walk: Walk = { found: [], omitted: 0, isSecret };
  compareMembers(walk, [], before, after);
  const ordered = [...walk.found].sort((a, b) => a.rank - b.rank);
  const [first] = ordered;
  return {
    fields: ordered.slice(0, most).map(({ rank: _rank, parts: _parts, ...field }) => field),
    omitted: walk.omitted + Math.max(0, ordered.length - most),
    ...(first && { first: { path: first.parts, what: first.what } }),
  };
}

function compare(walk: Walk, path: Path, before: JsonValue | undefined, after: JsonValue | undefined): void {
  if (before === undefined || after === undefined) {
    report(walk, path, before, after);
  } else if (equalJson(before, after) || isManagedFields(path)) {
    return;
  } else if (path.length < mostDepth && isJsonObject(before) && isJsonObject(after)) {
    compareMembers(walk, path, before, after);
  } else if (path.length < mostDepth && isList(before) && isList(after)) {
    compareElements(walk, path, before, after);
  } else {
    report(walk, path, before, after);
  }
}

function compareMembers(walk: Walk, path: Path, before: JsonObject, after: JsonObject): void {
  for (const [name, value] of Object.entries(before)) {
    compare(walk, [...path, name], value, Object.hasOwn(after, name) ? after[name] : undefined);
  }
  for (const [name, value] of Object.entries(after)) {
    if (!Object.hasOwn(before, name)) {
      compare(walk, [...path, name], undefined, value);
    }
  }
}

function compareElements(walk: Walk, path: Path, before: readonly JsonValue[], after: readonly JsonValue[]): void {
  const isLong = Math.max(before.length, after.length) > mostMatched;
  const matches = isLong
    ? after.map((_, index) => (index < before.length ? index : undefined))
    : matchElements(before, after);
  const kept = new Set(matches);
  for (const [index, element] of before.entries()) {
    if (!kept.has(index)) {
      compare(walk, [...path, nameOfElement(element, index)], element, undefined);
    }
  }
  for (const [index, element] of after.entries()) {
    const match = matches[index];
    compare(walk, [...path, nameOfElement(element, index)], match === undefined ? undefined : before[match], element);
  }
}

function report(walk: Walk, path: Path, before: JsonValue | undefined, after: JsonValue | undefined): void {
  if (isManagedFields(path)) {
    return;
  }
  if (walk.found.length >= mostCollected) {
    walk.omitted++;
    return;
  }
  const isHidden = hidesValues(path, [before, after], walk.isSecret);
  const shownBefore = isHidden ? undefined : shownValue(before);
  const shownAfter = isHidden ? undefined : shownValue(after);
  // One half of a pair says less than none: "changed" is said of both.
  const isWhole =
    (before === undefined || shownBefore !== undefined) && (after === undefined || shownAfter !== undefined);
  walk.found.push({
    path: pathText(path),
    what: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    ...(isWhole && shownBefore !== undefined && { before: shownBefore }),
    ...(isWhole && shownAfter !== undefined && { after: shownAfter }),
    parts: path,
    rank: rankOf(path),
  });
}

function isManagedFields(path: Path): boolean {
  return path.length === 2 && path[0] === 'metadata' && path[1] === 'managedFields';
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Times and counters that change along with whatever else changes. */
const companions = new Set([
  'generation',
  'observedGeneration',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastHeartbeatTime',
  'lastProbeTime',
]);

/** What was asked for comes before what came of it, and that before the rest; companions come last. */
function rankOf(path: Path): number {
  const [root] = path;
  const last = path.at(-1);
  if (typeof last === 'string' && companions.has(last)) {
    return 4;
  }
  return root === 'metadata' ? 2 : root === 'status' ? 1 : 0;
}

/** The value that tells an element from its neighbours, where it is short; its place otherwise. */
function nameOfElement(value: JsonValue, index: number): PathPart {
  const identity = identityOf(value);
  const element = identity === undefined || identity.name === 'uid' ? undefined : shownValue(identity.value);
  return element === undefined ? index : { element };
}
