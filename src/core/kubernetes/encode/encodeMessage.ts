/**
 * Writes messages as the generated code of Kubernetes does: fields in the order of their numbers, all that are no
 * pointers even when they are zero, maps sorted by key, numbers of a list one by one.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { wireType } from '../protobuf/wireReader';
import type { FieldType, MessageType } from '../schema/schema';
import { ByteWriter } from './byteWriter';
import { parseDuration, parseInstant } from './readTime';
import { writeCompactJson } from './writeCompactJson';

/** @param object in the form that `decodeMessage` gives; fields that are absent or null have their zero value. */
export function encodeMessage(type: MessageType, object: JsonObject): Uint8Array {
  const writer = new ByteWriter();
  for (const field of type.fields) {
    if (field) {
      encodeField(field, fieldValue(field, object), writer);
    }
  }
  return writer.finish();
}

/** What an object says of a field: an inline message's own fields are among the object's. */
export function fieldValue(field: FieldType, object: JsonObject): JsonValue | undefined {
  return field.isInline ? object : Object.hasOwn(object, field.name) ? object[field.name] : undefined;
}

/** All of a field, with its tags; nothing for what is not written. */
export function encodeField(field: FieldType, value: JsonValue | undefined, writer: ByteWriter): void {
  if (field.shape === 'list') {
    for (const item of Array.isArray(value) ? (value as readonly JsonValue[]) : []) {
      encodeElement(field, field.number, item, writer);
    }
  } else if (field.shape === 'map') {
    const map = isJsonObject(value) ? value : {};
    for (const key of Object.keys(map).sort(compareBytewise)) {
      writer.bytesField(field.number, encodeMapEntry(field, key, map[key] as JsonValue));
    }
  } else if (isWritten(field, value)) {
    encodeElement(field, field.number, value ?? null, writer);
  }
}

/** Pointers and bytes know nothing from zero, and nothing is left out. */
function isWritten(field: FieldType, value: JsonValue | undefined): boolean {
  return (value !== undefined && value !== null) || (!field.isPointer && field.type !== 'bytes');
}

export function encodeMapEntry(field: FieldType, key: string, value: JsonValue): Uint8Array {
  const entry = new ByteWriter();
  entry.textField(1, key);
  encodeElement(field, 2, value, entry);
  return entry.finish();
}

/** One value of a field's type, under a number of its own. */
export function encodeElement(field: FieldType, number: number, value: JsonValue, writer: ByteWriter): void {
  switch (field.type) {
    case 'string':
      writer.textField(number, typeof value === 'string' ? value : '');
      return;
    case 'bytes':
      writer.bytesField(number, Buffer.from(typeof value === 'string' ? value : '', 'base64'));
      return;
    case 'bool':
      writer.varintField(number, value === true ? 1 : 0);
      return;
    case 'int32':
    case 'int64':
      writer.varintField(number, wholeNumber(value));
      return;
    case 'double':
      writer.tag(number, wireType.fixed64);
      writer.double(typeof value === 'number' ? value : 0);
      return;
    default:
      writer.bytesField(number, encodeContent(field, value));
  }
}

/** What stands inside a message field: one of the table, or one of those with a JSON form of their own. */
export function encodeContent(field: FieldType, value: JsonValue): Uint8Array {
  if (field.message) {
    return encodeMessage(field.message, messageFields(field.message, value));
  }
  const writer = new ByteWriter();
  const text = typeof value === 'string' ? value : '';
  switch (field.type) {
    case 'Time':
    case 'MicroTime': {
      // The zero time is an empty message. Kubernetes keeps whole seconds, or microseconds.
      const instant = parseInstant(text);
      if (instant) {
        writer.varintField(1, instant.seconds);
        writer.varintField(2, field.type === 'Time' ? 0 : instant.nanoseconds);
      }
      break;
    }
    case 'Duration':
      writer.varintField(1, parseDuration(text) ?? 0);
      break;
    case 'Quantity':
      writer.textField(1, text === '' ? '0' : text);
      break;
    case 'IntOrString':
      writer.varintField(1, typeof value === 'string' ? 1 : 0);
      writer.varintField(2, wholeNumber(value));
      writer.textField(3, text);
      break;
    default:
      if (value !== null) {
        writer.textField(1, writeCompactJson(value));
      }
  }
  return writer.finish();
}

/** The fields of a message by their names: of one whose JSON is only one of its fields, those that this JSON means. */
export function messageFields(type: MessageType, value: JsonValue | undefined): JsonObject {
  if (type.json === 'object') {
    return isJsonObject(value) ? value : {};
  }
  const fields: Record<string, JsonValue> = {};
  for (const field of type.fields) {
    const shape = field?.shape === 'list' ? Array.isArray(value) : field?.message && isJsonObject(value);
    if (field && shape && value !== undefined) {
      fields[field.name] = value;
    } else if (field?.type === 'bool') {
      // JSONSchemaPropsOrBool: a schema allows as well.
      fields[field.name] = value === true || isJsonObject(value);
    }
  }
  return fields;
}

function wholeNumber(value: JsonValue): number | bigint {
  return typeof value === 'number' || typeof value === 'bigint' ? value : 0;
}

/** The order of Go's sort.Strings. */
export function compareBytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
