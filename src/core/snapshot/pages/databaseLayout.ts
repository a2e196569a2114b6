/**
 * The two meta pages at the start of a bbolt file (etcd-io/bbolt, internal/common/meta.go and db.go): each holds magic,
 * version, page size, flags, root bucket, freelist page, high-water page, transaction id and a checksum over these.
 * The valid one with the higher transaction id is the database.
 */
import { EtcdscopeError } from '../../base/errors';
import { readExactly, readUpTo } from './fileReads';
import { readUint32, readUint64 } from './littleEndian';

export interface DatabaseLayout {
  /** Bytes. */
  readonly pageSize: number;
  /** Pages from the start of the file up to the high-water mark: the database's own size. */
  readonly highWater: number;
  /** Those of them that the file holds; fewer where it was cut off. */
  readonly pageCount: number;
  readonly rootPage: number;
  /** Absent where the list of free pages is not kept in the file. */
  readonly freelistPage?: number;
  readonly transaction: bigint;
  /** 1 when the other meta page is broken, as after a crash in the middle of a write. */
  readonly validMetaPages: 1 | 2;
}

const magic = 0xed0cdaed;
const formatVersion = 2;
const metaBytes = 64;
const pageHeaderBytes = 16;

/** Bytes. bbolt takes the operating system's page size; 4 KB and 16 KB are common, 64 KB occurs on ARM and POWER. */
const smallestPage = 1024;
const largestPage = 65_536;

/** 1 TB in pages of 4 KB: far above any database of etcd, and a bound for what is kept for each page. */
const mostPages = 2 ** 28;

/** The freelist page that stands for "not kept in the file". */
const noFreelist = 2 ** 64;

/**
 * @param fileSize Bytes that may belong to the database.
 * @throws EtcdscopeError `snapshot.notDatabase` with fact `reason`: `empty`, `tooShort`, `magic`, `version`, `checksum`, `pageSize`; `snapshot.tooLarge`;
 *   `snapshot.unreadable`.
 */
export function readDatabaseLayout(file: number, fileSize: number): DatabaseLayout {
  if (fileSize === 0) {
    throw new EtcdscopeError('snapshot.notDatabase', { reason: 'empty' });
  }
  const first = readMeta(file, 0);
  const second = first.problem === undefined ? readMeta(file, first.pageSize) : findSecondMeta(file);
  const valid = [first, second].filter(meta => meta !== undefined && meta.problem === undefined) as Meta[];
  const [newest, older] = valid.sort((a, b) => (a.transaction < b.transaction ? 1 : -1));
  if (!newest) {
    throw new EtcdscopeError('snapshot.notDatabase', { reason: first.problem });
  }
  const pageCount = Math.min(newest.highWater, Math.floor(fileSize / newest.pageSize));
  if (pageCount > mostPages) {
    throw new EtcdscopeError('snapshot.tooLarge', { pages: pageCount, limit: mostPages });
  }
  return {
    pageSize: newest.pageSize,
    highWater: newest.highWater,
    pageCount,
    rootPage: newest.rootPage,
    ...(newest.freelistPage < noFreelist && { freelistPage: newest.freelistPage }),
    transaction: newest.transaction,
    validMetaPages: older ? 2 : 1,
  };
}

/** The second meta page of a file whose first is broken: the page size is unknown then, so at every place it can have. */
function findSecondMeta(file: number): Meta | undefined {
  for (let pageSize = smallestPage; pageSize <= largestPage; pageSize *= 2) {
    const meta = readMeta(file, pageSize);
    if (meta.problem === undefined && meta.pageSize === pageSize) {
      return meta;
    }
  }
  return undefined;
}

interface Meta {
  readonly problem?: 'tooShort' | 'magic' | 'version' | 'checksum' | 'pageSize';
  readonly pageSize: number;
  readonly rootPage: number;
  readonly freelistPage: number;
  readonly highWater: number;
  readonly transaction: bigint;
}

function readMeta(file: number, position: number): Meta {
  const bytes = readUpTo(file, position, pageHeaderBytes + metaBytes);
  const meta = bytes.subarray(pageHeaderBytes);
  const problem = metaProblem(meta);
  if (meta.length < metaBytes) {
    return { problem: 'tooShort', pageSize: 0, rootPage: 0, freelistPage: 0, highWater: 0, transaction: 0n };
  }
  return {
    ...(problem && { problem }),
    pageSize: readUint32(meta, 8),
    rootPage: readUint64(meta, 16),
    freelistPage: readUint64(meta, 32),
    highWater: readUint64(meta, 40),
    transaction: viewOf(meta).getBigUint64(48, true),
  };
}

function metaProblem(meta: Uint8Array): Meta['problem'] {
  if (meta.length < metaBytes) {
    return 'tooShort';
  }
  if (readUint32(meta, 0) !== magic) {
    return 'magic';
  }
  if (readUint32(meta, 4) !== formatVersion) {
    return 'version';
  }
  if (fnv1a64(meta.subarray(0, metaBytes - 8)) !== viewOf(meta).getBigUint64(metaBytes - 8, true)) {
    return 'checksum';
  }
  const pageSize = readUint32(meta, 8);
  const isPowerOfTwo = (pageSize & (pageSize - 1)) === 0;
  return isPowerOfTwo && pageSize >= smallestPage && pageSize <= largestPage ? undefined : 'pageSize';
}

/** Fowler, Noll and Vo's hash 1a of 64 bits. */
function fnv1a64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether the database was written to since its layout was read: each write goes to a new transaction. */
export function hasNewTransaction(file: number, layout: DatabaseLayout): boolean {
  const metas = [0, layout.pageSize].map(position => readExactly(file, position, pageHeaderBytes + metaBytes));
  return metas.some(bytes => {
    const meta = bytes?.subarray(pageHeaderBytes);
    return (
      meta === undefined ||
      (metaProblem(meta) === undefined && viewOf(meta).getBigUint64(48, true) > layout.transaction)
    );
  });
}
