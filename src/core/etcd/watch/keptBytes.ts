/** Bytes in one piece of memory, of which short ones are cut: one allocation for each would cost more than to read them. */
const pieceBytes = 4096;

/** Longer ones get memory of their own. Who keeps one short one for long keeps its piece, so both are small. */
const mostBytesInPiece = 512;

let piece = new Uint8Array(pieceBytes);
let used = 0;

/**
 * A copy of bytes that are part of a large message, to be kept without the message. Where they make up more than half of
 * it they stay what they are.
 */
export function keptBytes(view: Uint8Array): Uint8Array {
  const { length } = view;
  if (length > mostBytesInPiece) {
    return length * 2 > view.buffer.byteLength ? view : view.slice();
  }
  if (used + length > pieceBytes) {
    piece = new Uint8Array(pieceBytes);
    used = 0;
  }
  const copy = piece.subarray(used, used + length);
  copy.set(view);
  used += length;
  return copy;
}
