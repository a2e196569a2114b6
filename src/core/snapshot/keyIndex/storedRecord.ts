/**
 * An element of the `key` bucket. Its key is a revision: main i64 big-endian, `_`, sub i64 big-endian, and `t` where the
 * revision deleted the key (etcd-io/etcd, server/storage/mvcc/revision.go). Its value is mvccpb.KeyValue {1 key,
 * 2 create_revision, 3 mod_revision, 4 version, 5 value, 6 lease} (api/mvccpb/kv.proto); that of a deletion has the key alone.
 */
import type { KeyValue } from '../../base/keyValue';

/** Where the parts of a record lie, and its numbers in halves: a million of them are read without making an object. */
export interface StoredRecord {
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
  createLow: number;
  createHigh: number;
  modLow: number;
  modHigh: number;
  versionLow: number;
  versionHigh: number;
  leaseLow: number;
  leaseHigh: number;
}

export const revisionBytes = 17;
const deletionMark = 0x74;
const separator = 0x5f;

export function emptyRecord(): StoredRecord {
  return {
    keyStart: 0,
    keyEnd: 0,
    valueStart: 0,
    valueEnd: 0,
    createLow: 0,
    createHigh: 0,
    modLow: 0,
    modHigh: 0,
    versionLow: 0,
    versionHigh: 0,
    leaseLow: 0,
    leaseHigh: 0,
  };
}

/** Whether an element's key has the form of a revision. */
export function isRevision(bytes: Uint8Array, start: number, end: number): boolean {
  return (end - start === revisionBytes || isDeletion(bytes, start, end)) && bytes[start + 8] === separator;
}

export function isDeletion(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === revisionBytes + 1 && bytes[end - 1] === deletionMark;
}

export function bigEndian32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

/** Low and high half of the varint that was read last, and the place after it; one reader at a time, as nothing awaits in between. */
let low = 0;
let high = 0;
let next = 0;

/** Reads a varint of 64 bits; false where it is not closed before `end` or longer than ten bytes. */
function readVarint(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] as number;
  if (start < end && first < 0x80) {
    // Tags, versions and most lengths.
    low = first;
    high = 0;
    next = start + 1;
    return true;
  }
  return readLongVarint(bytes, start, end);
}

function readLongVarint(bytes: Uint8Array, start: number, end: number): boolean {
  let lowBits = 0;
  let highBits = 0;
  for (let at = start, shift = 0; at < end && shift < 70; at++, shift += 7) {
    const byte = bytes[at] as number;
    const bits = byte & 0x7f;
    if (shift < 28) {
      lowBits |= bits << shift;
    } else if (shift === 28) {
      lowBits |= bits << 28;
      highBits = bits >>> 4;
    } else {
      highBits |= bits << (shift - 32);
    }
    if (byte < 0x80) {
      low = lowBits >>> 0;
      high = highBits >>> 0;
      next = at + 1;
      return true;
    }
  }
  return false;
}

/** Fills `record` from the message in `bytes`; false where it is no such message. Unknown fields are skipped. */
export function readRecord(bytes: Uint8Array, start: number, end: number, record: StoredRecord): boolean {
  clear(record, start);
  let at = start;
  while (at < end) {
    if (!readVarint(bytes, at, end) || high !== 0) {
      return false;
    }
    const field = low >>> 3;
    const wireType = low & 7;
    at = next;
    if (wireType === 2) {
      if (!readVarint(bytes, at, end) || high !== 0 || next + low > end) {
        return false;
      }
      at = next + low;
      if (field === 1) {
        record.keyStart = next;
        record.keyEnd = at;
      } else if (field === 5) {
        record.valueStart = next;
        record.valueEnd = at;
      }
    } else if (wireType === 0) {
      if (!readVarint(bytes, at, end)) {
        return false;
      }
      at = next;
      setNumber(record, field);
    } else if (wireType === 1 || wireType === 5) {
      at += wireType === 1 ? 8 : 4;
    } else {
      return false;
    }
  }
  return at === end;
}

function clear(record: StoredRecord, at: number): void {
  record.keyStart = record.keyEnd = record.valueStart = record.valueEnd = at;
  record.createLow = record.createHigh = record.modLow = record.modHigh = 0;
  record.versionLow = record.versionHigh = record.leaseLow = record.leaseHigh = 0;
}

function setNumber(record: StoredRecord, field: number): void {
  switch (field) {
    case 2:
      record.createLow = low;
      record.createHigh = high;
      break;
    case 3:
      record.modLow = low;
      record.modHigh = high;
      break;
    case 4:
      record.versionLow = low;
      record.versionHigh = high;
      break;
    case 6:
      record.leaseLow = low;
      record.leaseHigh = high;
      break;
  }
}

/** The record in `bytes` with its key and value copied; undefined where there is none. */
export function keyValueFrom(bytes: Uint8Array, start: number, end: number): KeyValue | undefined {
  const record = emptyRecord();
  if (!readRecord(bytes, start, end, record)) {
    return undefined;
  }
  return {
    key: bytes.slice(record.keyStart, record.keyEnd),
    value: bytes.slice(record.valueStart, record.valueEnd),
    createRevision: signed64(record.createLow, record.createHigh),
    modRevision: signed64(record.modLow, record.modHigh),
    version: signed64(record.versionLow, record.versionHigh),
    lease: signed64(record.leaseLow, record.leaseHigh),
  };
}

function signed64(lowHalf: number, highHalf: number): bigint {
  return BigInt.asIntN(64, (BigInt(highHalf) << 32n) | BigInt(lowHalf));
}
