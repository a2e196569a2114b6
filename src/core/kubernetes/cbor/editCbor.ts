import { compareBytes, concatBytes } from '../../base/bytes';
import { equalJson } from '../encode/equalJson';
import { matchElements } from '../encode/matchElements';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { CborReader, type CborSpan } from './cborReader';
import { base64Tag, encodeBase64Bytes, encodeCbor, encodeList, encodeMap } from './encodeCbor';
import { selfDescribedCbor } from './readCbor';

/**
 * A CBOR value in which all that `after` leaves as it was keeps its bytes: strings of either kind, raw bytes under their tag,
 * numbers in their own width. What is new is written as the API server writes it.
 *
 * @param before what {@link readCbor} made of `stored`.
 */
export function editCbor(stored: Uint8Array, before: JsonValue, after: JsonValue): Uint8Array {
  const span = { start: selfDescribedCbor.length, end: stored.length };
  return concatBytes(selfDescribedCbor, edited(stored, span, before, after));
}

function edited(stored: Uint8Array, span: CborSpan, before: JsonValue, after: JsonValue): Uint8Array {
  if (equalJson(before, after)) {
    return bytesOf(stored, span);
  }
  if (isJsonObject(before) && isJsonObject(after)) {
    return editedMap(stored, span, before, after);
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return editedList(stored, span, before, after);
  }
  const bytes = stored[span.start] === base64Tag && typeof after === 'string' ? bytesFromBase64(after) : undefined;
  return bytes ? encodeBase64Bytes(bytes) : encodeCbor(after);
}

function editedMap(stored: Uint8Array, span: CborSpan, before: JsonObject, after: JsonObject): Uint8Array {
  const entries = new CborReader(stored, span.start).entries();
  if (entries === undefined) {
    // Under a tag, which says nothing of what stands there now.
    return encodeCbor(after);
  }
  const kept = entries
    .filter(({ name }) => Object.hasOwn(after, name))
    .map(({ name, key, value }): [Uint8Array, Uint8Array] => [
      bytesOf(stored, key),
      edited(stored, value, before[name] as JsonValue, after[name] as JsonValue),
    ]);
  const added = Object.keys(after)
    .filter(name => !Object.hasOwn(before, name))
    .map((name): [Uint8Array, Uint8Array] => [encodeCbor(name), encodeCbor(after[name] as JsonValue)]);
  const keys = entries.map(({ key }) => bytesOf(stored, key));
  const isSorted = keys.every((key, index) => index === 0 || compareBytes(keys[index - 1] as Uint8Array, key) < 0);
  const all = [...kept, ...added];
  return encodeMap(isSorted ? all.sort(([a], [b]) => compareBytes(a, b)) : all);
}

function editedList(
  stored: Uint8Array,
  span: CborSpan,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): Uint8Array {
  const items = new CborReader(stored, span.start).items();
  if (items === undefined) {
    return encodeCbor(after);
  }
  const matches = matchElements(before, after);
  return encodeList(
    after.map((value, index) => {
      const match = matches[index];
      const item = match === undefined ? undefined : items[match];
      return item && match !== undefined ? edited(stored, item, before[match] as JsonValue, value) : encodeCbor(value);
    }),
  );
}

function bytesOf(stored: Uint8Array, { start, end }: CborSpan): Uint8Array {
  return stored.subarray(start, end);
}

/** Undefined for what is not the one base64 text of some bytes. */
function bytesFromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined;
}
