import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { equalJson } from './equalJson';
import { matchElements } from './matchElements';
import { nodesOfJson } from './readJsonText';
import { type TextNode, valueOfNode } from './textNode';
import { quotedJson, writeCompactJson } from './writeCompactJson';

/**
 * JSON of `value` in which all that `text` says already stands as it is written there: the order of keys, the form of
 * numbers, the escapes. New keys follow, in their order where the others are sorted.
 *
 * @param text valid JSON.
 */
export function editJsonText(text: string, value: JsonValue): string {
  return edited(text, nodesOfJson(text), value);
}

function edited(text: string, node: TextNode, value: JsonValue): string {
  const before = valueOfNode(node);
  if (equalJson(before, value)) {
    return text.slice(node.start, node.end);
  }
  if (node.kind === 'map' && isJsonObject(value)) {
    const entries = new Map(node.entries.map(entry => [entry.name, entry]));
    const items = keysInOrder([...entries.keys()], value).map(name => {
      const entry = entries.get(name);
      const item = value[name] as JsonValue;
      return entry
        ? `${text.slice(entry.range.start, entry.range.end)}:${edited(text, entry.value, item)}`
        : `${quotedJson(name)}:${writeCompactJson(item)}`;
    });
    return `{${items.join(',')}}`;
  }
  if (node.kind === 'list' && Array.isArray(value)) {
    const list = value as readonly JsonValue[];
    const matches = matchElements(before as readonly JsonValue[], list);
    const items = list.map((item, index) => {
      const match = node.items[matches[index] ?? -1];
      return match ? edited(text, match, item) : writeCompactJson(item);
    });
    return `[${items.join(',')}]`;
  }
  return writeCompactJson(value);
}

/** Those that stay keep their order; the others come where they sort, or at the end of keys that are not sorted. */
function keysInOrder(before: readonly string[], after: JsonObject): string[] {
  const kept = before.filter(name => Object.hasOwn(after, name));
  const known = new Set(kept);
  const added = Object.keys(after).filter(name => !known.has(name));
  const isSorted = before.every((name, index) => index === 0 || (before[index - 1] as string) < name);
  return isSorted ? [...kept, ...added].sort() : [...kept, ...added];
}
