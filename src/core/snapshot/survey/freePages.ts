/**
 * The list of free pages: a count, in the page's own header or, where it is 0xffff, in the first eight bytes, then as many
 * page ids of eight bytes (etcd-io/bbolt, internal/freelist). A file that keeps no list has every unreached page free.
 */
import type { Walk } from '../pages/buckets';
import { readInto } from '../pages/fileReads';
import { readUint16, readUint64 } from '../pages/littleEndian';
import { elementCount, freelistFlag, overflowPages, pageHeaderBytes } from '../pages/page';
import { PageSet } from '../pages/pageSet';

const countElsewhere = 0xffff;
const idBytes = 8;
const chunkBytes = 64 * 1024;

/**
 * Counts the free pages, and checks as bbolt's own check does that each page is either reached or free, once. To be called
 * when all buckets were walked.
 */
export function countFreePages(walk: Walk): number {
  const { reader, reached, damage } = walk;
  const { freelistPage, pageCount, highWater } = reader.layout;
  // Pages 0 and 1, which no tree leads to.
  const metaPages = 2;
  if (freelistPage === undefined) {
    return Math.max(0, highWater - metaPages - reached.count);
  }
  const free = new PageSet(pageCount);
  const freeCount = readFreelist(walk, freelistPage, free);
  if (freeCount === undefined) {
    damage.note(freelistPage, 'badFreelist');
    return 0;
  }
  for (let page = metaPages; page < pageCount; page++) {
    if (free.has(page) === reached.pages.has(page)) {
      damage.note(page, 'lostPage');
    }
  }
  return freeCount;
}

function readFreelist({ reader, reached, damage }: Walk, id: number, free: PageSet): number | undefined {
  const { pageSize, pageCount } = reader.layout;
  const head = new Uint8Array(pageHeaderBytes + idBytes);
  const start = id * pageSize;
  if (!reader.isInFile(id) || readInto(reader.file, start, head) < head.length) {
    return undefined;
  }
  const pages = 1 + overflowPages(head, 0);
  const isHere = readUint64(head, 0) === id && readUint16(head, 8) === freelistFlag && id + pages <= pageCount;
  const isLong = elementCount(head, 0) === countElsewhere;
  const count = isLong ? readUint64(head, pageHeaderBytes) : elementCount(head, 0);
  const idsStart = pageHeaderBytes + (isLong ? idBytes : 0);
  if (!isHere || idsStart + count * idBytes > pages * pageSize) {
    return undefined;
  }
  for (let page = id; page < id + pages; page++) {
    if (!reached.claim(page)) {
      damage.note(page, 'referencedTwice');
    }
  }
  return readIds(reader.file, start + idsStart, count, page => {
    if (!reader.isInFile(page) || !free.add(page)) {
      damage.note(page, 'badFreelist');
    }
  })
    ? count
    : undefined;
}

function readIds(file: number, start: number, count: number, take: (page: number) => void): boolean {
  const chunk = new Uint8Array(chunkBytes);
  for (let done = 0; done < count; ) {
    const ids = Math.min(count - done, chunkBytes / idBytes);
    if (readInto(file, start + done * idBytes, chunk.subarray(0, ids * idBytes)) < ids * idBytes) {
      return false;
    }
    for (let at = 0; at < ids; at++) {
      take(readUint64(chunk, at * idBytes));
    }
    done += ids;
  }
  return true;
}
