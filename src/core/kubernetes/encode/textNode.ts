/** A parsed text that remembers where each of its parts stands. */
import { type JsonValue, setProperty } from '../json';

export interface TextRange {
  /** UTF-16 units from the beginning of the text. */
  readonly start: number;
  readonly end: number;
}

export interface TextEntry {
  readonly name: string;
  /** Where the name stands. */
  readonly range: TextRange;
  readonly value: TextNode;
}

export interface ScalarNode extends TextRange {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | bigint | string;
}

export interface ListNode extends TextRange {
  readonly kind: 'list';
  readonly items: readonly TextNode[];
}

export interface MapNode extends TextRange {
  readonly kind: 'map';
  readonly entries: readonly TextEntry[];
}

export type TextNode = ScalarNode | ListNode | MapNode;

/** Of two entries with one name, the last. */
export function valueOfNode(node: TextNode): JsonValue {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(valueOfNode);
    default: {
      const object: Record<string, JsonValue> = {};
      for (const { name, value } of node.entries) {
        setProperty(object, name, valueOfNode(value));
      }
      return object;
    }
  }
}

export function isNull(node: TextNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

export function entryOf(node: TextNode | undefined, name: string): TextEntry | undefined {
  return node?.kind === 'map' ? node.entries.find(entry => entry.name === name) : undefined;
}
