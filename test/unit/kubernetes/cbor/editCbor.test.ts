import assert from 'node:assert/strict';
import { concatBytes, emptyBytes } from '../../../../src/core/base/bytes';
import {
  decodeValue,
  encodeEdit,
  isEditError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  renderJson,
  renderYaml,
} from '../../../../src/core/kubernetes';
import { base64Bytes, bytes, head, list, map, stored, string, textString } from './cborBytes';

type Entry = readonly [string, Uint8Array];

const name: Entry = ['name', string('a')];
const metadata: Entry = ['metadata', map(['uid', string('0b1c')], name)];
const apiVersion: Entry = ['apiVersion', string('lab.example.com/v1')];
const kind: Entry = ['kind', string('Widget')];

/** A Widget whose names stand as Kubernetes sorts them, the shorter ones first. */
function widget(spec: Uint8Array, data = base64Bytes(1, 2, 3)): Uint8Array {
  return stored(map(['data', data], kind, ['spec', spec], metadata, apiVersion));
}

/** Saves what `change` makes of the object, written as JSON. */
function edit(value: Uint8Array, change: (object: Record<string, JsonValue>) => JsonValue): Uint8Array {
  const { object } = decodeValue(emptyBytes, value);
  assert.ok(isJsonObject(object));
  const text = renderJson({ format: 'json', value: emptyBytes, object: change({ ...object }) });
  return encodeEdit(decodeValue(emptyBytes, value), text, 'json');
}

const withSpec = (value: Uint8Array, spec: JsonObject): Uint8Array => edit(value, object => ({ ...object, spec }));

describe('kubernetes: edits of CBOR', () => {
  it('gives the same bytes for a text that says the same', () => {
    const value = widget(map(['a', list(bytes(1), textString('x'))]));
    const decoded = decodeValue(emptyBytes, value);
    for (const text of [renderYaml(decoded), `${renderYaml(decoded)}# seen\n`]) {
      assert.equal(encodeEdit(decoded, text, 'yaml'), value);
    }
    for (const text of [renderJson(decoded), ` ${renderJson(decoded)}`]) {
      assert.equal(encodeEdit(decoded, text, 'json'), value);
    }
  });

  it('changes one value and no other byte, whatever form the others have', () => {
    const spec = (size: Uint8Array): Uint8Array =>
      map(
        ['on', bytes(0xf5)],
        ['raw', base64Bytes(0xfb, 0xff)],
        ['size', size],
        ['text', textString('t')],
        ['wide', bytes(0x1b, 0, 0, 0, 0, 0, 0, 0, 7)],
        ['float', bytes(0xf9, 0x40, 0x00)],
        ['broken', bytes(0x41, 0xff)],
        ['tagged', concatBytes(bytes(0xc0), textString('2026-11-20T22:14:42Z'))],
        ['endless', bytes(0x9f, 1, 0xff)],
      );
    const value = widget(spec(bytes(3)));
    const decoded = decodeValue(emptyBytes, value);
    const text = renderYaml(decoded);
    assert.match(text, /\n {2}size: 3\n/);
    for (const [size, encoded] of [
      ['4', bytes(4)],
      ['-1', bytes(0x20)],
      ['70000', bytes(0x1a, 0, 1, 0x11, 0x70)],
      ['9223372036854775807', bytes(0x1b, 0x7f, 255, 255, 255, 255, 255, 255, 255)],
      ['1.5', bytes(0xf9, 0x3e, 0x00)],
      ['0.1', bytes(0xfb, 63, 185, 153, 153, 153, 153, 153, 154)],
      ['3.4028234663852886e+38', bytes(0xfa, 0x7f, 0x7f, 255, 255)],
      ['false', bytes(0xf4)],
      ['null', bytes(0xf6)],
      ['"3"', string('3')],
      ['[]', bytes(0x80)],
      ['{}', bytes(0xa0)],
    ] as const) {
      const edited = encodeEdit(decoded, text.replace('  size: 3\n', `  size: ${size}\n`), 'yaml');
      assert.deepEqual(edited, widget(spec(encoded)), size);
    }
  });

  it('writes what is new as the API server does: byte strings, shorter names first', () => {
    const edited = withSpec(widget(map(['bb', bytes(1)])), { bb: 1, zz: 'ä', a: ['x', { yy: null, x: '' }], ccc: 1.5 });
    const spec = map(
      ['a', list(string('x'), map(['x', bytes(0x40)], ['yy', bytes(0xf6)]))],
      ['bb', bytes(1)],
      ['zz', string('ä')],
      ['ccc', bytes(0xf9, 0x3e, 0x00)],
    );
    assert.deepEqual(edited, widget(spec));
    const long = 'n'.repeat(24);
    assert.deepEqual(
      withSpec(widget(map()), { [long]: true, z: true }),
      widget(map(['z', bytes(0xf5)], [long, bytes(0xf5)])),
    );
  });

  it('keeps the order of names that are not sorted', () => {
    const value = widget(map(['b', bytes(1)], ['a', bytes(2)]));
    const expected = widget(map(['b', bytes(1)], ['a', bytes(3)], ['aa', bytes(4)]));
    assert.deepEqual(withSpec(value, { b: 1, a: 3, aa: 4 }), expected);
  });

  it('removes names and items, and lets those that stay keep their form wherever they move', () => {
    const wide = (number: number): Uint8Array => bytes(0x18, number);
    const item = (text: string): Uint8Array => map(['name', textString(text)], ['port', wide(7)]);
    const value = widget(map(['gone', bytes(1)], ['items', list(item('a'), item('b'), item('c'))]));
    const edited = withSpec(value, {
      items: [
        { name: 'c', port: 7 },
        { name: 'a', port: 8 },
        { name: 'new', port: 7 },
      ],
    });
    const changed = map(['name', textString('a')], ['port', bytes(8)]);
    // Takes the place of the item that stood behind the same neighbour.
    const replaced = map(['name', string('new')], ['port', wide(7)]);
    assert.deepEqual(edited, widget(map(['items', list(item('c'), changed, replaced)])));
  });

  it('keeps raw bytes raw while they are base64', () => {
    const value = widget(map());
    assert.deepEqual(
      edit(value, object => ({ ...object, data: '+/8A' })),
      widget(map(), base64Bytes(0xfb, 0xff, 0)),
    );
    assert.deepEqual(
      edit(value, object => ({ ...object, data: 'no base64' })),
      widget(map(), string('no base64')),
    );
  });

  it('rewrites a long list', () => {
    const count = 40_000;
    const value = widget(map(['all', concatBytes(head(4, count), new Uint8Array(count).fill(1))]));
    const all = new Array<number>(count).fill(1);
    all[7] = 2;
    const edited = withSpec(value, { all });
    assert.equal(edited.length, value.length);
    assert.equal(edited.filter((byte, index) => byte !== value[index]).length, 1);
  });

  it('refuses numbers that the API server would not read back, and says where', () => {
    const decoded = decodeValue(emptyBytes, widget(map(['a', list(bytes(1))])));
    const text = renderYaml(decoded);
    for (const number of ['9223372036854775808', '-9223372036854775809', '.inf', '.nan']) {
      assert.throws(
        () => encodeEdit(decoded, text.replace('- 1\n', `- ${number}\n`), 'yaml'),
        error =>
          isEditError(error) && error.problems.some(({ code, path }) => code === 'outOfRange' && path === 'spec.a[0]'),
        number,
      );
    }
  });

  it('guards what an object is, as for every format', () => {
    const decoded = decodeValue(emptyBytes, widget(map()));
    const codeOf = (text: string): string => {
      try {
        encodeEdit(decoded, text, 'yaml');
        return 'none';
      } catch (error) {
        return isEditError(error) ? (error.problems[0]?.code ?? '') : String(error);
      }
    };
    const text = renderYaml(decoded);
    assert.equal(codeOf(text.replace('kind: Widget', 'kind: Gadget')), 'kindChanged');
    assert.equal(codeOf(text.replace('  name: a\n', '  name: b\n')), 'nameMismatch');
    assert.equal(codeOf(text.replace('lab.example.com/v1', 'lab.example.com/v2')), 'none');
    const broken = decodeValue(emptyBytes, stored(bytes(0xff)));
    assert.throws(
      () => encodeEdit(broken, text, 'yaml'),
      error => isEditError(error) && error.problems[0]?.code === 'notEditable',
    );
  });
});
