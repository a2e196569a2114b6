import assert from 'node:assert/strict';
import { bytesFromText, concatBytes, emptyBytes } from '../../../../src/core/base/bytes';
import {
  type DecodedValue,
  decodeValue,
  decodeValueMetadata,
  type JsonValue,
  renderJson,
  renderYaml,
} from '../../../../src/core/kubernetes';
import { base64Bytes, bytes, head, list, map, stored, string, textString } from './cborBytes';

const decode = (item: Uint8Array): DecodedValue => decodeValue(emptyBytes, stored(item));

describe('kubernetes: CBOR', () => {
  it('reads a custom resource as its JSON form is read', () => {
    const decoded = decode(
      map(
        ['kind', string('Widget')],
        [
          'spec',
          map(['size', bytes(3)], ['ratio', bytes(0xf9, 0x3e, 0x00)], ['on', bytes(0xf5)], ['none', bytes(0xf6)]),
        ],
        ['metadata', map(['name', string('naïve 🙂')], ['creationTimestamp', string('2026-11-20T22:14:42Z')])],
        ['apiVersion', string('lab.example.com/v1')],
      ),
    );
    const json =
      '{"apiVersion":"lab.example.com/v1","kind":"Widget","metadata":{"creationTimestamp":"2026-11-20T22:14:42Z",' +
      '"name":"naïve 🙂"},"spec":{"none":null,"on":true,"ratio":1.5,"size":3}}';
    const asJson = decodeValue(emptyBytes, bytesFromText(json));
    assert.deepEqual(
      [decoded.format, decoded.apiVersion, decoded.kind, decoded.problem],
      ['cbor', 'lab.example.com/v1', 'Widget', undefined],
    );
    assert.deepEqual(decoded.object, asJson.object);
    assert.equal(renderJson(decoded), renderJson(asJson));
    assert.ok(renderYaml(decoded).startsWith(renderYaml(asJson)));
    assert.deepEqual(
      decodeValueMetadata(decoded.value),
      asJson.object && (asJson.object as { metadata: JsonValue }).metadata,
    );
  });

  it('keeps 64-bit numbers exact', () => {
    const numbers: readonly [Uint8Array, JsonValue][] = [
      [bytes(0x1b, 0x7f, 255, 255, 255, 255, 255, 255, 255), 9223372036854775807n],
      [bytes(0x3b, 0x7f, 255, 255, 255, 255, 255, 255, 255), -9223372036854775808n],
      [bytes(0x1b, 0, 0x20, 0, 0, 0, 0, 0, 1), 9007199254740993n],
      [bytes(0x1b, 0, 0, 0, 0, 0, 0, 0, 7), 7],
      [bytes(0x38, 99), -100],
      [bytes(0xfb, 0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a), 0.1],
      [bytes(0xfa, 0x47, 0xc3, 0x50, 0x00), 100000],
      [bytes(0xf9, 0x00, 0x01), 2 ** -24],
    ];
    for (const [item, expected] of numbers) {
      assert.equal(decode(item).object, expected);
    }
  });

  it('shows raw bytes as base64, under whichever tag says so', () => {
    assert.equal(decode(base64Bytes(0xfb, 0xff, 0)).object, '+/8A');
    assert.equal(decode(concatBytes(bytes(0xd5), head(2, 2), bytes(0xfb, 0xff))).object, '-_8');
    assert.equal(decode(concatBytes(bytes(0xd7), head(2, 2), bytes(0xfb, 0xff))).object, 'fbff');
    assert.deepEqual(decode(concatBytes(bytes(0xd6), list(string('a'), textString('a')))).object, ['YQ==', 'a']);
  });

  it('takes a text string for a text, an unknown tag for its content, and lengths that a break ends', () => {
    const decoded = decode(
      concatBytes(
        bytes(0xbf),
        textString('a'),
        concatBytes(bytes(0x9f), bytes(1, 2, 0xff)),
        string('b'),
        concatBytes(bytes(0xc0), textString('2026-11-20T22:14:42Z')),
        string(''),
        concatBytes(bytes(0xd8, 0x64), bytes(0xa0)),
        bytes(0xff),
      ),
    );
    assert.deepEqual(decoded.object, { a: [1, 2], b: '2026-11-20T22:14:42Z', '': {} });
  });

  it('keeps every name, even one that JavaScript has a use for', () => {
    const { object } = decode(map(['__proto__', string('a')], ['2', string('b')], ['constructor', string('c')]));
    assert.deepEqual(Object.entries(object as object).sort(), [
      ['2', 'b'],
      ['__proto__', 'a'],
      ['constructor', 'c'],
    ]);
  });

  it('prints what is no UTF-8 in a byte string as Go does, and refuses it in a text string', () => {
    assert.equal(decode(bytes(0x42, 0x61, 0xff)).object, 'a\ufffd');
    assert.equal(decode(textString('a\ufffd')).object, 'a\ufffd');
    assert.deepEqual(decode(bytes(0x62, 0x61, 0xff)).problem, { code: 'badCbor', offset: 4 });
  });

  it('says what is wrong and where', () => {
    const wrong: readonly [string, Uint8Array, string, number][] = [
      ['nothing behind the tag', emptyBytes, 'truncated', 3],
      ['a text that is cut', bytes(0x43, 0x61, 0x62), 'truncated', 3],
      ['a list that is cut', bytes(0x82, 0x01), 'truncated', 4],
      ['a list without its break', bytes(0x9f, 0x01), 'truncated', 5],
      ['a map without a value', bytes(0xa1, 0x41, 0x61), 'truncated', 6],
      ['a list of 2^53 - 1 items', bytes(0x9b, 0, 0x1f, 255, 255, 255, 255, 255, 255), 'truncated', 12],
      ['a text of 2^32 - 1 bytes', bytes(0x5a, 255, 255, 255, 255), 'truncated', 3],
      ['a text of 2^64 - 1 bytes', bytes(0x5b, 255, 255, 255, 255, 255, 255, 255, 255), 'badCbor', 3],
      ['a name twice', map(['a', bytes(1)], ['a', bytes(2)]), 'badCbor', 7],
      ['a name twice, as text and as bytes', map(['a', bytes(1)], [textString('a'), bytes(2)]), 'badCbor', 7],
      ['a name that is a number', map([bytes(1), bytes(1)]), 'badCbor', 4],
      ['a name that is raw bytes', map([base64Bytes(1), bytes(1)]), 'badCbor', 4],
      ['not a number', bytes(0xf9, 0x7e, 0x00), 'outOfRange', 3],
      ['infinity', bytes(0xfa, 0x7f, 0x80, 0, 0), 'outOfRange', 3],
      ['undefined', bytes(0xf7), 'badCbor', 3],
      ['a simple value', bytes(0xf8, 0x20), 'badCbor', 3],
      ['a reserved length', bytes(0x1c), 'badCbor', 3],
      ['a lone break', bytes(0xff), 'badCbor', 3],
      ['a break in a list with a length', bytes(0x81, 0xff), 'badCbor', 4],
      ['a break for a value', bytes(0xbf, 0x41, 0x61, 0xff), 'badCbor', 6],
      ['a number of any size', bytes(0xc2, 0x41, 0x01), 'badCbor', 3],
      ['more behind the object', bytes(0xa0, 0x00), 'badCbor', 4],
    ];
    for (const [what, item, code, offset] of wrong) {
      const decoded = decode(item);
      assert.deepEqual([decoded.format, decoded.object, decoded.problem], ['cbor', undefined, { code, offset }], what);
      assert.match(
        renderYaml(decoded),
        new RegExp(`^# This value cannot be decoded: ${code} at byte ${offset}\\.`),
        what,
      );
    }
  });
});
