import { bytesFromText } from '../base/bytes';
import { beginsWith } from './envelope/atRestNames';

/** Protobuf's envelope, JSON, CBOR, and YAML, whose first field is one of these two (k8s.io/apimachinery, runtime/serializer). */
const beginnings: readonly Uint8Array[] = [
  ...['k8s\0', '{', 'apiVersion:', 'kind:'].map(bytesFromText),
  Uint8Array.of(0xd9, 0xd9, 0xf7),
];

/** Whether a plaintext begins as what an API server stores. */
export function looksStored(plaintext: Uint8Array): boolean {
  return beginnings.some(beginning => beginsWith(plaintext, beginning));
}
