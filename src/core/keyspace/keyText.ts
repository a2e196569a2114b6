/**
 * Keys as text for people: what can be read stands as it is, every other byte is spelled out, and no two keys share a
 * spelling.
 */

/**
 * Characters that are well-formed UTF-8 and yet would hide, reorder or imitate others on a screen: controls, white space
 * other than the plain space, Unicode's Default_Ignorable_Code_Point (zero-width, bidirectional, variation, tags) and
 * non-characters. Written out, first and last of each run, because those properties grow: a key's spelling must not depend
 * on the Unicode version of the runtime.
 */
const unseenCharacters: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xfdd0, 0xfdef],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const plainText = /^[\x20-\x7e]*$/;

/**
 * The text of `bytes`, with `spell` called for each byte that is not part of a readable UTF-8 character, or whose
 * character is `escaped` as well (one ASCII character, the one the escapes begin with).
 */
export function escapedText(bytes: Uint8Array, escaped: string, spell: (byte: number) => string): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const simple = buffer.toString('latin1');
  if (plainText.test(simple) && !simple.includes(escaped)) {
    return simple;
  }
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    const character = length === 1 ? (simple[at] as string) : buffer.toString('utf8', at, at + length);
    if (length > 0 && character !== escaped && !isUnseen(character)) {
      text += character;
      at += length;
    } else {
      for (const end = at + Math.max(length, 1); at < end; at++) {
        text += spell(bytes[at] as number);
      }
    }
  }
  return text;
}

/**
 * A key, or a part of one, for display: UTF-8 as it is, other bytes and unseen characters as `\xff`, the backslash itself
 * doubled. Distinct bytes give distinct texts.
 */
export function keyText(key: Uint8Array): string {
  return escapedText(key, '\\', byte => (byte === 0x5c ? '\\\\' : `\\x${byte.toString(16).padStart(2, '0')}`));
}

function isUnseen(character: string): boolean {
  if (plainText.test(character)) {
    return false;
  }
  const codePoint = character.codePointAt(0) ?? 0;
  return unseenCharacters.some(([first, last]) => codePoint >= first && codePoint <= last);
}

/** Bytes of the well-formed UTF-8 character at `at`, 0 where there is none (The Unicode Standard, table 3-7). */
function characterLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) {
    return 1;
  }
  const length =
    lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (at + length > bytes.length) {
    return 0;
  }
  for (let next = at + 1; next < at + length; next++) {
    const byte = bytes[next] as number;
    if (byte < 0x80 || byte > 0xbf) {
      return 0;
    }
  }
  // Overlong forms, surrogates, and what lies beyond U+10FFFF show in the second byte.
  const second = bytes[at + 1] as number;
  const wrong =
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second > 0x9f) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second > 0x8f);
  return wrong ? 0 : length;
}
