import type { LeafVisitor } from '../pages/buckets';
import { readUint64 } from '../pages/littleEndian';
import { type Page, visitElements } from '../pages/page';
import type { PageReader } from '../pages/pageReader';
import { emptyRecord, isDeletion, isRevision, readRecord } from './storedRecord';

/** A leaf of the `key` bucket that was found by what is on it. */
export interface StrayLeaf {
  readonly page: number;
  /** Its first and its last entry: big-endian revisions of 17 bytes, which sort as bytes. */
  readonly first: Uint8Array;
  readonly last: Uint8Array;
}

/** Leaves that are looked for: those of a database of 16 GB in pages of 4 KB. */
const mostLeaves = 2 ** 22;

/** Pages between two chances to stop. */
const pagesAStep = 256;

const revisionBytes = 17;

/**
 * Looks at every page of a file for leaves of the `key` bucket, wherever they belong: where the branches above them are
 * lost, a leaf still tells by its own number and by its entries what it is. Gives them by their first revision. Some are
 * older states of others that nobody has overwritten yet: of two that overlap, the one with the earlier beginning has every
 * entry that the other has in this range, as entries are only added at the end and removed by compactions.
 */
export function* strayLeaves(reader: PageReader): Generator<number, readonly StrayLeaf[]> {
  const { pageCount, pageSize } = reader.layout;
  const leaves: StrayLeaf[] = [];
  let readUpTo = 0;
  for (let id = 2; id < pageCount && leaves.length < mostLeaves; ) {
    if (id >= readUpTo) {
      const ahead = Array.from({ length: Math.min(pagesAStep, pageCount - id) }, (_, offset) => id + offset);
      readUpTo = id + reader.readAhead(ahead, 0);
      yield id / pageCount;
    }
    const page = reader.page(id);
    const leaf = typeof page === 'string' ? undefined : keyLeaf(page, pageSize);
    if (leaf) {
      leaves.push(leaf);
    }
    // What looks like a page inside of a value is a part of the value.
    id += leaf && typeof page !== 'string' ? (page.end - page.start) / pageSize : 1;
  }
  return leaves.sort((a, b) => Buffer.compare(a.first, b.first));
}

/** Visits the entries of leaves that overlap in ascending order, each revision once. */
export function* visitStrayLeaves(
  reader: PageReader,
  leaves: readonly StrayLeaf[],
  visitor: LeafVisitor,
): Generator<number, void> {
  const previous = new Uint8Array(revisionBytes);
  for (const [index, { page: id, last }] of leaves.entries()) {
    if (Buffer.compare(last, previous) <= 0) {
      continue;
    }
    const page = reader.page(id);
    if (typeof page !== 'string') {
      visitor.page?.(page);
      visitElements(page, (leaf, element, isBucket, start, end, valueEnd) => {
        const revision = leaf.bytes.subarray(start, start + revisionBytes);
        if (Buffer.compare(revision, previous) > 0) {
          previous.set(revision);
          visitor.element(leaf, element, isBucket, start, end, valueEnd);
        }
      });
    }
    if (index % pagesAStep === 0) {
      yield index / leaves.length;
    }
  }
}

/** Undefined unless all on the page is as in a leaf of the `key` bucket. */
function keyLeaf(page: Page, pageSize: number): StrayLeaf | undefined {
  if (!page.isLeaf || page.count === 0 || hasOtherPageInside(page, pageSize)) {
    return undefined;
  }
  const record = emptyRecord();
  let first: Uint8Array | undefined;
  let last: Uint8Array | undefined;
  let isSound = true;
  const broken = visitElements(page, ({ bytes, view }, _index, isBucket, start, end, valueEnd) => {
    isSound &&= !isBucket && isRevision(bytes, start, end);
    if (!isSound) {
      return;
    }
    const isBare = valueEnd === end;
    const isWhole = !isBare && readRecord(bytes, end, valueEnd, record) && record.keyEnd > record.keyStart;
    const isOfRevision = record.modHigh === view.getUint32(start) && record.modLow === view.getUint32(start + 4);
    const revision = bytes.subarray(start, start + revisionBytes);
    isSound =
      (isBare || (isWhole && (isDeletion(bytes, start, end) || isOfRevision))) &&
      (last === undefined || Buffer.compare(revision, last) > 0);
    last = revision;
    first ??= revision;
  });
  return isSound && broken === 0 && first && last
    ? { page: page.id, first: first.slice(), last: last.slice() }
    : undefined;
}

/** Whether a page of its own lies where an earlier large value was, of which then only a part is left. */
function hasOtherPageInside({ bytes, id, start, end }: Page, pageSize: number): boolean {
  for (let at = start + pageSize, inside = id + 1; at < end; at += pageSize, inside++) {
    if (readUint64(bytes, at) === inside) {
      return true;
    }
  }
  return false;
}
