import { emptyBytes, indexOfBytes } from '../../core/base/bytes';

/** The prefix that a key lies under: up to and with the last delimiter that is not its end. Empty where there is none. */
export function parentOf(key: Uint8Array, delimiter: Uint8Array): Uint8Array {
  if (delimiter.length === 0) {
    return emptyBytes;
  }
  let end = 0;
  for (let at = indexOfBytes(key, delimiter); at >= 0; at = indexOfBytes(key, delimiter, at + 1)) {
    if (at + delimiter.length < key.length) {
      end = at + delimiter.length;
    }
  }
  return key.subarray(0, end);
}
