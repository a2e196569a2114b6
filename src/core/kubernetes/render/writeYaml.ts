/**
 * Writes YAML in the layout of kubectl: two spaces, lists not indented below their key, texts of several lines as blocks.
 *
 * Our own writer because the `yaml` package, which builds a node for every value, writes some 1,000 objects of 2 KB a
 * second where listing and comparing want 10,000; that package reads back what this one writes, in the tests.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { sortedKeys, topLevelKeys } from './keyOrder';
import { doubleQuoted, fitsBlock, yamlBlock, yamlText } from './yamlScalar';

/** libyaml's limit for a key that stands before its colon on one line. */
const mostSimpleKey = 128;
/**
 * Spaces. What lies deeper, which no real object does, goes on one line: else a small value of many levels would grow by
 * hundreds of spaces a line.
 */
const mostIndent = 128;

/** A document; ends with a line feed. */
export function writeYaml(
  value: JsonValue,
  keysOfTop: (object: JsonObject) => readonly string[] = topLevelKeys,
): string {
  if (isJsonObject(value)) {
    const keys = keysOfTop(value);
    return keys.length === 0 ? '{}\n' : mapping(value, keys, 0, '');
  }
  return Array.isArray(value) && value.length > 0 ? sequence(value, 0, '') : inline(value, 0);
}

/** `first` is what stands before the first line instead of its indentation: nothing, where a dash already led to it. */
function mapping(object: JsonObject, keys: readonly string[], indent: number, first: string): string {
  const padding = ' '.repeat(indent);
  let text = '';
  let before = first;
  for (const key of keys) {
    const value = object[key] as JsonValue;
    const written = yamlText(key);
    if (written.length > mostSimpleKey) {
      text += `${before}? ${written}\n${padding}: ${behindIndicator(value, indent)}`;
    } else {
      text += `${before}${written}:${behindKey(value, indent)}`;
    }
    before = padding;
  }
  return text;
}

function behindKey(value: JsonValue, indent: number): string {
  if (typeof value === 'object' && value !== null) {
    if (indent >= mostIndent) {
      return ` ${flow(value)}\n`;
    }
    if (isList(value)) {
      return value.length === 0 ? ' []\n' : `\n${sequence(value, indent, ' '.repeat(indent))}`;
    }
    const keys = sortedKeys(value);
    return keys.length === 0 ? ' {}\n' : `\n${mapping(value, keys, indent + 2, ' '.repeat(indent + 2))}`;
  }
  return ` ${inline(value, indent + 2)}`;
}

function sequence(list: readonly JsonValue[], indent: number, first: string): string {
  const padding = ' '.repeat(indent);
  let text = '';
  let before = first;
  for (const item of list) {
    text += `${before}- ${behindIndicator(item, indent)}`;
    before = padding;
  }
  return text;
}

/** What follows `- `, `? ` or `: ` on the same line. */
function behindIndicator(value: JsonValue, indent: number): string {
  if (typeof value === 'object' && value !== null) {
    if (indent >= mostIndent) {
      return `${flow(value)}\n`;
    }
    if (isList(value)) {
      return value.length === 0 ? '[]\n' : sequence(value, indent + 2, '');
    }
    const keys = sortedKeys(value);
    return keys.length === 0 ? '{}\n' : mapping(value, keys, indent + 2, '');
  }
  return inline(value, indent + 2);
}

function inline(value: JsonValue, blockIndent: number): string {
  switch (typeof value) {
    case 'string':
      return fitsBlock(value) ? yamlBlock(value, Math.max(2, blockIndent)) : `${yamlText(value)}\n`;
    case 'number':
      return `${Number.isFinite(value) ? value : Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf'}\n`;
    case 'object':
      return value === null ? 'null\n' : isList(value) ? '[]\n' : '{}\n';
    default:
      return `${value}\n`;
  }
}

/** On one line, in brackets and braces. */
function flow(value: JsonValue): string {
  if (typeof value === 'string') {
    return doubleQuoted(value);
  }
  if (isJsonObject(value)) {
    const items = sortedKeys(value).map(key => {
      const written = doubleQuoted(key);
      return `${written.length > mostSimpleKey ? '? ' : ''}${written} : ${flow(value[key] as JsonValue)}`;
    });
    return `{${items.join(', ')}}`;
  }
  return isList(value) ? `[${value.map(flow).join(', ')}]` : inline(value, 0).trimEnd();
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
