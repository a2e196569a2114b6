/** Bytes on a line, as hexdump and xxd have it. */
const width = 16;
/** Bytes shown unless a caller asks for another limit. */
const defaultLimit = 64 * 1024;

export interface HexOptions {
  /** Most bytes to show; what was left out is said at the end. */
  readonly limit?: number;
}

/**
 * Bytes as offset, hexadecimal digits and printable ASCII, under a line that says that this is a dump and of how much.
 * For reading only: nothing parses it back.
 */
export function renderHex(bytes: Uint8Array, { limit = defaultLimit }: HexOptions = {}): string {
  const shown = Math.min(bytes.length, Math.max(0, Math.floor(limit)));
  const lines = [`Hex dump of ${countBytes(bytes.length)}: offset, bytes, printable ASCII`];
  for (let offset = 0; offset < shown; offset += width) {
    lines.push(line(bytes.subarray(offset, Math.min(offset + width, shown)), offset));
  }
  if (shown < bytes.length) {
    lines.push(`… ${countBytes(bytes.length - shown)} more`);
  }
  return `${lines.join('\n')}\n`;
}

function line(bytes: Uint8Array, offset: number): string {
  const digits = Array.from(bytes, byte => byte.toString(16).padStart(2, '0'));
  const columns = `${digits.slice(0, 8).join(' ').padEnd(23)}  ${digits.slice(8).join(' ').padEnd(23)}`;
  const text = Array.from(bytes, byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${offset.toString(16).padStart(8, '0')}  ${columns}  |${text}|`;
}

function countBytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}
