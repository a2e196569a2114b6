export interface TextPosition {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters as an editor counts them. */
  readonly column: number;
}

/** Where a byte of a UTF-8 text is, as an editor counts: a line ends at `\n`, `\r\n` or a lone `\r`. */
export function positionOfByte(content: Uint8Array, offset: number): TextPosition {
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content.subarray(0, offset));
  const lines = before.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
