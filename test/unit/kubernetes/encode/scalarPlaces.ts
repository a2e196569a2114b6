/** Where an object has plain values, found along the schema, and the field numbers that lead to each on the wire. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../src/core/kubernetes';
import { fieldsByName } from '../../../../src/core/kubernetes/encode/readObject';
import type { FieldType, MessageType } from '../../../../src/core/kubernetes/schema/schema';

export interface ScalarPlace {
  readonly field: FieldType;
  readonly value: JsonValue;
  readonly path: readonly (string | number)[];
  /** From the object's message down, a map's entry and its value each with a number of their own. */
  readonly numbers: readonly number[];
}

type Path = readonly (string | number)[];
type Numbers = readonly number[];

/** What an edit may not change: the object would be another one. */
const fixed = new Set(['metadata.name', 'metadata.namespace', 'metadata.resourceVersion']);

export function* scalarPlaces(
  type: MessageType,
  object: JsonObject,
  path: Path = [],
  numbers: Numbers = [],
): Generator<ScalarPlace> {
  for (const [name, field] of fieldsByName(type)) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value !== undefined && !fixed.has([...path, name].join('.'))) {
      const leading = [...numbers, ...inlineNumbers(type, field)];
      yield* placesOf(field, value, [...path, name], leading);
    }
  }
}

function* placesOf(field: FieldType, value: JsonValue, path: Path, numbers: Numbers): Generator<ScalarPlace> {
  if (field.shape === 'list') {
    for (const [index, item] of (Array.isArray(value) ? (value as readonly JsonValue[]) : []).entries()) {
      yield* elementPlaces(field, item, [...path, index], numbers);
    }
  } else if (field.shape === 'map') {
    for (const [key, item] of Object.entries(isJsonObject(value) ? value : {})) {
      yield* elementPlaces(field, item, [...path, key], [...numbers, 2]);
    }
  } else {
    yield* elementPlaces(field, value, path, numbers);
  }
}

function* elementPlaces(field: FieldType, value: JsonValue, path: Path, numbers: Numbers): Generator<ScalarPlace> {
  const { message } = field;
  if (message === undefined) {
    yield { field, value, path, numbers };
  } else if (message.json === 'object') {
    yield* isJsonObject(value) ? scalarPlaces(message, value, path, numbers) : [];
  } else {
    const inner = message.fields.find(found => found?.shape === 'list' && Array.isArray(value));
    if (inner) {
      yield* placesOf(inner, value, path, [...numbers, inner.number]);
    }
  }
}

/** The numbers of the inline messages around a field, and its own. */
function inlineNumbers(type: MessageType, wanted: FieldType): number[] {
  for (const field of type.fields) {
    if (field === wanted) {
      return [field.number];
    }
    const inner = field?.isInline && field.message ? inlineNumbers(field.message, wanted) : [];
    if (field && inner.length > 0) {
      return [field.number, ...inner];
    }
  }
  return [];
}

/** Another value of the same field, in the form that decoding gives it. */
export function otherValue({ type }: FieldType, value: JsonValue): JsonValue {
  switch (type) {
    case 'string':
      return `${value}-changed`;
    case 'bytes':
      return Buffer.from(`changed ${value}`).toString('base64');
    case 'bool':
      return value !== true;
    case 'Time':
      return '2031-02-03T04:05:06Z';
    case 'MicroTime':
      return '1969-12-31T23:59:58.000007Z';
    case 'Duration':
      return value === '1h2m3.5s' ? '-7µs' : '1h2m3.5s';
    case 'Quantity':
      return value === '1500m' ? '3Gi' : '1500m';
    case 'RawJson':
      return { ...(isJsonObject(value) ? value : {}), changed: [1, '<&>', 9007199254740993n] };
    case 'IntOrString':
      return typeof value === 'string' ? 4711 : 'https';
    default:
      return value === 7 ? -8 : 7;
  }
}

/** A copy of the object with one value replaced. */
export function withValue(object: JsonValue, path: Path, value: JsonValue): JsonValue {
  const [first, ...rest] = path;
  if (first === undefined) {
    return value;
  }
  if (Array.isArray(object)) {
    return (object as readonly JsonValue[]).map((item, index) =>
      index === first ? withValue(item, rest, value) : item,
    );
  }
  const entries = Object.entries(object as JsonObject);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, name === first ? withValue(item, rest, value) : item]),
  );
}

/** A copy without the property, for a value that would be left out. */
export function withoutValue(object: JsonValue, path: Path): JsonValue {
  const outer = path.slice(0, -1);
  const parent = outer.reduce<JsonValue>((value, part) => (value as JsonObject)[part] as JsonValue, object);
  const { [path.at(-1) as string]: _left, ...rest } = parent as JsonObject;
  return withValue(object, outer, rest);
}
