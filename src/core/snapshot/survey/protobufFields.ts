/** Fields of a small protobuf message, for records of which two or three numbers and names are wanted. */

export interface ProtobufField {
  readonly number: number;
  /** A varint or a fixed number, unsigned; absent for bytes. */
  readonly value?: bigint;
  readonly bytes?: Uint8Array;
}

/** Fields of one message; etcd's own have under ten, a user's roles are a field each. */
const mostFields = 10_000;

/** The fields in order, views into `message`; undefined where it is no message. */
export function protobufFields(message: Uint8Array): readonly ProtobufField[] | undefined {
  const fields: ProtobufField[] = [];
  let at = 0;
  while (at < message.length) {
    const tag = varintAt(message, at);
    if (!tag || fields.length === mostFields) {
      return undefined;
    }
    const number = Number(tag.value >> 3n);
    const wireType = Number(tag.value & 7n);
    at = tag.end;
    if (wireType === 0 || wireType === 2) {
      const varint = varintAt(message, at);
      if (!varint) {
        return undefined;
      }
      at = varint.end;
      if (wireType === 0) {
        fields.push({ number, value: varint.value });
        continue;
      }
      if (varint.value > BigInt(message.length - at)) {
        return undefined;
      }
      fields.push({ number, bytes: message.subarray(at, at + Number(varint.value)) });
      at += Number(varint.value);
    } else if (wireType === 1 || wireType === 5) {
      at += wireType === 1 ? 8 : 4;
    } else {
      return undefined;
    }
  }
  return at === message.length ? fields : undefined;
}

function varintAt(bytes: Uint8Array, start: number): { readonly value: bigint; readonly end: number } | undefined {
  let value = 0n;
  for (let at = start; at < bytes.length && at < start + 10; at++) {
    const byte = bytes[at] as number;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start));
    if (byte < 0x80) {
      return { value: BigInt.asUintN(64, value), end: at + 1 };
    }
  }
  return undefined;
}
