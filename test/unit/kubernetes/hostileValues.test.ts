import assert from 'node:assert/strict';
import { bytesFromText, concatBytes, emptyBytes } from '../../../src/core/base/bytes';
import {
  type DecodedValue,
  decodeValue,
  decodeValueMetadata,
  renderHex,
  renderJson,
  renderYaml,
} from '../../../src/core/kubernetes';
import { storedKeys } from '../../support/kubernetesA';
import { type SeededRandom, seededRandom } from '../../support/seededRandom';

const rounds = 20_000;

describe('kubernetes: hostile values', function () {
  this.timeout(300_000);

  it(`decodes and renders ${rounds} damaged values without an exception`, () => {
    const random = seededRandom(2);
    const values = storedKeys().map(({ value }) => value);
    let decodable = 0;
    let problems = 0;
    for (let round = 0; round < rounds; round++) {
      const value = damage(random.pick(values), random);
      const decoded = decode(value);
      decodable += decoded.object === undefined ? 0 : 1;
      problems += decoded.problem === undefined ? 0 : 1;
    }
    assert.ok(decodable > rounds / 10, `only ${decodable} still hold an object`);
    assert.ok(problems > rounds / 10, `only ${problems} have a problem`);
  });

  it('decodes random bytes behind every beginning that means something', () => {
    const random = seededRandom(3);
    const podEnvelope = [...bytesFromText('k8s\0\n\t\n\u0002v1\u0012\u0003Pod'), 0x12];
    for (let round = 0; round < 10_000; round++) {
      const beginning = random.pick([
        [],
        podEnvelope,
        [...bytesFromText('k8s\0')],
        [...bytesFromText('{"a":')],
        [0xd9, 0xd9, 0xf7],
      ]);
      decode(concatBytes(new Uint8Array(beginning), random.bytes(random.below(80))));
    }
  });

  it('refuses nesting without end', () => {
    // JSONSchemaProps.not within each other: messages that contain themselves.
    let message: Uint8Array = emptyBytes;
    for (let depth = 0; depth < 5000; depth++) {
      message = concatBytes(new Uint8Array([0xe2, 0x01]), varint(message.length), message);
    }
    const names = ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'].map(bytesFromText) as [
      Uint8Array,
      Uint8Array,
    ];
    const typeMeta = concatBytes(lengthDelimited(1, names[0]), lengthDelimited(2, names[1]));
    const inSchema = lengthDelimited(2, lengthDelimited(7, lengthDelimited(4, lengthDelimited(1, message))));
    const value = concatBytes(bytesFromText('k8s\0'), lengthDelimited(1, typeMeta), lengthDelimited(2, inSchema));
    assert.equal(decode(value).problem?.code, 'tooDeep');
    assert.equal(decode(bytesFromText(`{"a":${'['.repeat(500_000)}`)).problem?.code, 'tooDeep');
    assert.equal(decode(message).format, 'protobuf');
    assert.equal(decode(new Uint8Array(200_000).fill(0x0b)).format, 'binary');
  });

  it('survives YAML nested without end, which would overflow the stack of its parser', () => {
    for (const level of ['[', '- ', '? ', '{a: ']) {
      const text = `apiVersion: v1\nkind: Pod\nspec:\n  ${level.repeat(1900)}`;
      assert.equal(decode(bytesFromText(text)).object, undefined);
    }
  });

  it('stops where a few bytes stand for many messages', () => {
    const containers = lengthDelimited(
      2,
      new Uint8Array(300_000).map((_, index) => (index % 2 === 0 ? 0x12 : 0)),
    );
    const typeMeta = concatBytes(lengthDelimited(1, bytesFromText('v1')), lengthDelimited(2, bytesFromText('Pod')));
    const value = concatBytes(bytesFromText('k8s\0'), lengthDelimited(1, typeMeta), lengthDelimited(2, containers));
    assert.equal(decode(value).problem?.code, 'tooLarge');
  });

  it('believes no length that is longer than the value', () => {
    for (const length of [0x7f, 0xffff, 0x7fffffff, 0xffffffff]) {
      const bomb = concatBytes(bytesFromText('k8s\0'), new Uint8Array([0x12]), varint(length), new Uint8Array(10));
      assert.equal(decode(bomb).problem?.code, 'truncated');
    }
  });
});

function decode(value: Uint8Array): DecodedValue {
  const decoded = decodeValue(emptyBytes, value);
  assert.equal(typeof renderYaml(decoded, { hideManagedFields: true }), 'string');
  assert.equal(typeof renderJson(decoded), 'string');
  assert.equal(typeof renderHex(value, { limit: 64 }), 'string');
  decodeValueMetadata(value);
  if (decoded.problem) {
    assert.ok(decoded.problem.offset >= 0 && decoded.problem.offset <= value.length);
  }
  return decoded;
}

function damage(value: Uint8Array, random: SeededRandom): Uint8Array {
  const copy = value.slice(0, random.below(3) === 0 ? random.below(value.length + 1) : value.length);
  for (let changes = random.below(4); changes > 0 && copy.length > 0; changes--) {
    copy[random.below(copy.length)] = random.below(256);
  }
  return copy;
}

function lengthDelimited(number: number, content: Uint8Array): Uint8Array {
  return concatBytes(varint((number << 3) + 2), varint(content.length), content);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return new Uint8Array([...bytes, rest]);
}
