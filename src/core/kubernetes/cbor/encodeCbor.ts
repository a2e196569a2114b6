import { encode, rfc8949EncodeOptions, Token, Type } from 'cborg';
import { bytesFromText, concatBytes } from '../../base/bytes';
import type { JsonValue } from '../json';

/** Head of tag 22, whose byte string is shown as base64. */
export const base64Tag = 0xd6;

/**
 * CBOR as the API server writes it (k8s.io/apimachinery, pkg/runtime/serializer/cbor/internal/modes/encode.go): texts and
 * names are byte strings, names are sorted by their encoded bytes, numbers take the fewest bytes that hold them.
 *
 * @param value whole numbers within 64 bits, fractions finite.
 */
export function encodeCbor(value: JsonValue): Uint8Array {
  return encode(value, {
    ...rfc8949EncodeOptions,
    typeEncoders: { string: (text: string) => new Token(Type.bytes, bytesFromText(text)) },
  });
}

/** Bytes that are shown as base64: Go's []byte. */
export function encodeBase64Bytes(bytes: Uint8Array): Uint8Array {
  return concatBytes(new Uint8Array([base64Tag]), encode(bytes));
}

/** A list of items that are encoded already. */
export function encodeList(items: readonly Uint8Array[]): Uint8Array {
  return joined([head(Type.array, items.length), ...items]);
}

/** A map of names and values that are encoded already, in the order in which they come. */
export function encodeMap(entries: readonly (readonly [key: Uint8Array, value: Uint8Array])[]): Uint8Array {
  return joined([head(Type.map, entries.length), ...entries.flat()]);
}

/** A whole number's encoding is a head: only its first three bits say of what. */
function head({ majorEncoded }: Type, count: number): Uint8Array {
  const [first = 0, ...rest] = encode(count);
  return new Uint8Array([majorEncoded | first, ...rest]);
}

/** Of any number of parts: as arguments of a call they would fill the stack. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
