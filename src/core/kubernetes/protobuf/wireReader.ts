import { ProblemError } from '../problem';

/** Wire types of the protobuf encoding. */
export const wireType = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

/** Below this many bytes, a look at each is quicker than a call into the runtime. */
const shortText = 64;
const mostGroupNesting = 100;

/**
 * Reads the protobuf wire format from a range of bytes; every failure names its offset, and no length is believed before
 * it was compared with what is left.
 *
 * `BinaryReader` of @bufbuild/protobuf has no offsets for its errors, allocates a bigint for each 64-bit number and calls
 * TextDecoder for each of the many short strings of an object.
 */
export class WireReader {
  position: number;
  /** Where the message that is being read ends. */
  end: number;
  private readonly buffer: Buffer;
  private start: number;
  private limit: number;
  private latin1: string | undefined;

  constructor(
    readonly bytes: Uint8Array,
    start = 0,
    end = bytes.length,
  ) {
    this.position = start;
    this.end = end;
    this.start = start;
    this.limit = end;
    this.buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Goes on within a smaller range, for good: nothing outside it will be read any more. */
  narrow(start: number, end: number): void {
    this.position = start;
    this.end = end;
    this.start = start;
    this.limit = end;
    this.latin1 = undefined;
  }

  get hasMore(): boolean {
    return this.position < this.end;
  }

  /** Field number × 8 + wire type. */
  tag(): number {
    const start = this.position;
    const tag = this.uint32();
    if (tag >>> 3 === 0 || (tag & 7) > 5) {
      throw new ProblemError('badTag', start);
    }
    return tag;
  }

  /** The lower 32 bits of a varint, unsigned. */
  uint32(): number {
    const first = this.byte();
    if (first < 0x80) {
      return first;
    }
    let result = first & 0x7f;
    for (let shift = 7; shift < 70; shift += 7) {
      const byte = this.byte();
      if (shift < 32) {
        result |= (byte & 0x7f) << shift;
      }
      if (byte < 0x80) {
        return result >>> 0;
      }
    }
    throw new ProblemError('badVarint', this.position);
  }

  /** A signed 64-bit varint: a number where that is exact. */
  int64(): number | bigint {
    const first = this.byte();
    if (first < 0x80) {
      return first;
    }
    // In pieces of 28 bits, which numbers hold exactly.
    let low = first & 0x7f;
    let middle = 0;
    let high = 0;
    for (let shift = 7; shift < 70; shift += 7) {
      const byte = this.byte();
      const bits = byte & 0x7f;
      if (shift < 28) {
        low |= bits << shift;
      } else if (shift < 56) {
        middle |= bits << (shift - 28);
      } else {
        high |= bits << (shift - 56);
      }
      if (byte < 0x80) {
        if (high === 0 && middle < 0x2000000) {
          return middle * 0x10000000 + low;
        }
        const exact = BigInt.asIntN(64, (BigInt(high) << 56n) | (BigInt(middle) << 28n) | BigInt(low));
        const rounded = Number(exact);
        return Number.isSafeInteger(rounded) ? rounded : exact;
      }
    }
    throw new ProblemError('badVarint', this.position);
  }

  double(): number {
    const start = this.skipBytes(8);
    return this.buffer.readDoubleLE(start);
  }

  /** Reads a length and steps over what it measures; the start of it is returned, its end is the new position. */
  lengthDelimited(): number {
    return this.skipBytes(this.uint32());
  }

  text(): string {
    const start = this.lengthDelimited();
    return start === this.position ? '' : this.textBetween(start, this.position);
  }

  /** UTF-8; what is malformed becomes U+FFFD, as encoding/json of Go has it. */
  textBetween(start: number, end: number): string {
    if (end - start > shortText) {
      return this.buffer.toString('utf8', start, end);
    }
    for (let position = start; position < end; position++) {
      if ((this.bytes[position] as number) >= 0x80) {
        return this.buffer.toString('utf8', start, end);
      }
    }
    // One call for the whole range, then pieces of it, instead of a call for each piece.
    this.latin1 ??= this.buffer.toString('latin1', this.start, this.limit);
    return this.latin1.substring(start - this.start, end - this.start);
  }

  base64Between(start: number, end: number): string {
    return this.buffer.toString('base64', start, end);
  }

  /** Steps over a field whose tag was just read. */
  skip(tag: number): void {
    const start = this.position;
    switch (tag & 7) {
      case wireType.varint:
        this.int64();
        return;
      case wireType.fixed64:
        this.skipBytes(8);
        return;
      case wireType.bytes:
        this.lengthDelimited();
        return;
      case wireType.fixed32:
        this.skipBytes(4);
        return;
      case wireType.startGroup:
        this.skipGroup(start);
        return;
      default:
        throw new ProblemError('badTag', start);
    }
  }

  private skipGroup(start: number): void {
    for (let depth = 1; depth > 0; ) {
      const tag = this.tag();
      if ((tag & 7) === wireType.startGroup) {
        depth++;
        if (depth > mostGroupNesting) {
          throw new ProblemError('tooDeep', start);
        }
      } else if ((tag & 7) === wireType.endGroup) {
        depth--;
      } else {
        this.skip(tag);
      }
    }
  }

  private byte(): number {
    if (this.position >= this.end) {
      throw new ProblemError('truncated', this.position);
    }
    return this.bytes[this.position++] as number;
  }

  private skipBytes(length: number): number {
    const start = this.position;
    if (length > this.end - start) {
      throw new ProblemError('truncated', start);
    }
    this.position = start + length;
    return start;
  }
}
