/**
 * Applies the differences of two objects to the message that one of them was decoded from. What they agree on, and what the
 * table does not know, is copied byte for byte from where it stands; only the fields that differ are written anew, and the
 * lengths of the messages around them.
 */
import { concatBytes } from '../../base/bytes';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { wireType } from '../protobuf/wireReader';
import type { FieldType, MessageType } from '../schema/schema';
import { ByteWriter } from './byteWriter';
import { editJsonText } from './editJsonText';
import {
  compareBytewise,
  encodeContent,
  encodeElement,
  encodeField,
  encodeMapEntry,
  fieldValue,
  messageFields,
} from './encodeMessage';
import { equalJson } from './equalJson';
import { matchElements } from './matchElements';
import { readSpans, type WireSpan } from './wireFields';

/** What is written in place of a field's occurrences, and what comes behind each. */
interface Replacement {
  /** Where nothing of the field stands: all of it. */
  readonly whole: ByteWriter;
  /** By occurrence: its new bytes, those of new elements that follow it among them. */
  readonly inPlace: ReadonlyMap<WireSpan, ByteWriter>;
}

/**
 * @param bytes what holds the message, from `start` to `end`.
 * @param before the object that `decodeMessage` makes of it.
 * @returns the new message; the same bytes where the objects are equal.
 */
export function mergeMessage(
  type: MessageType,
  bytes: Uint8Array,
  start: number,
  end: number,
  before: JsonObject,
  after: JsonObject,
): Uint8Array {
  const changed = type.fields.filter(field => field !== undefined && differs(field, before, after)) as FieldType[];
  if (changed.length === 0) {
    return bytes.subarray(start, end);
  }
  const spans = readSpans(bytes, start, end);
  const replacements = new Map(
    changed.map(field => {
      const own = spans.filter(({ number }) => number === field.number);
      return [field.number, replace(field, bytes, own, fieldValue(field, before), fieldValue(field, after))] as const;
    }),
  );
  const missing = changed.filter(field => !spans.some(({ number }) => number === field.number));
  const writer = new ByteWriter();
  for (const span of spans) {
    while (missing[0] && missing[0].number < span.number) {
      writer.copy(replacements.get((missing.shift() as FieldType).number)?.whole.finish() ?? new Uint8Array());
    }
    const replacement = replacements.get(span.number);
    if (replacement === undefined) {
      writer.copy(bytes, span.start, span.end);
    } else {
      writer.copy(replacement.inPlace.get(span)?.finish() ?? new Uint8Array());
    }
  }
  for (const field of missing) {
    writer.copy(replacements.get(field.number)?.whole.finish() ?? new Uint8Array());
  }
  return writer.finish();
}

function differs(field: FieldType, before: JsonObject, after: JsonObject): boolean {
  if (field.isInline && field.message) {
    return field.message.fields.some(inner => inner !== undefined && differs(inner, before, after));
  }
  return !equalJson(fieldValue(field, before), fieldValue(field, after));
}

function replace(
  field: FieldType,
  bytes: Uint8Array,
  spans: readonly WireSpan[],
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Replacement {
  const whole = new ByteWriter();
  const [first] = spans;
  if (first === undefined) {
    encodeField(field, after, whole);
    return { whole, inPlace: new Map() };
  }
  if (field.shape === 'list') {
    return { whole, inPlace: replaceList(field, bytes, spans, listOf(before), listOf(after)) };
  }
  if (field.shape === 'map') {
    return { whole, inPlace: replaceMap(field, bytes, spans, mapOf(before), mapOf(after)) };
  }
  const writer = new ByteWriter();
  if (after === undefined || after === null || first.wire !== wireType.bytes || !isMessage(field)) {
    encodeField(field, after, writer);
  } else {
    // A message that came in several pieces is one message: the pieces in a row (protobuf's rule for merging).
    const pieces = spans.map(({ content, end }) => bytes.subarray(content, end));
    const content = pieces.length === 1 ? (pieces[0] as Uint8Array) : concatBytes(...pieces);
    writer.bytesField(field.number, mergeContent(field, content, before, after));
  }
  return { whole, inPlace: new Map([[first, writer]]) };
}

function isMessage({ type }: FieldType): boolean {
  return !['string', 'bytes', 'bool', 'int32', 'int64', 'double'].includes(type);
}

/** The inside of one message value. */
function mergeContent(
  field: FieldType,
  content: Uint8Array,
  before: JsonValue | undefined,
  after: JsonValue,
): Uint8Array {
  const { message } = field;
  if (message) {
    const [old, now] = [messageFields(message, before), messageFields(message, after)];
    return mergeMessage(message, content, 0, content.length, old, now);
  }
  const spans = readSpans(content, 0, content.length);
  const fresh =
    field.type === 'RawJson' ? editRawJson(field, content, spans, before, after) : encodeContent(field, after);
  // The few numbers that these types have are written anew; what else a newer Kubernetes put there stays.
  const known = new Set([1, 2, 3].slice(0, knownNumbers[field.type] ?? 1));
  const unknown = spans
    .filter(({ number }) => !known.has(number))
    .map(({ start, end }) => content.subarray(start, end));
  return concatBytes(fresh, ...unknown);
}

/** How many numbers the types with a JSON form of their own use; 1 for those that are not named. */
const knownNumbers: Readonly<Partial<Record<FieldType['type'], number>>> = { Time: 2, MicroTime: 2, IntOrString: 3 };

function editRawJson(
  field: FieldType,
  content: Uint8Array,
  spans: readonly WireSpan[],
  before: JsonValue | undefined,
  after: JsonValue,
): Uint8Array {
  const raw = spans.findLast(({ number, wire }) => number === 1 && wire === wireType.bytes);
  const writer = new ByteWriter();
  // Only an object or a list has parts to keep, and only those were surely parsed from JSON.
  if (raw && typeof before === 'object' && before !== null) {
    const text = Buffer.from(content.subarray(raw.content, raw.end)).toString();
    writer.textField(1, editJsonText(text, after));
    return writer.finish();
  }
  return encodeContent(field, after);
}

function replaceList(
  field: FieldType,
  bytes: Uint8Array,
  spans: readonly WireSpan[],
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): ReadonlyMap<WireSpan, ByteWriter> {
  const [first] = spans as readonly [WireSpan, ...WireSpan[]];
  const inPlace = new Map<WireSpan, ByteWriter>();
  // Elements that a writer packed into one field lie in no place of their own: written one by one, as Kubernetes does.
  const isOneEach = spans.length === before.length;
  const matches = isOneEach ? matchElements(before, after) : after.map(() => undefined);
  const kept = matches.filter(match => match !== undefined);
  const isInOrder = kept.every((match, index) => index === 0 || (kept[index - 1] as number) < match);
  let place = first;
  for (const [index, item] of after.entries()) {
    const match = matches[index];
    const span = match === undefined ? undefined : spans[match];
    place = isInOrder && span ? span : place;
    const writer = inPlace.get(place) ?? new ByteWriter();
    inPlace.set(place, writer);
    if (span && equalJson(before[match as number], item)) {
      writer.copy(bytes, span.start, span.end);
    } else if (span && isMessage(field)) {
      const content = bytes.subarray(span.content, span.end);
      writer.bytesField(field.number, mergeContent(field, content, before[match as number], item));
    } else {
      encodeElement(field, field.number, item, writer);
    }
  }
  return inPlace;
}

function replaceMap(
  field: FieldType,
  bytes: Uint8Array,
  spans: readonly WireSpan[],
  before: JsonObject,
  after: JsonObject,
): ReadonlyMap<WireSpan, ByteWriter> {
  const keys = spans.map(span => mapKey(bytes, span));
  const lastOf = new Map(keys.map((key, index) => [key, index]));
  const inPlace = new Map<WireSpan, ByteWriter>();
  const added = Object.keys(after)
    .filter(key => !lastOf.has(key))
    .sort(compareBytewise);
  const writeAdded = (writer: ByteWriter, end?: string): void => {
    while (added[0] !== undefined && (end === undefined || compareBytewise(added[0], end) < 0)) {
      const key = added.shift() as string;
      writer.bytesField(field.number, encodeMapEntry(field, key, after[key] as JsonValue));
    }
  };
  for (const [index, span] of spans.entries()) {
    const key = keys[index] as string;
    const writer = new ByteWriter();
    writeAdded(writer, key);
    if (Object.hasOwn(after, key)) {
      const value = after[key] as JsonValue;
      if (equalJson(before[key], value)) {
        writer.copy(bytes, span.start, span.end);
      } else if (lastOf.get(key) === index) {
        // Of two entries with one key the last counts, so that is the one to change.
        const entry = bytes.subarray(span.content, span.end);
        writer.bytesField(field.number, mergeMapEntry(field, entry, before[key], value));
      }
    }
    if (index === spans.length - 1) {
      writeAdded(writer);
    }
    inPlace.set(span, writer);
  }
  return inPlace;
}

function mapKey(bytes: Uint8Array, { content, end }: WireSpan): string {
  const key = readSpans(bytes, content, end).findLast(({ number, wire }) => number === 1 && wire === wireType.bytes);
  return key ? Buffer.from(bytes.subarray(key.content, key.end)).toString() : '';
}

/** A map's entry is a message of its own: 1 the key, 2 the value. */
function mergeMapEntry(
  field: FieldType,
  entry: Uint8Array,
  before: JsonValue | undefined,
  after: JsonValue,
): Uint8Array {
  const spans = readSpans(entry, 0, entry.length);
  const last = spans.findLast(({ number }) => number === 2);
  const writer = new ByteWriter();
  for (const span of spans) {
    if (span.number !== 2) {
      writer.copy(entry, span.start, span.end);
    } else if (span === last && isMessage(field)) {
      writer.bytesField(2, mergeContent(field, entry.subarray(span.content, span.end), before, after));
    } else if (span === last) {
      encodeElement(field, 2, after, writer);
    }
  }
  if (last === undefined) {
    encodeElement(field, 2, after, writer);
  }
  return writer.finish();
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function mapOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
