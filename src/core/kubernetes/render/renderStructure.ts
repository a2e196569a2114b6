import { hexFromBytes } from '../../base/bytes';
import type { WireField } from '../protobuf/structure';

/** Characters of a text and bytes of binary content that one line shows. */
const mostText = 200;
const mostBytes = 64;

/** One line a field: its number, its wire type and what its bytes look like; fields of messages below them, indented. */
export function structureLines(fields: readonly WireField[], indent = ''): string[] {
  return fields.flatMap(field => {
    const line = `${indent}${field.number} ${contentOf(field)}`;
    return field.wire === 'message' ? [line, ...structureLines(field.fields, `${indent}  `)] : [line];
  });
}

function contentOf(field: WireField): string {
  switch (field.wire) {
    case 'varint':
      return `varint: ${field.value}`;
    case 'text': {
      const more = field.text.length > mostText ? ' …' : '';
      return `length-delimited: ${JSON.stringify(field.text.slice(0, mostText))}${more}`;
    }
    case 'message':
      return `length-delimited, reads as a message (${field.end - field.start} bytes at ${field.start}):`;
    case 'bytes':
      return `length-delimited: ${hex(field.bytes)}`;
    default:
      return `${field.wire}: ${hex(field.bytes)}`;
  }
}

function hex(bytes: Uint8Array): string {
  const more = bytes.length > mostBytes ? ` … (${bytes.length} bytes)` : '';
  return `0x${hexFromBytes(bytes.subarray(0, mostBytes))}${more}`;
}
