/**
 * HalfSipHash-1-3 (Aumasson and Bernstein), 32 bits out, signed. Keyed with random words, so that no file can be made whose keys
 * all fall into one place of a table.
 */
export function keyHash(bytes: Uint8Array, start: number, end: number, key0: number, key1: number): number {
  let a = key0 | 0;
  let b = key1 | 0;
  let c = key0 ^ 0x6c796765;
  let d = key1 ^ 0x74656462;
  const wholeEnd = start + ((end - start) & ~3);
  let word = 0;
  // The last turn takes the bytes that remain and the length, three more mix what there is.
  for (let at = start, turnsLeft = 4; turnsLeft > 0; at += 4) {
    if (at < wholeEnd) {
      word =
        (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24);
    } else {
      turnsLeft--;
      word = turnsLeft === 3 ? lastWord(bytes, wholeEnd, end, end - start) : 0;
      if (turnsLeft === 2) {
        c ^= 0xff;
      }
    }
    d ^= word;
    a = (a + b) | 0;
    b = ((b << 5) | (b >>> 27)) ^ a;
    a = (a << 16) | (a >>> 16);
    c = (c + d) | 0;
    d = ((d << 8) | (d >>> 24)) ^ c;
    a = (a + d) | 0;
    d = ((d << 7) | (d >>> 25)) ^ a;
    c = (c + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ c;
    c = (c << 16) | (c >>> 16);
    a ^= word;
  }
  return b ^ d;
}

function lastWord(bytes: Uint8Array, start: number, end: number, length: number): number {
  let word = length << 24;
  for (let at = start; at < end; at++) {
    word |= (bytes[at] as number) << (8 * (at - start));
  }
  return word;
}
