/**
 * Buckets: trees of pages inside the file's root bucket. A bucket's value is its root page u64 and a sequence u64; one
 * small enough has root page 0 and its only page inline, right after these (etcd-io/bbolt, internal/common/inode.go,
 * bucket.go).
 */
import type { Damage } from './damage';
import { readUint64 } from './littleEndian';
import {
  checkedPage,
  childPages,
  type ElementVisitor,
  elementCount,
  type Page,
  pageHeaderBytes,
  pageKind,
  visitElements,
} from './page';
import type { PageReader } from './pageReader';
import type { ReachedPages } from './reachedPages';

export interface Bucket {
  readonly name: Uint8Array;
  /** 0 for an inline bucket. */
  readonly rootPage: number;
  /** A copy of an inline bucket's page. */
  readonly inline?: Uint8Array;
  /** The page that the bucket is written on, for reports of damage. */
  readonly holder: number;
}

/** Told each leaf of a bucket, then its elements in order. */
export interface LeafVisitor {
  page?(page: Page): void;
  readonly element: ElementVisitor;
}

const bucketHeaderBytes = 16;

/** etcd has ten. */
const mostBuckets = 10_000;

/** Bytes. bbolt makes a bucket inline up to a quarter of a page, and names are short. */
const mostInlineBytes = 64 * 1024;

/** A tree of the largest file has seven levels at two keys a page of branches each, and three in practice. */
const mostLevels = 64;

/** Pages of a level from which on a share of them holds about the same share of all leaves. */
const pagesToShare = 100;

/** Steps between two chances to stop or to report. */
const leavesAStep = 64;

/** One walk through a file: what it reads from, where it has been, what was broken. */
export interface Walk {
  readonly reader: PageReader;
  readonly reached: ReachedPages;
  readonly damage: Damage;
}

/** The buckets directly inside another, in the order of their names. */
export function* bucketsIn(walk: Walk, parent: Bucket): Generator<void, readonly Bucket[]> {
  const buckets: Bucket[] = [];
  yield* walkBucket(walk, parent, {
    element: (leaf, _, isBucket, keyStart, keyEnd, valueEnd) => {
      if (!isBucket) {
        return;
      }
      const bucket = bucketAt(leaf, keyStart, keyEnd, valueEnd);
      if (bucket && buckets.length < mostBuckets) {
        buckets.push(bucket);
      } else {
        walk.damage.note(leaf.id, 'badElement');
      }
    },
  });
  return buckets;
}

/** The bucket that an element marked as one holds; undefined where its value is none. */
export function bucketAt({ bytes, id }: Page, keyStart: number, keyEnd: number, valueEnd: number): Bucket | undefined {
  const valueLength = valueEnd - keyEnd;
  if (valueLength < bucketHeaderBytes) {
    return undefined;
  }
  const name = bytes.slice(keyStart, keyEnd);
  const rootPage = readUint64(bytes, keyEnd);
  if (rootPage !== 0) {
    return { name, rootPage, holder: id };
  }
  const isWhole = valueLength >= bucketHeaderBytes + pageHeaderBytes && valueLength <= mostInlineBytes;
  return isWhole
    ? { name, rootPage, inline: bytes.slice(keyEnd + bucketHeaderBytes, valueEnd), holder: id }
    : undefined;
}

/** The bucket that holds all others. */
export function rootBucket({ layout }: PageReader): Bucket {
  return { name: new Uint8Array(0), rootPage: layout.rootPage, holder: layout.rootPage };
}

/** A share of a bucket, as fractions of the pages of a level. */
export interface BucketShare {
  readonly from: number;
  readonly to: number;
}

export const wholeBucket: BucketShare = { from: 0, to: 1 };

/** Visits the leaves of a bucket in key order, or a share of them. Pages that cannot be read are noted as damage and left out. */
export function* walkBucket(
  walk: Walk,
  bucket: Bucket,
  visit: LeafVisitor,
  share: BucketShare = wholeBucket,
): Generator<void, void> {
  if (bucket.inline) {
    walk.reached.beginShare();
    const page = inlinePage(bucket.inline, bucket.holder);
    if (typeof page === 'string') {
      walk.damage.note(bucket.holder, page);
    } else if (share.from === 0) {
      visitLeaf(walk, page, visit);
    }
    return;
  }
  yield* walkPages(walk, claimAll(walk, [bucket.rootPage]), 0, visit, share);
}

function inlinePage(bytes: Uint8Array, holder: number): Page | 'wrongType' | 'badCount' {
  if (pageKind(bytes, 0, 0) !== 'leaf') {
    return 'wrongType';
  }
  const page = checkedPage({
    id: holder,
    isLeaf: true,
    count: elementCount(bytes, 0),
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    start: 0,
    end: bytes.length,
  });
  return typeof page === 'string' ? 'badCount' : page;
}

/**
 * Visits what lies below these pages of one level. All leaves of a tree are equally deep, so a level of branches is
 * replaced by the level below until there are leaves; one page that says otherwise does not mislead the rest.
 */
function* walkPages(
  walk: Walk,
  pages: number[],
  depth: number,
  visit: LeafVisitor,
  share: BucketShare,
): Generator<void, void> {
  let level = pages;
  let levels = depth;
  let isShared = share === wholeBucket;
  while (isBranchLevel(walk.reader, level)) {
    if (!isShared && level.length >= pagesToShare) {
      level = shareOf(walk, level, share);
      isShared = true;
    }
    levels++;
    const below: number[] = [];
    const depthBelow = levels;
    yield* eachPage(walk, level, page => {
      if (page.isLeaf) {
        below.push(page.id);
      } else if (depthBelow < mostLevels) {
        for (const child of claimAll(walk, childPages(page))) {
          below.push(child);
        }
      } else {
        walk.damage.note(page.id, 'tooDeep');
      }
      return undefined;
    });
    level = below;
  }
  yield* eachPage(walk, isShared ? level : shareOf(walk, level, share), page => {
    if (page.isLeaf) {
      visitLeaf(walk, page, visit);
    } else if (levels < mostLevels) {
      return walkPages(walk, claimAll(walk, childPages(page)), levels + 1, visit, wholeBucket);
    } else {
      walk.damage.note(page.id, 'tooDeep');
    }
    return undefined;
  });
}

/** Those pages of a level that lie in a share; those of all levels above are common to the walks of all shares. */
function shareOf({ reached }: Walk, level: readonly number[], { from, to }: BucketShare): number[] {
  reached.beginShare();
  return level.slice(Math.floor(level.length * from), Math.floor(level.length * to));
}

function visitLeaf({ damage }: Walk, page: Page, visit: LeafVisitor): void {
  visit.page?.(page);
  if (visitElements(page, visit.element) > 0) {
    damage.note(page.id, 'badElement');
  }
}

/** Whether two of the first three readable pages are branches. */
function isBranchLevel(reader: PageReader, level: readonly number[]): boolean {
  let branches = 0;
  let leaves = 0;
  for (let at = 0; at < level.length && branches + leaves < 3; at++) {
    const page = reader.page(level[at] as number);
    if (typeof page !== 'string') {
      branches += page.isLeaf ? 0 : 1;
      leaves += page.isLeaf ? 1 : 0;
    }
  }
  return branches > leaves;
}

/**
 * Takes the readable pages of a level, read ahead, one by one, and yields now and then: a chance to stop or to report.
 * @param take May give steps that come before the next page.
 */
function* eachPage(
  { reader, reached, damage }: Walk,
  level: readonly number[],
  take: (page: Page) => Generator<void, void> | undefined,
): Generator<void, void> {
  let readAheadUpTo = 0;
  for (let at = 0; at < level.length; at++) {
    if (at === readAheadUpTo) {
      readAheadUpTo += reader.readAhead(level, at);
    }
    const id = level[at] as number;
    const page = reader.page(id);
    if (typeof page === 'string') {
      damage.note(id, page);
    } else if (reached.claimOverflow(page)) {
      const steps = take(page);
      if (steps) {
        yield* steps;
      }
    } else {
      damage.note(id, 'referencedTwice');
    }
    if (at % leavesAStep === leavesAStep - 1) {
      yield;
    }
  }
}

/** Those of the pages that exist and that nothing else has led to yet. */
function claimAll({ reader, reached, damage }: Walk, pages: readonly number[]): number[] {
  return pages.filter(page => {
    if (!reader.isInFile(page)) {
      damage.note(page, 'outOfRange');
      return false;
    }
    if (!reached.claim(page)) {
      damage.note(page, 'referencedTwice');
      return false;
    }
    return true;
  });
}
