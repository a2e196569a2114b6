/** What all messages share: protobuf's encoding, with 64-bit numbers as bigint and fields that may outlive their message. */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export { BinaryReader, BinaryWriter, WireType };

/** One remote procedure: where it is, and how its two messages are written and read. */
export interface Method<Request, Response> {
  /** As gRPC names it, such as /etcdserverpb.KV/Range. */
  readonly path: string;
  /** Whether sending it twice could change the store twice. */
  readonly isWrite: boolean;
  encode(request: Request): Uint8Array;
  /** Throws on bytes that are no such message. */
  decode(bytes: Uint8Array): Response;
}

/** Reads one field and says so, or leaves it for the caller to skip. */
type FieldReader = (fieldNumber: number, wireType: WireType, reader: BinaryReader) => boolean;

/** Goes through a message's fields and skips those that `read` does not take, such as a newer server's. */
export function readFields(bytes: Uint8Array, read: FieldReader): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [fieldNumber, wireType] = reader.tag();
    if (!read(fieldNumber, wireType, reader)) {
      reader.skip(wireType, fieldNumber);
    }
  }
  if (reader.pos > reader.len) {
    throw new RangeError('A field ends beyond its message');
  }
}

export function readInt64(reader: BinaryReader): bigint {
  return BigInt(reader.int64());
}

export function readUint64(reader: BinaryReader): bigint {
  return BigInt(reader.uint64());
}

/** A count that the server sends as int64; one that a number cannot hold is no count. */
export function readCount(reader: BinaryReader): number {
  const count = Number(reader.int64());
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError('A count is out of range');
  }
  return count;
}

/**
 * The bytes of a field, to keep. They are copied unless they make up more than half of the message they came in, so
 * that nobody who keeps a key keeps a page of values with it, while a large value is not held twice.
 */
export function readBytesToKeep(reader: BinaryReader): Uint8Array {
  const view = reader.bytes();
  return view.length * 2 > view.buffer.byteLength ? view : view.slice();
}

export function writeBytes(writer: BinaryWriter, fieldNumber: number, bytes: Uint8Array | undefined): void {
  if (bytes !== undefined && bytes.length > 0) {
    writer.tag(fieldNumber, WireType.LengthDelimited).bytes(bytes);
  }
}

export function writeText(writer: BinaryWriter, fieldNumber: number, text: string): void {
  if (text !== '') {
    writer.tag(fieldNumber, WireType.LengthDelimited).string(text);
  }
}

export function writeInt64(writer: BinaryWriter, fieldNumber: number, value: bigint | number | undefined): void {
  if (value !== undefined && BigInt(value) !== 0n) {
    writer.tag(fieldNumber, WireType.Varint).int64(BigInt(value));
  }
}

export function writeFlag(writer: BinaryWriter, fieldNumber: number, flag: boolean | undefined): void {
  if (flag) {
    writer.tag(fieldNumber, WireType.Varint).bool(true);
  }
}

/** A number of 32 bits or of an enumeration. */
export function writeNumber(writer: BinaryWriter, fieldNumber: number, value: number): void {
  if (value !== 0) {
    writer.tag(fieldNumber, WireType.Varint).int32(value);
  }
}

/** A message within the message. */
export function writeMessage(writer: BinaryWriter, fieldNumber: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(fieldNumber, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}
