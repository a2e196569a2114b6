import { bytesFromText, equalBytes } from '../../base/bytes';
import { bigEndian32, isRevision } from '../keyIndex/storedRecord';
import { type Bucket, bucketAt, type LeafVisitor, type Walk, walkBucket } from '../pages/buckets';
import type { ElementVisitor, Page } from '../pages/page';
import { crc32c, crc32cOf } from './crc32c';

export interface BucketSize {
  readonly name: Uint8Array;
  readonly entries: number;
  /** Bytes of its pages, overflow and nested buckets included; 0 for one that is inline in the root's. */
  readonly bytes: number;
}

/** Nested buckets, which etcd does not make, and how deep they may lie. */
const mostNested = 10_000;
const deepestNested = 16;

/** Bytes of a key that its order is checked by: revisions have 18, and of etcd's other keys no two share as many. */
const comparedBytes = 64;

/**
 * What `etcdutl snapshot status` of 3.6 finds out by reading all of a file (etcd-io/etcd, etcdutl/snapshot): one CRC-32C over each
 * bucket's name, keys and values, and the last revision. The keys that exist are counted by `countLiveKeys`.
 */
export class ContentSurvey {
  hash = 0;
  pagesRead = 0;
  private nested = 0;
  private revisionHigh = 0;
  private revisionLow = 0;

  constructor(private readonly walk: Walk) {}

  /** Main part of the last revision of the `key` bucket; 0n for an empty one. */
  get revision(): bigint {
    return BigInt.asIntN(64, (BigInt(this.revisionHigh) << 32n) | BigInt(this.revisionLow));
  }

  /** Takes the next bucket in the order of the file. */
  *bucket(bucket: Bucket): Generator<void, BucketSize> {
    this.hash = crc32c(this.hash, bucket.name);
    const pagesBefore = this.walk.reached.count;
    const visitor = new BucketSurvey(this, this.walk, equalBytes(bucket.name, bytesFromText('key')));
    yield* walkBucket(this.walk, bucket, visitor);
    yield* this.visitNested(visitor.nested, 1);
    const pages = this.walk.reached.count - pagesBefore;
    return { name: bucket.name, entries: visitor.entries, bytes: pages * this.walk.reader.layout.pageSize };
  }

  /** What lies inside of nested buckets is no part of the sum, but its pages are in use. */
  private *visitNested(buckets: readonly Bucket[], depth: number): Generator<void, void> {
    for (const bucket of buckets) {
      this.nested++;
      if (depth > deepestNested || this.nested > mostNested) {
        this.walk.damage.note(bucket.holder, 'tooDeep');
        return;
      }
      const visitor = new NestedBuckets(this.walk);
      yield* walkBucket(this.walk, bucket, visitor);
      yield* this.visitNested(visitor.nested, depth + 1);
    }
  }

  countPages(page: Page): void {
    this.pagesRead += (page.end - page.start) / this.walk.reader.layout.pageSize;
  }

  /** Takes the key of an element of the `key` bucket; false where it is no revision. */
  takeRevision(bytes: Uint8Array, start: number, end: number): boolean {
    if (!isRevision(bytes, start, end)) {
      return false;
    }
    this.revisionHigh = bigEndian32(bytes, start);
    this.revisionLow = bigEndian32(bytes, start + 4);
    return true;
  }
}

class NestedBuckets implements LeafVisitor {
  readonly nested: Bucket[] = [];

  constructor(protected readonly walk: Walk) {}

  readonly element: ElementVisitor = (leaf, _index, isBucket, start, end, valueEnd) => {
    this.take(leaf, isBucket, start, end, valueEnd);
  };

  protected take(leaf: Page, isBucket: boolean, start: number, end: number, valueEnd: number): void {
    if (!isBucket) {
      return;
    }
    const bucket = bucketAt(leaf, start, end, valueEnd);
    if (bucket && this.nested.length < mostNested) {
      this.nested.push(bucket);
    } else {
      this.walk.damage.note(leaf.id, 'badElement');
    }
  }
}

class BucketSurvey extends NestedBuckets {
  entries = 0;
  private readonly previousKey = new Uint8Array(comparedBytes);
  private previousLength = -1;

  constructor(
    private readonly survey: ContentSurvey,
    walk: Walk,
    private readonly isKeyBucket: boolean,
  ) {
    super(walk);
  }

  page(page: Page): void {
    this.survey.countPages(page);
  }

  protected override take(leaf: Page, isBucket: boolean, start: number, end: number, valueEnd: number): void {
    this.entries++;
    const { survey } = this;
    survey.hash = crc32cOf(survey.hash, leaf.view, start, isBucket ? end : valueEnd);
    if (isBucket) {
      super.take(leaf, isBucket, start, end, valueEnd);
    } else if (this.isKeyBucket && !survey.takeRevision(leaf.bytes, start, end)) {
      this.walk.damage.note(leaf.id, 'badRecord');
    }
    if (!this.isAfterPrevious(leaf.bytes, start, end)) {
      this.walk.damage.note(leaf.id, 'badOrder');
    }
  }

  private isAfterPrevious(bytes: Uint8Array, start: number, end: number): boolean {
    const { previousKey, previousLength } = this;
    const length = Math.min(comparedBytes, end - start);
    let at = 0;
    while (at < length && at < previousLength && bytes[start + at] === previousKey[at]) {
      at++;
    }
    const isAfter =
      at < length && at < previousLength
        ? (bytes[start + at] as number) > (previousKey[at] as number)
        : length > previousLength || at === comparedBytes;
    for (; at < length; at++) {
      previousKey[at] = bytes[start + at] as number;
    }
    this.previousLength = length;
    return isAfter;
  }
}
