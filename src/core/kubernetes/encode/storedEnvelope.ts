import { bytesFromText, concatBytes } from '../../base/bytes';
import { wireType } from '../protobuf/wireReader';
import { ByteWriter } from './byteWriter';
import { readSpans } from './wireFields';

const magic = bytesFromText('k8s\0');

/** The same envelope around another message: type, encoding and whatever else it carries stay as they are. */
export function replaceMessage(value: Uint8Array, message: Uint8Array): Uint8Array {
  const spans = readSpans(value, magic.length, value.length);
  // Of several the last counts; behind the type where there is none.
  const raw = spans.findLast(({ number, wire }) => number === 2 && wire === wireType.bytes);
  const place = raw ?? spans.findLast(({ number }) => number === 1);
  const writer = new ByteWriter();
  writer.copy(value, 0, raw ? raw.start : place ? place.end : magic.length);
  writer.bytesField(2, message);
  writer.copy(value, place ? place.end : magic.length, value.length);
  return writer.finish();
}

/** The envelope that the API server writes (runtime.Unknown, its empty contentEncoding and contentType included). */
export function newEnvelope(apiVersion: string, kind: string, message: Uint8Array): Uint8Array {
  const typeMeta = new ByteWriter();
  typeMeta.textField(1, apiVersion);
  typeMeta.textField(2, kind);
  const writer = new ByteWriter();
  writer.bytesField(1, typeMeta.finish());
  writer.bytesField(2, message);
  writer.textField(3, '');
  writer.textField(4, '');
  return concatBytes(magic, writer.finish());
}
