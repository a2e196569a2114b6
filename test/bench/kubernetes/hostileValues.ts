/** Values that mean harm: damaged ones, and the largest that etcd takes of every kind that could be slow. */
import { bytesFromText, concatBytes } from '../../../src/core/base/bytes';
import type { SeededRandom } from '../../support/seededRandom';

/** etcd's largest request unless told otherwise (--max-request-bytes), with room for the key. */
const largest = 1_500_000;

/** A value cut, overwritten, repeated or joined with another at random places. */
export function damaged(values: readonly Uint8Array[], random: SeededRandom): Uint8Array {
  const value = random.pick(values);
  let copy: Uint8Array = value.slice(0, random.below(4) === 0 ? random.below(value.length + 1) : value.length);
  if (random.below(8) === 0) {
    const other = random.pick(values);
    copy = concatBytes(copy.subarray(0, random.below(copy.length + 1)), other.subarray(random.below(other.length)));
  }
  for (let changes = random.below(5); changes > 0 && copy.length > 0; changes--) {
    const place = random.below(copy.length);
    copy[place] = random.pick([0, 0x7f, 0x80, 0xff, 0x0a, 0x22, 0x7b, (copy[place] ?? 0) ^ (1 << random.below(8))]);
  }
  return copy;
}

export function largeValues(): ReadonlyMap<string, Uint8Array> {
  const repeated = (text: string, before = '', after = ''): Uint8Array => {
    const count = Math.floor((largest - before.length - after.length) / text.length);
    return bytesFromText(before + text.repeat(count) + after);
  };
  const nested = `${'{"a":'.repeat(190)}1${'}'.repeat(190)}`;
  const typeMeta = 'apiVersion: v1\nkind: ConfigMap\n';
  return new Map([
    ['JSON nested 190 deep', repeated(`${nested},`, '[', '1]')],
    ['JSON nested too deep', repeated('[')],
    ['JSON of whole numbers beyond 2^53', repeated('12345678901234567890,', '{"a":[', '1]}')],
    ['JSON of short texts', repeated('"a",', '{"a":[', '1]}')],
    ['JSON that ends in a brace too few', repeated('{"a":1},', '{"a":[', '1]')],
    ['YAML object', repeated('  a: b\n', `${typeMeta}data:\n`)],
    ['YAML nested too deep', repeated('[', typeMeta)],
    ['YAML nested too deep, small enough to be read', bytesFromText(`${typeMeta}data: ${'['.repeat(16_000)}`)],
    ['YAML lists in lists', bytesFromText(`${typeMeta}data:\n  ${'- '.repeat(8_000)}a`)],
    ['YAML of empty keys', bytesFromText(`${typeMeta}data: {${'?,'.repeat(8_000)}}`)],
    ['YAML of aliases', repeated(' *a,', `${typeMeta}data: &a [1]\nb: [`, ']')],
    ['text', repeated('abc def\n')],
    ['text beyond ASCII', repeated('äöü 🙂\n')],
    ['empty fields of protobuf', protobuf(repeated('\u0012\u0000'))],
    ['empty containers', protobuf(lengthDelimited(2, repeated('\u0012\u0000')))],
    ['labels', protobuf(lengthDelimited(1, repeated('Z\u0006\n\u0001a\u0012\u0001b')))],
    ['unknown fields', protobuf(repeated('z\u0001a'))],
    ['managed fields of broken JSON', protobuf(lengthDelimited(1, repeatedBytes(managedFieldsOfBrokenJson())))],
    ['protobuf without an envelope', repeated('\n\u0006\n\u0004\n\u0002\n\u0000')],
    ['a wrong wire type', protobuf(repeated('\u0008\u0001'))],
    ['bytes', new Uint8Array(largest).fill(0xfe)],
    ['length bomb', concatBytes(bytesFromText('k8s\0\u0012'), new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f]))],
  ]);
}

/** An entry of managedFields whose fieldsV1 ends too early. */
function managedFieldsOfBrokenJson(): Uint8Array {
  return lengthDelimited(17, lengthDelimited(7, text(1, `{${'"f:a":{},'.repeat(20)}`)));
}

function repeatedBytes(bytes: Uint8Array): Uint8Array {
  return concatBytes(...Array.from({ length: Math.floor((largest - 100) / bytes.length) }, () => bytes));
}

function protobuf(message: Uint8Array): Uint8Array {
  const typeMeta = lengthDelimited(1, concatBytes(text(1, 'v1'), text(2, 'Pod')));
  return concatBytes(bytesFromText('k8s\0'), typeMeta, lengthDelimited(2, message));
}

function text(number: number, content: string): Uint8Array {
  return lengthDelimited(number, bytesFromText(content));
}

function lengthDelimited(number: number, content: Uint8Array): Uint8Array {
  return concatBytes(varint(number * 8 + 2), varint(content.length), content);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return new Uint8Array([...bytes, rest]);
}
