import { hexFromBytes, textFromBytes } from '../../base/bytes';

const mostCharacters = 500;

/** A key for the report: its text, or `0x` and its bytes in hexadecimal digits where it is none. Cut short when long. */
export function keyTextOf(key: Uint8Array): string {
  return (textFromBytes(key) ?? `0x${hexFromBytes(key)}`).slice(0, mostCharacters);
}
