/**
 * One page with its overflow, checked before anything of it is believed.
 * Header, 16 bytes: id u64, flags u16, count u16, overflow u32. Element of a branch, 16 bytes: position, key size, page
 * id u64; of a leaf: flags, position, key size, value size. Positions count from the element itself
 * (etcd-io/bbolt, internal/common/page.go).
 */
import type { DamageReason } from './damage';
import { readUint16, readUint32, readUint64 } from './littleEndian';

export interface Page {
  readonly id: number;
  readonly isLeaf: boolean;
  readonly count: number;
  /** Holds the page from `start` to `end`, overflow included; valid until the next page is read. */
  readonly bytes: Uint8Array;
  /** The same bytes, for numbers: a million elements are read fastest by it. */
  readonly view: DataView;
  readonly start: number;
  readonly end: number;
}

/** An element of a leaf: offsets in the page's `bytes`, the value follows its key. */
export type ElementVisitor = (
  leaf: Page,
  index: number,
  isBucket: boolean,
  keyStart: number,
  keyEnd: number,
  valueEnd: number,
) => void;

export const pageHeaderBytes = 16;
const elementBytes = 16;

/**
 * Bytes of one page with its overflow. Two values share a page at least, and etcd's largest is 1.5 MiB unless
 * --max-request-bytes is raised.
 */
export const largestRun = 64 * 1024 * 1024;

const branchFlag = 1;
const leafFlag = 2;
export const freelistFlag = 16;
const bucketFlag = 1;

/** What must hold before a page's overflow is read with it. */
export function pageKind(bytes: Uint8Array, at: number, id: number): 'branch' | 'leaf' | DamageReason {
  if (readUint64(bytes, at) !== id) {
    return 'wrongId';
  }
  const flags = readUint16(bytes, at + 8);
  return flags === leafFlag ? 'leaf' : flags === branchFlag ? 'branch' : 'wrongType';
}

export function elementCount(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at + 10);
}

export function overflowPages(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + 12);
}

/** A leaf or branch whose header has been looked at. */
export function checkedPage(page: Page): Page | DamageReason {
  const fits = pageHeaderBytes + page.count * elementBytes <= page.end - page.start;
  return fits && (page.isLeaf || page.count > 0) ? page : 'badCount';
}

/**
 * Visits the elements of a leaf in order and gives the number of those that are broken and left out: outside of the page,
 * or, all together, of more bytes than it has. So no page can pretend to hold more than it does.
 */
export function visitElements(leaf: Page, visit: ElementVisitor): number {
  const { view, start, end, count } = leaf;
  const dataStart = start + pageHeaderBytes + count * elementBytes;
  let bytesLeft = end - dataStart;
  let broken = 0;
  for (let index = 0; index < count; index++) {
    const at = start + pageHeaderBytes + index * elementBytes;
    const keyStart = at + view.getUint32(at + 4, true);
    const keyEnd = keyStart + view.getUint32(at + 8, true);
    const valueEnd = keyEnd + view.getUint32(at + 12, true);
    if (keyStart < dataStart || valueEnd > end || valueEnd - keyStart > bytesLeft) {
      broken++;
      continue;
    }
    bytesLeft -= valueEnd - keyStart;
    visit(leaf, index, (view.getUint32(at, true) & bucketFlag) !== 0, keyStart, keyEnd, valueEnd);
  }
  return broken;
}

/** Where the header of an element lies in its page. */
export function elementHeaderRange(index: number): readonly [start: number, end: number] {
  const start = pageHeaderBytes + index * elementBytes;
  return [start, start + elementBytes];
}

/** Where a leaf's element lies in its page, by its header; undefined where no page is as large. */
export function elementRange(
  header: Uint8Array,
  index: number,
): { readonly keyStart: number; readonly keyEnd: number; readonly valueEnd: number } | undefined {
  const [at] = elementHeaderRange(index);
  const keyStart = at + readUint32(header, 4);
  const keyEnd = keyStart + readUint32(header, 8);
  const valueEnd = keyEnd + readUint32(header, 12);
  return valueEnd <= largestRun ? { keyStart, keyEnd, valueEnd } : undefined;
}

/** The pages below a branch, in key order, whatever numbers it holds. */
export function childPages({ bytes, start, count }: Page): number[] {
  return Array.from({ length: count }, (_, index) =>
    readUint64(bytes, start + pageHeaderBytes + index * elementBytes + 8),
  );
}
