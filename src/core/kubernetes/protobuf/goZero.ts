/** What encoding/json of Go prints of fields that were never set: the zero values of the struct behind a message. */
import type { JsonValue } from '../json';
import type { FieldType, MessageType } from '../schema/schema';

type MutableObject = Record<string, JsonValue>;

/** Adds what Go prints of a message although nothing of it was written. */
export function printAbsent(type: MessageType, object: MutableObject): void {
  for (const field of type.alwaysPrinted) {
    if (object[field.name] === undefined) {
      object[field.name] = field.whenAbsent === 'null' ? null : zeroOf(field);
    }
  }
}

/** What Go prints for a value that was never set. */
export function zeroOf(field: FieldType): JsonValue {
  switch (field.type) {
    case 'string':
    case 'bytes':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'double':
    case 'IntOrString':
      return 0;
    case 'Quantity':
      return '0';
    case 'Duration':
      return '0s';
    case 'message': {
      const object: MutableObject = {};
      if (field.message) {
        printAbsent(field.message, object);
        return field.message.json === 'object' ? object : onlyField(field.message, object);
      }
      return object;
    }
    default:
      return null;
  }
}

/** A message whose JSON is one of its fields: a list before a message before a plain value, null where none is set. */
export function onlyField(type: MessageType, object: MutableObject): JsonValue {
  let chosen: JsonValue = null;
  for (const shape of ['plain', 'message', 'list']) {
    for (const field of type.fields) {
      const value = field && object[field.name];
      const is = field?.shape === 'list' ? 'list' : field?.message ? 'message' : 'plain';
      if (is === shape && value !== undefined && value !== null) {
        chosen = value;
      }
    }
  }
  return chosen;
}

/** What `omitempty` leaves out of a plain value. */
export function isZero(value: JsonValue): boolean {
  return value === '' || value === 0 || value === false || value === null;
}
