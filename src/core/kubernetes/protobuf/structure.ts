/**
 * What protobuf bytes say of themselves when nobody knows their names: field numbers and wire types. Whether the bytes
 * of a field are a text or a message is a guess, made by looking at them.
 */
import { textFromBytes } from '../../base/bytes';
import { type Problem, ProblemError, problemOf } from '../problem';
import { WireReader, wireType } from './wireReader';

export type WireField = {
  readonly number: number;
  /** Bytes from the beginning of the value, from the field's tag on. */
  readonly start: number;
  readonly end: number;
} & (
  | { readonly wire: 'varint'; readonly value: number | bigint }
  | { readonly wire: 'fixed32' | 'fixed64' | 'group'; readonly bytes: Uint8Array }
  | { readonly wire: 'text'; readonly text: string }
  | { readonly wire: 'message'; readonly fields: readonly WireField[] }
  | { readonly wire: 'bytes'; readonly bytes: Uint8Array }
);

/** Deeper than that, bytes are shown as bytes. */
const mostDepth = 16;
/** Fields in all that one view holds. */
const mostFields = 5000;

export interface Structure {
  readonly fields: readonly WireField[];
  /** Where reading stopped, when that was before the end; `tooLarge` for more fields than a view holds. */
  readonly problem?: Problem;
}

/** The fields within a range, as far as it is made of whole fields. Never throws. */
export function readStructure(bytes: Uint8Array, start: number, end: number): Structure {
  const fields: WireField[] = [];
  try {
    readFields(new WireReader(bytes, start, end), fields, 0, { left: mostFields });
    return { fields };
  } catch (error) {
    return { fields, problem: problemOf(error) };
  }
}

function readFields(reader: WireReader, fields: WireField[], depth: number, budget: { left: number }): void {
  while (reader.hasMore) {
    // An attempt that fails has cost what it read, so that nesting cannot multiply the work.
    budget.left--;
    if (budget.left < 0) {
      throw new ProblemError('tooLarge', reader.position);
    }
    fields.push(readField(reader, depth, budget));
  }
}

function readField(reader: WireReader, depth: number, budget: { left: number }): WireField {
  const start = reader.position;
  const tag = reader.tag();
  const number = tag >>> 3;
  const content = reader.position;
  switch (tag & 7) {
    case wireType.varint: {
      const value = reader.int64();
      return { number, start, end: reader.position, wire: 'varint', value };
    }
    case wireType.bytes: {
      const from = reader.lengthDelimited();
      const end = reader.position;
      return { number, start, end, ...lookAt(reader.bytes, from, end, depth, budget) };
    }
    default: {
      reader.skip(tag);
      const wire = (tag & 7) === wireType.fixed32 ? 'fixed32' : (tag & 7) === wireType.fixed64 ? 'fixed64' : 'group';
      return { number, start, end: reader.position, wire, bytes: reader.bytes.subarray(content, reader.position) };
    }
  }
}

function lookAt(bytes: Uint8Array, start: number, end: number, depth: number, budget: { left: number }) {
  const content = bytes.subarray(start, end);
  const text = content.some(isControl) ? undefined : textFromBytes(content);
  if (text !== undefined) {
    return { wire: 'text', text } as const;
  }
  if (depth < mostDepth) {
    const fields: WireField[] = [];
    try {
      readFields(new WireReader(bytes, start, end), fields, depth + 1, budget);
      return { wire: 'message', fields } as const;
    } catch {
      // No message after all, so just bytes.
    }
  }
  return { wire: 'bytes', bytes: content } as const;
}

/** Bytes that no text has: controls other than tab, line feed and carriage return. */
function isControl(byte: number): boolean {
  return byte < 0x20 ? byte !== 0x09 && byte !== 0x0a && byte !== 0x0d : byte === 0x7f;
}
