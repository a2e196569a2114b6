import { wireType } from '../protobuf/wireReader';

const firstSize = 1024;

/**
 * Bytes that grow, and the protobuf wire format on top. `BinaryWriter` of @bufbuild/protobuf keeps each number and each
 * run of bytes as an array of its own until the end; edits mostly copy runs of what was there.
 */
export class ByteWriter {
  private bytes = Buffer.allocUnsafe(firstSize);
  private length = 0;

  /** A copy of all that was written. */
  finish(): Uint8Array {
    return new Uint8Array(this.bytes.subarray(0, this.length));
  }

  copy(source: Uint8Array, start = 0, end = source.length): void {
    this.reserve(end - start);
    this.bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), this.length);
    this.length += end - start;
  }

  tag(number: number, wire: number): void {
    this.varint(number * 8 + wire);
  }

  /** A whole number of up to 53 bits; negative ones take ten bytes, as int32 and int64 do. */
  varint(value: number | bigint): void {
    this.reserve(10);
    let rest = typeof value === 'number' && value >= 0 ? value : BigInt.asUintN(64, BigInt(value));
    if (typeof rest === 'bigint') {
      while (rest > 0x7fn) {
        this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80;
        rest >>= 7n;
      }
      rest = Number(rest);
    }
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.bytes[this.length++] = rest;
  }

  double(value: number): void {
    this.reserve(8);
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  /** A length-delimited field. */
  bytesField(number: number, content: Uint8Array): void {
    this.tag(number, wireType.bytes);
    this.varint(content.length);
    this.copy(content);
  }

  textField(number: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.tag(number, wireType.bytes);
    this.varint(length);
    this.reserve(length);
    this.length += this.bytes.write(text, this.length);
  }

  varintField(number: number, value: number | bigint): void {
    this.tag(number, wireType.varint);
    this.varint(value);
  }

  private reserve(length: number): void {
    if (this.length + length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.length + length, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
  }
}
