/**
 * The Watch service's messages. Field numbers: etcd-io/etcd, api/etcdserverpb/rpc.proto (WatchRequest, WatchResponse) and
 * api/mvccpb/kv.proto (Event). A million events are common, so an event is read in one pass, without a reader of its own.
 */
import { emptyBytes } from '../../base/bytes';
import type { KeyValue } from '../../base/keyValue';
import { decodeHeader, emptyHeader, type ResponseHeader } from '../header';
import {
  type BinaryReader,
  BinaryWriter,
  readBytesToKeep,
  readFields,
  readInt64,
  writeBytes,
  writeFlag,
  writeInt64,
  writeMessage,
} from '../wire';
import type { WatchEvent, WatchOptions } from './watchUpdate';

export const watchPath = '/etcdserverpb.Watch/Watch';

/** The `watchId` of an answer to a progress request, which is for all watches of a stream (etcd 3.4 and newer). */
export const watchIdOfAll = -1n;

export interface WatchResponse {
  readonly header: ResponseHeader;
  readonly watchId: bigint;
  readonly isCreated: boolean;
  readonly isCanceled: boolean;
  /** Above 0n when the watch was canceled because its start is older than this revision, the oldest that is left. */
  readonly compactRevision: bigint;
  readonly cancelReason: string;
  /** More events of the same answer follow in another message, perhaps of the same revision. */
  readonly hasMoreFragments: boolean;
  readonly events: readonly WatchEvent[];
}

/** Asks for fragments, so that no message grows beyond etcd's limit for requests, and for the server's own progress. */
export function encodeWatchCreate(options: WatchOptions): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(writer, 1, create => {
    writeBytes(create, 1, options.key);
    writeBytes(create, 2, options.rangeEnd);
    writeInt64(create, 3, options.startRevision);
    writeFlag(create, 4, true);
    writeFlag(create, 6, options.previous);
    writeFlag(create, 8, true);
  });
  return writer.finish();
}

export function encodeWatchProgress(): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(writer, 3, () => {});
  return writer.finish();
}

/** Throws on bytes that are no such message. */
export function decodeWatchResponse(bytes: Uint8Array): WatchResponse {
  const events: WatchEvent[] = [];
  const response = {
    header: emptyHeader,
    watchId: 0n,
    isCreated: false,
    isCanceled: false,
    compactRevision: 0n,
    cancelReason: '',
    hasMoreFragments: false,
    events,
  };
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        response.header = decodeHeader(reader.bytes());
        return true;
      case 2:
        response.watchId = readInt64(reader);
        return true;
      case 3:
        response.isCreated = reader.bool();
        return true;
      case 4:
        response.isCanceled = reader.bool();
        return true;
      case 5:
        response.compactRevision = readInt64(reader);
        return true;
      case 6:
        response.cancelReason = reader.string();
        return true;
      case 7:
        response.hasMoreFragments = reader.bool();
        return true;
      case 11:
        events.push(readEvent(reader));
        return true;
      default:
        return false;
    }
  });
  return response;
}

function readEvent(reader: BinaryReader): WatchEvent {
  const end = endOfMessage(reader);
  let isDelete = false;
  let keyValue: KeyValue | undefined;
  let previous: KeyValue | undefined;
  while (reader.pos < end) {
    const [fieldNumber, wireType] = reader.tag();
    switch (fieldNumber) {
      case 1:
        isDelete = reader.int32() === 1;
        break;
      case 2:
        keyValue = readKeyValue(reader);
        break;
      case 3:
        previous = readKeyValue(reader);
        break;
      default:
        reader.skip(wireType, fieldNumber);
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

function readKeyValue(reader: BinaryReader): KeyValue {
  const end = endOfMessage(reader);
  let key: Uint8Array = emptyBytes;
  let value: Uint8Array = emptyBytes;
  let createRevision = 0n;
  let modRevision = 0n;
  let version = 0n;
  let lease = 0n;
  while (reader.pos < end) {
    const [fieldNumber, wireType] = reader.tag();
    switch (fieldNumber) {
      case 1:
        key = readBytesToKeep(reader);
        break;
      case 2:
        createRevision = readInt64(reader);
        break;
      case 3:
        modRevision = readInt64(reader);
        break;
      case 4:
        version = readInt64(reader);
        break;
      case 5:
        value = readBytesToKeep(reader);
        break;
      case 6:
        lease = readInt64(reader);
        break;
      default:
        reader.skip(wireType, fieldNumber);
    }
  }
  checkEnd(reader, end);
  return { key, value, createRevision, modRevision, version, lease };
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
