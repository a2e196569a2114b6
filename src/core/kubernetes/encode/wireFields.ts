import { WireReader, wireType } from '../protobuf/wireReader';

/** A field as it stands in a message, in bytes from the beginning of the value. */
export interface WireSpan {
  readonly number: number;
  readonly wire: number;
  /** The tag. */
  readonly start: number;
  /** Behind the tag, and behind the length of what has one. */
  readonly content: number;
  readonly end: number;
}

/** @throws {ProblemError} where the range is not made of whole fields. */
export function readSpans(bytes: Uint8Array, start: number, end: number): WireSpan[] {
  const reader = new WireReader(bytes, start, end);
  const spans: WireSpan[] = [];
  while (reader.hasMore) {
    const from = reader.position;
    const tag = reader.tag();
    let content = reader.position;
    if ((tag & 7) === wireType.bytes) {
      content = reader.lengthDelimited();
    } else {
      reader.skip(tag);
    }
    spans.push({ number: tag >>> 3, wire: tag & 7, start: from, content, end: reader.position });
  }
  return spans;
}
