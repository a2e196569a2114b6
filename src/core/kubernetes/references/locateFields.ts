import { isMap, isScalar, isSeq, type Node, Scalar } from 'yaml';
import { readPlainScalar } from '../encode/plainScalar';
import { type JsonValue, setProperty } from '../json';
import { ProblemError } from '../problem';
import { readYamlDocument } from '../yamlDocument';
import type { PointedAt } from './referencesAt';
import type { FieldPath } from './referencesOf';

/** A field's name, or a value that is no object and no list, and where it stands in a text. */
export interface FieldPlace extends PointedAt {
  /** UTF-16 units from the beginning of the text. */
  readonly start: number;
  readonly end: number;
}

/** The object of a text, and where its fields stand. */
export interface LocatedObject {
  readonly object: JsonValue;
  /** In the order of the text. */
  readonly places: readonly FieldPlace[];
}

/** UTF-16 units. Parsing YAML takes up to four seconds for each million, and whoever waits is only pointing at something. */
export const mostLocated = 256 * 1024;

/**
 * Reads YAML, or JSON, which is YAML as well, as far as it can be read: the text may be in the middle of an edit.
 * Undefined for a text that is too long, or nested deeper than any object.
 */
export function locateFields(text: string): LocatedObject | undefined {
  if (text.length > mostLocated) {
    return undefined;
  }
  try {
    const places: FieldPlace[] = [];
    const { document } = readYamlDocument(text, { schema: 'failsafe' }) ?? {};
    return { object: read(document?.contents, [], places), places };
  } catch (error) {
    if (error instanceof ProblemError) {
      return undefined;
    }
    throw error;
  }
}

/** The field or value that stands at an offset of the text; both of its ends count. */
export function placeAt({ places }: LocatedObject, offset: number): FieldPlace | undefined {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] as FieldPlace).start <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const place = places[low - 1];
  return place && offset <= place.end ? place : undefined;
}

function read(node: unknown, path: FieldPath, places: FieldPlace[]): JsonValue {
  if (isMap(node)) {
    const object: Record<string, JsonValue> = {};
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      if (name !== undefined) {
        const at = [...path, name];
        addPlace(key, at, true, places);
        setProperty(object, name, read(value, at, places));
      }
    }
    return object;
  }
  if (isSeq(node)) {
    return node.items.map((item, index) => read(item, [...path, index], places));
  }
  // An alias has its value elsewhere: the API server's objects have none.
  if (!isScalar(node) || node.value === null) {
    return null;
  }
  addPlace(node, path, false, places);
  const text = String(node.value);
  return node.type === Scalar.PLAIN ? readPlainScalar(text) : text;
}

function addPlace(node: unknown, path: FieldPath, isFieldName: boolean, places: FieldPlace[]): void {
  const range = (node as Partial<Node>).range;
  if (range) {
    places.push({ path, isFieldName, start: range[0], end: range[1] });
  }
}
