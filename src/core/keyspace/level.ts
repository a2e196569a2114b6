/** What a level of the tree is made of: keys grouped by the first delimiter that follows the prefix. */
import { bytesFromText, indexOfBytes, startsWithBytes } from '../base/bytes';
import { nextKey, prefixEnd } from '../base/keyValue';
import { keyText } from './keyText';
import { type CountedSpan, reaches, type Span } from './partition';

export interface LevelChild {
  /** The segment as display text, see `keyText`; empty for a key that equals the prefix and for an empty segment. */
  readonly name: string;
  /** A leaf's own key; a directory's prefix, which ends with the delimiter. */
  readonly key: Uint8Array;
  readonly isLeaf: boolean;
  /** Keys below a directory, exactly; 1 for a leaf. */
  readonly count: number;
}

export interface Level {
  readonly prefix: Uint8Array;
  /** Empty for a flat list, in which every key is a leaf. */
  readonly delimiter: Uint8Array;
}

/** Keys of the level that are not grouped into children yet; begins where a child begins. */
export interface Part extends CountedSpan {
  /** `read`: page through its keys. `split`: find its first child's end and what lies after it, without reading the child. */
  readonly way: 'read' | 'split';
  /** An estimate of its children, never below 1. */
  readonly expected: number;
}

/** Up to this many keys are read, all of them at once, rather than split. */
export const alwaysRead = 64;

/** A part of more keys is split even where all are leaves: each page of it would have the server count all that remains. */
const alwaysSplit = 20_000;

/** One key in so many must open a new child for a page of keys to be worth its transfer. */
const sparsestRead = 32;

export function levelOf(prefix: Uint8Array, delimiter: Uint8Array | string): Level {
  return { prefix, delimiter: typeof delimiter === 'string' ? bytesFromText(delimiter) : delimiter };
}

/** The first key after all that belong to the child, as a range's end: `endOfKeyspace` where nothing can follow. */
export function endOfChild({ key, isLeaf }: Pick<LevelChild, 'key' | 'isLeaf'>): Uint8Array {
  return isLeaf ? nextKey(key) : prefixEnd(key);
}

/** The child that `key`, which begins with the level's prefix, belongs to. */
export function childOfKey({ prefix, delimiter }: Level, key: Uint8Array, count: number): LevelChild {
  const cut = delimiter.length === 0 ? -1 : indexOfBytes(key, delimiter, prefix.length);
  return cut < 0
    ? { name: keyText(key.subarray(prefix.length)), key, isLeaf: true, count: 1 }
    : {
        name: keyText(key.subarray(prefix.length, cut)),
        key: new Uint8Array(key.subarray(0, cut + delimiter.length)),
        isLeaf: false,
        count,
      };
}

/**
 * Groups the first keys of a span into the children that they show completely, and a part for the rest.
 * `keys` are the span's first keys without a gap; `count` is that of all its keys; the span begins where a child begins.
 */
export function groupKeys(
  level: Level,
  span: Span,
  keys: readonly Uint8Array[],
  count: number,
): readonly (LevelChild | Part)[] {
  const items: (LevelChild | Part)[] = [];
  let at = 0;
  while (at < keys.length) {
    const first = keys[at] as Uint8Array;
    const child = childOfKey(level, first, count - at);
    const next = child.isLeaf ? at + 1 : firstOutside(keys, at, child.key);
    if (next < keys.length) {
      items.push({ ...child, count: next - at });
      at = next;
    } else if (keys.length === count || reaches(endOfChild(child), span.rangeEnd)) {
      items.push(child);
      at = next;
    } else {
      // The last child seen stays with the rest, so that every part begins with a key that is known to exist.
      return [
        ...items,
        partOf(span, first, count - at, { children: items.length + 1, keys: keys.length, inLast: next - at }),
      ];
    }
  }
  return items;
}

function firstOutside(keys: readonly Uint8Array[], from: number, directory: Uint8Array): number {
  let at = from + 1;
  while (at < keys.length && startsWithBytes(keys[at] as Uint8Array, directory)) {
    at++;
  }
  return at;
}

function partOf(
  { rangeEnd }: Span,
  first: Uint8Array,
  count: number,
  seen: { readonly children: number; readonly keys: number; readonly inLast: number },
): Part {
  const isDirectoryLike = seen.inLast * 2 > seen.keys || seen.children * sparsestRead < seen.keys;
  const way = count > alwaysSplit || (isDirectoryLike && count > alwaysRead) ? 'split' : 'read';
  const expected = way === 'split' ? 1 : Math.max(1, Math.floor((count * seen.children) / seen.keys));
  return { first, rangeEnd, count, way, expected };
}

export function isPart(item: LevelChild | Part): item is Part {
  return 'rangeEnd' in item;
}
