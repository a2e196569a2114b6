/** The value of one key of a small bucket, found by walking it; what a key means is for the caller. */
import type { Bucket, Walk } from '../pages/buckets';
import { walkBucket } from '../pages/buckets';

export interface BucketEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Bytes of one entry. Members, users and roles have a few hundred. */
const mostEntryBytes = 1024 * 1024;

/** The first entries of a bucket, at most `most`, copied; nested buckets and what is larger than any of etcd's own are left out. */
export function* entriesOf(walk: Walk, bucket: Bucket, most: number): Generator<void, readonly BucketEntry[]> {
  const entries: BucketEntry[] = [];
  yield* walkBucket(walk, bucket, {
    element: ({ bytes }, _, isBucket, start, end, valueEnd) => {
      if (!isBucket && entries.length < most && valueEnd - start <= mostEntryBytes) {
        entries.push({ key: bytes.slice(start, end), value: bytes.slice(end, valueEnd) });
      }
    },
  });
  return entries;
}
