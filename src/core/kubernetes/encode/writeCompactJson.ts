import { isJsonObject, type JsonValue } from '../json';

/** What encoding/json of Go escapes beside what JSON demands. */
const escapedByGo = /[<>&\u2028\u2029]/g;

/** JSON without spaces, as encoding/json of Go writes it, keys in the object's order; 64-bit numbers exact. */
export function writeCompactJson(value: JsonValue): string {
  if (typeof value === 'string') {
    return quotedJson(value);
  }
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (isJsonObject(value)) {
    return `{${Object.entries(value)
      .map(([name, item]) => `${quotedJson(name)}:${writeCompactJson(item)}`)
      .join(',')}}`;
  }
  return Array.isArray(value) ? `[${value.map(writeCompactJson).join(',')}]` : JSON.stringify(value);
}

/** A text, or a key. */
export function quotedJson(text: string): string {
  return JSON.stringify(text).replace(
    escapedByGo,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
