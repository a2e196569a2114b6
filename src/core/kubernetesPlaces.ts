import { type KeyRange, nextKey, prefixRange } from './base/keyValue';
import type { KeyspaceReader } from './keyspace/keyspaceReader';
import { type CountedSpan, cutAfterFirst, cutSpan, fanBoundaries, type Span } from './keyspace/partition';

/** Refinements of the largest part; each takes two reads, one after the other. */
const mostRefinements = 2;

/**
 * Ranges of a directory that together hold all its keys, where these part in their names: by the first letters of their
 * namespaces, say. In few reads rather than evenly: each waits for the one before, whatever the way to the member.
 *
 * @param wanted Places that are enough; most of the time there are more.
 * @throws whatever the reader throws.
 */
export async function placesBelow(
  reader: KeyspaceReader,
  directory: Uint8Array,
  wanted: number,
  signal?: AbortSignal,
): Promise<readonly KeyRange[]> {
  const context = { reader, signal };
  let parts = await countedParts(context, cutSpan(spanOf(directory), fanBoundaries(directory)));
  for (let refinement = 0; parts.length < wanted && refinement < mostRefinements; refinement++) {
    const largest = parts.reduce<CountedSpan | undefined>(
      (most, part) => (most && most.count >= part.count ? most : part),
      undefined,
    );
    if (!largest || largest.count <= wanted) {
      break;
    }
    const finer = await refined(context, largest);
    parts = parts.flatMap(part => (part === largest ? finer : [part]));
  }
  return parts.map(({ first, rangeEnd }) => ({ key: first, rangeEnd }));
}

interface Context {
  readonly reader: KeyspaceReader;
  readonly signal?: AbortSignal;
}

/** A part, cut at each byte that follows what all its keys begin with. */
async function refined(context: Context, part: CountedSpan): Promise<readonly CountedSpan[]> {
  // The pieces end where the first key, shortened by a byte each, ends: the last one with keys tells what they share.
  const { first, rangeEnd } = part;
  const rest = await countedParts(context, cutAfterFirst(part, nextKey(first)));
  const last = rest.at(-1);
  if (!last) {
    return [part];
  }
  const shared = first.subarray(0, sharedLength(first, last.first));
  return countedParts(context, cutSpan({ key: first, rangeEnd }, fanBoundaries(shared)));
}

/** Those with keys. */
async function countedParts({ reader, signal }: Context, spans: readonly Span[]): Promise<readonly CountedSpan[]> {
  const results = await reader.ranges(
    spans.map(span => ({ ...span, limit: 1, keysOnly: true })),
    { signal },
  );
  return spans.flatMap(({ rangeEnd }, index) => {
    const { keyValues = [], count = 0 } = results[index] ?? {};
    const [keyValue] = keyValues;
    return keyValue ? [{ first: keyValue.key, rangeEnd, count }] : [];
  });
}

function spanOf(directory: Uint8Array): Span {
  const { key, rangeEnd } = prefixRange(directory);
  return { key, rangeEnd };
}

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) {
    length++;
  }
  return length;
}
