/**
 * The Watch service's messages. Field numbers: etcd-io/etcd, api/etcdserverpb/rpc.proto (WatchRequest, WatchResponse) and
 * api/mvccpb/kv.proto (Event). A million events are common, so an event is read in one pass, without a reader of its own.
 */
import { emptyBytes } from '../../base/bytes';
import type { KeyValue } from '../../base/keyValue';
import { decodeHeader, emptyHeader, type ResponseHeader } from '../header';
import {
  BinaryReader,
  BinaryWriter,
  readFields,
  readInt64,
  writeBytes,
  writeFlag,
  writeInt64,
  writeMessage,
} from '../wire';
import { keepPart, keptBytes, keptView, mostBytesInPiece } from './keptBytes';
import type { WatchEvent, WatchOptions } from './watchUpdate';

export const watchPath = '/etcdserverpb.Watch/Watch';

/** In WatchResponse. */
const eventsField = 11;

/** Fields as they begin in a message: the number, then three bits for the wire type, 2 for bytes and 0 for a number. */
const eventsTag = (eventsField << 3) | 2;
const eventTags = { type: 1 << 3, keyValue: (2 << 3) | 2, previous: (3 << 3) | 2 } as const;
const keyValueTags = {
  key: (1 << 3) | 2,
  createRevision: 2 << 3,
  modRevision: 3 << 3,
  version: 4 << 3,
  value: (5 << 3) | 2,
  lease: 6 << 3,
} as const;

/** The `watchId` of an answer to a progress request, which is for all watches of a stream (etcd 3.4 and newer). */
export const watchIdOfAll = -1n;

/** All of an answer but its events. */
export interface WatchAnswer {
  readonly header: ResponseHeader;
  readonly watchId: bigint;
  readonly isCreated: boolean;
  readonly isCanceled: boolean;
  /** Above 0n when the watch was canceled because its start is older than this revision, the oldest that is left. */
  readonly compactRevision: bigint;
  readonly cancelReason: string;
  /** More events of the same answer follow in another message, perhaps of the same revision. */
  readonly hasMoreFragments: boolean;
}

/**
 * @param isFragmented Whether answers larger than etcd's limit for requests come in parts. That costs the server time
 *   that grows with the square of a part's events, as it measures the whole part again for each (etcd-io/etcd,
 *   server/etcdserver/api/v3rpc/watch.go, sendFragments): 100 µs an event for small ones.
 */
export function encodeWatchCreate(
  options: Omit<WatchOptions, 'previous'> & { readonly previous?: boolean },
  isFragmented: boolean,
): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(writer, 1, create => {
    writeBytes(create, 1, options.key);
    writeBytes(create, 2, options.rangeEnd);
    writeInt64(create, 3, options.startRevision);
    // The server's own progress, every ten minutes unless it was told otherwise.
    writeFlag(create, 4, true);
    writeFlag(create, 6, options.previous);
    writeFlag(create, 8, isFragmented);
  });
  return writer.finish();
}

export function encodeWatchProgress(): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(writer, 3, () => {});
  return writer.finish();
}

/** Reads an answer's events part by part: one answer may hold a hundred thousand. */
export class WatchResponseReader {
  readonly answer: WatchAnswer;
  readonly hasEvents: boolean;
  private readonly reader: BinaryReader;

  /** Throws on bytes that are no such message. */
  constructor(private readonly bytes: Uint8Array) {
    const answer = {
      header: emptyHeader,
      watchId: 0n,
      isCreated: false,
      isCanceled: false,
      compactRevision: 0n,
      cancelReason: '',
      hasMoreFragments: false,
    };
    let hasEvents = false;
    readFields(bytes, (fieldNumber, _wireType, reader) => {
      switch (fieldNumber) {
        case 1:
          answer.header = decodeHeader(reader.bytes());
          return true;
        case 2:
          answer.watchId = readInt64(reader);
          return true;
        case 3:
          answer.isCreated = reader.bool();
          return true;
        case 4:
          answer.isCanceled = reader.bool();
          return true;
        case 5:
          answer.compactRevision = readInt64(reader);
          return true;
        case 6:
          answer.cancelReason = reader.string();
          return true;
        case 7:
          answer.hasMoreFragments = reader.bool();
          return true;
        case eventsField:
          hasEvents = true;
          return false;
        default:
          return false;
      }
    });
    this.answer = answer;
    this.hasEvents = hasEvents;
    this.reader = new BinaryReader(bytes);
  }

  /** Whether all events were read. */
  get isAtEnd(): boolean {
    return this.reader.pos >= this.reader.len;
  }

  /** The next events, up to a number, or a number of bytes, whichever comes first. Throws as the constructor. */
  read(most: number, mostBytes: number): readonly WatchEvent[] {
    const { reader } = this;
    const end = Math.min(reader.len, reader.pos + mostBytes);
    const events: WatchEvent[] = [];
    while (reader.pos < end && events.length < most) {
      const tag = reader.uint32();
      if (tag === eventsTag) {
        events.push(readEvent(reader, this.bytes));
      } else {
        skip(reader, tag);
      }
    }
    return events;
  }
}

function readEvent(reader: BinaryReader, message: Uint8Array): WatchEvent {
  const end = endOfMessage(reader);
  let isDelete = false;
  let keyValue: KeyValue | undefined;
  let previous: KeyValue | undefined;
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag) {
      case eventTags.type:
        isDelete = reader.int32() === 1;
        break;
      case eventTags.keyValue:
        keyValue = readKeyValue(reader, message);
        break;
      case eventTags.previous:
        previous = readKeyValue(reader, message);
        break;
      default:
        skip(reader, tag);
    }
  }
  checkEnd(reader, end);
  if (!keyValue || keyValue.key.length === 0 || keyValue.modRevision <= 0n) {
    throw new RangeError('An event without a key or a revision');
  }
  const { key, value, modRevision, createRevision, version, lease } = keyValue;
  // One shape for all events keeps the loops over them fast.
  return {
    type: isDelete ? 'delete' : 'put',
    key,
    value: isDelete ? undefined : value,
    modRevision,
    createRevision,
    version,
    lease: lease === 0n ? undefined : lease,
    previous,
  };
}

function readKeyValue(reader: BinaryReader, message: Uint8Array): KeyValue {
  const end = endOfMessage(reader);
  const start = reader.pos;
  let keyStart = start;
  let keyEnd = start;
  let valueStart = start;
  let valueEnd = start;
  let createRevision = 0n;
  let modRevision = 0n;
  let version = 0n;
  let lease = 0n;
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag) {
      case keyValueTags.key:
        keyEnd = endOfMessage(reader);
        keyStart = reader.pos;
        reader.pos = keyEnd;
        break;
      case keyValueTags.createRevision:
        createRevision = readInt64(reader);
        break;
      case keyValueTags.modRevision:
        modRevision = readInt64(reader);
        break;
      case keyValueTags.version:
        version = readInt64(reader);
        break;
      case keyValueTags.value:
        valueEnd = endOfMessage(reader);
        valueStart = reader.pos;
        reader.pos = valueEnd;
        break;
      case keyValueTags.lease:
        lease = readInt64(reader);
        break;
      default:
        skip(reader, tag);
    }
  }
  checkEnd(reader, end);
  let key: Uint8Array;
  let value: Uint8Array = emptyBytes;
  if (end - start <= mostBytesInPiece) {
    // Both in one go: most events are small, and each copy takes as long as to read all the numbers.
    const shift = keepPart(message, start, end) - start;
    key = keptView(keyStart + shift, keyEnd + shift);
    value = valueEnd === valueStart ? emptyBytes : keptView(valueStart + shift, valueEnd + shift);
  } else {
    key = keptBytes(message, keyStart, keyEnd);
    value = keptBytes(message, valueStart, valueEnd);
  }
  return { key, value, createRevision, modRevision, version, lease };
}

function skip(reader: BinaryReader, tag: number): void {
  reader.skip(tag & 7, tag >>> 3);
}

/** Where the message that begins with its length here ends. */
function endOfMessage(reader: BinaryReader): number {
  const length = reader.uint32();
  return reader.pos + length;
}

function checkEnd(reader: BinaryReader, end: number): void {
  if (reader.pos !== end || end > reader.len) {
    throw new RangeError('A field ends beyond its message');
  }
}
