import type { JsonValue } from '../json';
import { ProblemError } from '../problem';
import { CborReader } from './cborReader';

/** Head of tag 55799 (RFC 8949, 3.4.6), with which all CBOR that Kubernetes stores begins. */
export const selfDescribedCbor = new Uint8Array([0xd9, 0xd9, 0xf7]);

/**
 * The object of a self-described CBOR value, as the API server would print it in JSON: byte strings are text, those that
 * carry raw bytes are base64, whole numbers are exact.
 *
 * @param value begins with {@link selfDescribedCbor}.
 * @throws {ProblemError} at a byte's place.
 */
export function readCbor(value: Uint8Array): JsonValue {
  const reader = new CborReader(value, selfDescribedCbor.length);
  const object = reader.value();
  if (reader.position < value.length) {
    throw new ProblemError('badCbor', reader.position);
  }
  return object;
}
