/** Bytes in one piece of memory, of which short ones are cut: one allocation for each would cost more than to read them. */
const pieceBytes = 4096;

/** Longer ones get memory of their own. Who keeps one short one for long keeps its piece, so both are small. */
export const mostBytesInPiece = 512;

let piece = new Uint8Array(pieceBytes);
let used = 0;

/**
 * Copies a short part of a large message, to be kept without the message.
 * @returns where it begins for {@link keptView}.
 */
export function keepPart(message: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (used + length > pieceBytes) {
    piece = new Uint8Array(pieceBytes);
    used = 0;
  }
  const offset = used;
  piece.set(message.subarray(start, end), offset);
  used += length;
  return offset;
}

/** Of the part that was kept last. */
export function keptView(start: number, end: number): Uint8Array {
  return piece.subarray(start, end);
}

/**
 * A copy of bytes that are part of a large message, to be kept without the message. Where they make up more than half of
 * it they stay what they are.
 */
export function keptBytes(message: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length <= mostBytesInPiece) {
    const offset = keepPart(message, start, end);
    return keptView(offset, offset + length);
  }
  const view = message.subarray(start, end);
  return length * 2 > message.buffer.byteLength ? view : view.slice();
}
