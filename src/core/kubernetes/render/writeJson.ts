import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { sortedKeys, topLevelKeys } from './keyOrder';

/** kubectl's. */
const indentation = 4;

/** A document as kubectl prints it, whole numbers of any size exact; ends with a line feed. */
export function writeJson(value: JsonValue): string {
  return `${isJsonObject(value) ? objectText(value, topLevelKeys(value), 0) : text(value, 0)}\n`;
}

function text(value: JsonValue, indent: number): string {
  if (typeof value === 'bigint') {
    return String(value);
  }
  if (isJsonObject(value)) {
    return objectText(value, sortedKeys(value), indent);
  }
  return Array.isArray(value)
    ? enclosed(
        '[',
        ']',
        value.map(item => text(item, indent + indentation)),
        indent,
      )
    : JSON.stringify(value);
}

function objectText(object: JsonObject, keys: readonly string[], indent: number): string {
  const items = keys.map(key => `${JSON.stringify(key)}: ${text(object[key] as JsonValue, indent + indentation)}`);
  return enclosed('{', '}', items, indent);
}

function enclosed(open: string, close: string, items: readonly string[], indent: number): string {
  if (items.length === 0) {
    return open + close;
  }
  const padding = `\n${' '.repeat(indent)}`;
  const inner = padding + ' '.repeat(indentation);
  return open + inner + items.join(`,${inner}`) + padding + close;
}
