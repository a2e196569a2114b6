/** Bytes in one piece of memory, of which short ones are cut: one allocation for each would cost more than to read them. */
const pieceBytes = 4096;

/** Longer ones get memory of their own. Who keeps one short one for long keeps its piece, so both are small. */
export const mostBytesInPiece = 512;

let piece = new Uint8Array(pieceBytes);
let used = 0;

/** Copies a short part of a large message, to be kept without the message. */
export function keptPart(message: Uint8Array, start: number, end: number): Uint8Array {
  if (used + end - start > pieceBytes) {
    piece = new Uint8Array(pieceBytes);
    used = 0;
  }
  const copy = viewOf(piece, used, used + end - start);
  copy.set(viewOf(message, start, end));
  used += end - start;
  return copy;
}

/**
 * A copy of bytes that are part of a large message, to be kept without the message. Where they make up more than half of
 * it they stay what they are.
 */
export function keptBytes(message: Uint8Array, start: number, end: number): Uint8Array {
  if (end - start <= mostBytesInPiece) {
    return keptPart(message, start, end);
  }
  const view = viewOf(message, start, end);
  return view.length * 2 > message.buffer.byteLength ? view : view.slice();
}

/** What `subarray` gives, in a third of the time. */
export function viewOf({ buffer, byteOffset }: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + start, end - start);
}
