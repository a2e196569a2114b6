/** CBOR written out head by head, so that tests do not lean on the encoder that they test. */
import { bytesFromText, concatBytes } from '../../../../src/core/base/bytes';

export const magic = bytes(0xd9, 0xd9, 0xf7);

export function bytes(...values: readonly number[]): Uint8Array {
  return new Uint8Array(values);
}

export function head(major: number, count: number): Uint8Array {
  if (count < 24) {
    return bytes((major << 5) | count);
  }
  if (count < 256) {
    return bytes((major << 5) | 24, count);
  }
  return count < 65_536
    ? bytes((major << 5) | 25, count >>> 8, count & 255)
    : bytes((major << 5) | 26, count >>> 24, (count >>> 16) & 255, (count >>> 8) & 255, count & 255);
}

/** A text as Kubernetes writes it, as a byte string. */
export function string(text: string): Uint8Array {
  const content = bytesFromText(text);
  return concatBytes(head(2, content.length), content);
}

/** A CBOR text string, which Kubernetes reads and does not write. */
export function textString(text: string): Uint8Array {
  const content = bytesFromText(text);
  return concatBytes(head(3, content.length), content);
}

export function list(...items: readonly Uint8Array[]): Uint8Array {
  return concatBytes(head(4, items.length), ...items);
}

/** In the order given. */
export function map(...entries: readonly (readonly [name: string | Uint8Array, value: Uint8Array])[]): Uint8Array {
  const parts = entries.flatMap(([name, value]) => [typeof name === 'string' ? string(name) : name, value]);
  return concatBytes(head(5, entries.length), ...parts);
}

/** Raw bytes as Go's []byte is written. */
export function base64Bytes(...values: readonly number[]): Uint8Array {
  return concatBytes(bytes(0xd6), head(2, values.length), bytes(...values));
}

export function stored(item: Uint8Array): Uint8Array {
  return concatBytes(magic, item);
}
