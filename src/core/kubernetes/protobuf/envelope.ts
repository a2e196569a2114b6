import { ProblemError } from '../problem';
import { WireReader, wireType } from './wireReader';

/** `k8s\0`: what every protobuf value of the API server begins with (k8s.io/apimachinery, runtime/serializer/protobuf). */
const magic = [0x6b, 0x38, 0x73, 0x00];

/** What the API server wraps each object in: runtime.Unknown. */
export interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  /** Where the object's own message lies, in bytes from the beginning of the value. */
  readonly start: number;
  readonly end: number;
}

export function hasEnvelope(value: Uint8Array): boolean {
  return magic.every((byte, index) => value[index] === byte);
}

/** @throws {ProblemError} where the bytes behind the magic are no envelope. */
export function readEnvelope(value: Uint8Array): Envelope {
  const reader = new WireReader(value, magic.length);
  const envelope = { apiVersion: '', kind: '', start: value.length, end: value.length };
  while (reader.hasMore) {
    const offset = reader.position;
    const tag = reader.tag();
    if ((tag & 7) !== wireType.bytes) {
      reader.skip(tag);
      continue;
    }
    const start = reader.lengthDelimited();
    switch (tag >>> 3) {
      case 1:
        readTypeMeta(reader, start, envelope);
        break;
      case 2:
        envelope.start = start;
        envelope.end = reader.position;
        break;
      case 3:
        // contentEncoding: nothing writes one, and what it would mean is not laid down.
        if (reader.position > start) {
          throw new ProblemError('badEnvelope', offset);
        }
        break;
    }
  }
  if (envelope.kind === '') {
    throw new ProblemError('badEnvelope', magic.length);
  }
  return envelope;
}

/**
 * A reader of the object's own message, without a look at what kind it is.
 *
 * @throws {ProblemError} where the bytes behind the magic are no envelope.
 */
export function readerOfMessage(value: Uint8Array): WireReader {
  const reader = new WireReader(value, magic.length);
  let start = value.length;
  let end = value.length;
  while (reader.hasMore) {
    const tag = reader.tag();
    if (tag === (2 << 3) + wireType.bytes) {
      start = reader.lengthDelimited();
      end = reader.position;
    } else {
      reader.skip(tag);
    }
  }
  reader.narrow(start, end);
  return reader;
}

function readTypeMeta(outer: WireReader, start: number, envelope: { apiVersion: string; kind: string }): void {
  const reader = new WireReader(outer.bytes, start, outer.position);
  while (reader.hasMore) {
    const tag = reader.tag();
    if (tag === (1 << 3) + wireType.bytes) {
      envelope.apiVersion = reader.text();
    } else if (tag === (2 << 3) + wireType.bytes) {
      envelope.kind = reader.text();
    } else {
      reader.skip(tag);
    }
  }
}
