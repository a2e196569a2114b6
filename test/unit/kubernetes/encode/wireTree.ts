import assert from 'node:assert/strict';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { bytesFromText, concatBytes } from '../../../../src/core/base/bytes';
import { readSpans, type WireSpan } from '../../../../src/core/kubernetes/encode/wireFields';
import type { MessageType } from '../../../../src/core/kubernetes/schema/schema';
import type { SeededRandom } from '../../../support/seededRandom';

/** A field of wire type 2. */
export function field(number: number, content: string | Uint8Array): Uint8Array {
  const writer = new BinaryWriter().uint32((number << 3) + 2);
  return (typeof content === 'string' ? writer.string(content) : writer.bytes(content)).finish();
}

export function varintField(number: number, value: number): Uint8Array {
  return new BinaryWriter()
    .uint32(number << 3)
    .int64(value)
    .finish();
}

export function envelope(apiVersion: string, kind: string, message: Uint8Array): Uint8Array {
  const typeMeta = concatBytes(field(1, apiVersion), field(2, kind));
  return concatBytes(bytesFromText('k8s\0'), field(1, typeMeta), field(2, message), field(3, ''), field(4, ''));
}

/**
 * Asserts that two messages are the same byte for byte but for one field, at the end of a path of field numbers, and that no
 * field came, went or moved.
 */
export function assertOnlyFieldDiffers(
  before: Uint8Array,
  after: Uint8Array,
  numbers: readonly number[],
  what: string,
): void {
  const old = readSpans(before, 0, before.length);
  const now = readSpans(after, 0, after.length);
  assert.deepEqual(
    now.map(({ number }) => number),
    old.map(({ number }) => number),
    what,
  );
  const changed = old.flatMap((span, index) => {
    const other = now[index] as WireSpan;
    const isSame = Buffer.compare(before.subarray(span.start, span.end), after.subarray(other.start, other.end)) === 0;
    return isSame ? [] : [[span, other] as const];
  });
  assert.equal(changed.length, 1, `${what}: ${changed.length} fields differ`);
  const [[span, other]] = changed as [readonly [WireSpan, WireSpan]];
  assert.equal(span.number, numbers[0], what);
  if (numbers.length > 1) {
    const contents = [before.subarray(span.content, span.end), after.subarray(other.content, other.end)] as const;
    assertOnlyFieldDiffers(...contents, numbers.slice(1), what);
  }
}

/** Fields that no table has, of every wire type. */
const unknownFields = [
  field(9000, 'from the future'),
  varintField(9001, 2 ** 40),
  field(9002, concatBytes(field(1, 'a'), varintField(2, 3))),
  new BinaryWriter()
    .uint32((9003 << 3) + 5)
    .fixed32(7)
    .finish(),
  concatBytes(
    new BinaryWriter().uint32((9004 << 3) + 3).finish(),
    field(1, 'in a group'),
    new BinaryWriter().uint32((9004 << 3) + 4).finish(),
  ),
];

/** The message with unknown fields at random places between the known ones, in every message inside it as well. */
export function withUnknownFields(type: MessageType, message: Uint8Array, random: SeededRandom): Uint8Array {
  const parts: Uint8Array[] = [];
  const maybeUnknown = (): void => {
    if (random.below(3) === 0) {
      parts.push(random.pick(unknownFields));
    }
  };
  for (const { number, start, content, end } of readSpans(message, 0, message.length)) {
    maybeUnknown();
    const known = type.fields[number];
    const inside = message.subarray(content, end);
    if (known?.message && known.shape === 'map') {
      parts.push(field(number, entryWithUnknownFields(known.message, inside, random)));
    } else if (known?.message) {
      parts.push(field(number, withUnknownFields(known.message, inside, random)));
    } else {
      parts.push(message.subarray(start, end));
    }
  }
  maybeUnknown();
  return concatBytes(...parts);
}

function entryWithUnknownFields(type: MessageType, entry: Uint8Array, random: SeededRandom): Uint8Array {
  return concatBytes(
    ...readSpans(entry, 0, entry.length).map(({ number, start, content, end }) =>
      number === 2
        ? field(2, withUnknownFields(type, entry.subarray(content, end), random))
        : entry.subarray(start, end),
    ),
    random.pick(unknownFields),
  );
}
