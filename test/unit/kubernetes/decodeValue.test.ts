import assert from 'node:assert/strict';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { parse } from 'yaml';
import { bytesFromText, concatBytes, emptyBytes } from '../../../src/core/base/bytes';
import { type DecodedValue, decodeValue, decodeValueMetadata, renderYaml } from '../../../src/core/kubernetes';

const decode = (value: Uint8Array): DecodedValue => decodeValue(emptyBytes, value);
const decodeText = (text: string): DecodedValue => decode(bytesFromText(text));

describe('kubernetes: telling values apart', () => {
  it('takes well-formed text for text, an empty value too', () => {
    for (const text of ['', '1234', 'naïve\tline\r\nnext 🙂\n', '[section]\nkey=1', 'k8s:encoded']) {
      const decoded = decodeText(text);
      assert.deepEqual([decoded.format, decoded.text, decoded.problem], ['text', text, undefined]);
      assert.equal(renderYaml(decoded), text);
    }
  });

  it('takes JSON for JSON, an object of Kubernetes or not', () => {
    const object = decodeText('{"apiVersion":"lab.example.com/v1","kind":"Widget","metadata":{"name":"a"}}');
    assert.deepEqual([object.format, object.apiVersion, object.kind], ['json', 'lab.example.com/v1', 'Widget']);
    const list = decodeText(' [1, {"a": 9007199254740993}]\n');
    assert.deepEqual([list.format, list.apiVersion, list.object], ['json', undefined, [1, { a: 9007199254740993n }]]);
  });

  it('says where text that means to be JSON breaks, in bytes', () => {
    const decoded = decodeText('{"ä": tru}');
    assert.deepEqual([decoded.format, decoded.problem], ['text', { code: 'badJson', offset: 7 }]);
  });

  it('reads objects that were stored as YAML, whole numbers exactly', () => {
    const decoded = decodeText('apiVersion: v1\ndata:\n  a: "on"\nkind: ConfigMap\nn: 9007199254740993\nm: 7\n');
    assert.equal(decoded.format, 'yaml');
    assert.deepEqual([decoded.apiVersion, decoded.kind], ['v1', 'ConfigMap']);
    assert.deepEqual(decoded.object, {
      apiVersion: 'v1',
      data: { a: 'on' },
      kind: 'ConfigMap',
      n: 9007199254740993n,
      m: 7,
    });
    assert.equal(decodeText('apiVersion: v1\nkind: [broken\n').format, 'text');
  });

  it('reads the prefix of an encrypted value', () => {
    const value = concatBytes(bytesFromText('k8s:enc:aescbc:v1:cbc.key-b:'), new Uint8Array([0, 1, 2, 255]));
    assert.deepEqual(decode(value).atRest, { provider: 'aescbc', version: 'v1', keyName: 'cbc.key-b' });
    assert.match(
      renderYaml(decode(value)),
      /^# Encrypted at rest: provider aescbc, version v1, key "cbc.key-b"\.\n# Hex dump/,
    );
    const broken = decodeText('k8s:enc:aescbc:v1');
    assert.deepEqual([broken.format, broken.atRest, broken.problem?.code], ['encrypted', undefined, 'badEnvelope']);
  });

  it('knows CBOR by its tag', () => {
    assert.equal(decode(new Uint8Array([0xd9, 0xd9, 0xf7, 0xa0])).format, 'cbor');
  });

  it('shows protobuf without an envelope by field number, other bytes as bytes', () => {
    const nested = new BinaryWriter()
      .uint32((1 << 3) + 0)
      .uint64(2n ** 63n)
      .finish();
    const bytes = new BinaryWriter()
      .uint32((7 << 3) + 2)
      .bytes(nested)
      .uint32((9 << 3) + 2)
      .string('hello')
      .finish();
    const decoded = decode(bytes);
    assert.equal(decoded.format, 'protobuf');
    assert.equal(
      renderYaml(decoded),
      '# Protobuf fields, by number and wire type; their names are unknown.\n' +
        '# 7 length-delimited, reads as a message (13 bytes at 0):\n' +
        '#   1 varint: -9223372036854775808\n' +
        '# 9 length-delimited: "hello"\n',
    );
    assert.equal(decode(new Uint8Array([0, 255, 254])).format, 'binary');
  });
});

describe('kubernetes: objects in their envelope', () => {
  it('omits what Go omits and prints what Go prints', () => {
    const { object } = decode(envelope('v1', 'Pod', field(1, field(1, 'web'))));
    assert.deepEqual(object, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: { containers: null },
      status: {},
    });
  });

  it('prints a zero behind a pointer, and no zero without one', () => {
    const replicas = (value: number): Uint8Array =>
      new BinaryWriter()
        .uint32(1 << 3)
        .int32(value)
        .finish();
    const spec = concatBytes(
      replicas(0),
      new BinaryWriter()
        .uint32(5 << 3)
        .int32(0)
        .finish(),
    );
    const { object } = decode(envelope('apps/v1', 'Deployment', field(2, spec)));
    assert.deepEqual(object, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {},
      spec: { replicas: 0, selector: null, strategy: {}, template: { metadata: {}, spec: { containers: null } } },
      status: {},
    });
  });

  it('keeps every name of a map, even one that JavaScript has a use for', () => {
    const entry = (name: string, value: string): Uint8Array => field(2, concatBytes(field(1, name), field(2, value)));
    const decoded = decode(
      envelope('v1', 'ConfigMap', concatBytes(entry('__proto__', 'a'), entry('2', ''), entry('10', 'b'))),
    );
    const data = (decoded.object as { data: Record<string, unknown> }).data;
    assert.deepEqual(Object.entries(data).sort(), [
      ['10', 'b'],
      ['2', ''],
      ['__proto__', 'a'],
    ]);
    assert.match(renderYaml(decoded), /\ndata:\n {2}__proto__: a\n {2}"2": ""\n {2}"10": b\n/);
  });

  it('joins a message that came in two pieces, as protobuf demands', () => {
    const { object } = decode(envelope('v1', 'Secret', concatBytes(field(1, field(1, 'a')), field(1, field(3, 'b')))));
    assert.deepEqual(object, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'b' } });
  });

  it('shows the fields that a newer Kubernetes has added below the object', () => {
    const container = concatBytes(field(1, 'app'), field(999, 'new'));
    const decoded = decode(envelope('v1', 'Pod', concatBytes(field(2, field(2, container)), field(99, 'top'))));
    assert.deepEqual(
      decoded.unknownFields?.map(({ path, number }) => [path, number]),
      [
        ['spec.containers[0]', 999],
        ['', 99],
      ],
    );
    const yaml = renderYaml(decoded);
    assert.match(
      yaml,
      /# spec\.containers\[0\]\n# {3}999 length-delimited: "new"\n# \(object\)\n# {3}99 length-delimited: "top"\n$/,
    );
    assert.deepEqual(parse(yaml), decoded.object);
  });

  it('shows metadata and the numbers of a kind that it does not know', () => {
    const decoded = decode(
      envelope('future.example.com/v9', 'Thing', concatBytes(field(1, field(1, 'a')), field(2, 'b'))),
    );
    assert.deepEqual(decoded.object, { apiVersion: 'future.example.com/v9', kind: 'Thing', metadata: { name: 'a' } });
    assert.match(renderYaml(decoded), /# This kind is unknown here.*\n# 2 length-delimited: "b"\n$/);
    assert.deepEqual(decodeValueMetadata(decoded.value), { name: 'a' });
  });

  it('reads metadata alone without its managed fields, wherever they stand', () => {
    const managed = field(17, field(1, 'kubectl'));
    for (const parts of [
      [field(1, 'a'), managed, managed],
      [managed, field(1, 'a'), managed, field(99, 'new')],
    ]) {
      const decoded = decode(envelope('v1', 'Pod', field(1, concatBytes(...parts))));
      assert.deepEqual(decodeValueMetadata(decoded.value), { name: 'a' });
    }
  });

  it('names the place where bytes are damaged, and shows them', () => {
    const whole = envelope('v1', 'Pod', field(1, field(1, 'web')));
    const cut = decode(whole.subarray(0, whole.length - 1));
    assert.deepEqual([cut.format, cut.problem?.code, cut.object], ['kubernetes-protobuf', 'truncated', undefined]);
    assert.match(renderYaml(cut), /^# This value cannot be decoded: truncated at byte \d+\.\n# Hex dump of \d+ bytes/);
    const wrong = decode(
      envelope(
        'v1',
        'Pod',
        new BinaryWriter()
          .uint32(1 << 3)
          .int32(1)
          .finish(),
      ),
    );
    assert.equal(wrong.problem?.code, 'wrongWireType');
    assert.equal(decode(bytesFromText('k8s\0')).problem?.code, 'badEnvelope');
  });

  it('shows a quantity or a JSON text that is none as it stands, and says so', () => {
    const hard = field(1, concatBytes(field(1, 'cpu'), field(2, field(1, 'many'))));
    const decoded = decode(envelope('v1', 'ResourceQuota', field(2, hard)));
    assert.equal(decoded.problem?.code, 'badQuantity');
    assert.deepEqual((decoded.object as { spec: unknown }).spec, { hard: { cpu: 'many' } });
  });

  it('reads time as Go prints it: none as null, microseconds where they are kept', () => {
    const seconds = (value: number): Uint8Array =>
      new BinaryWriter()
        .uint32(1 << 3)
        .int64(value)
        .finish();
    const nanoseconds = new BinaryWriter()
      .uint32(2 << 3)
      .int32(937_337_999)
      .finish();
    const spec = field(2, concatBytes(field(1, 'holder'), field(4, concatBytes(seconds(1_795_212_882), nanoseconds))));
    const { object } = decode(envelope('coordination.k8s.io/v1', 'Lease', spec));
    assert.deepEqual((object as { spec: unknown }).spec, {
      holderIdentity: 'holder',
      renewTime: '2026-11-20T22:14:42.937337Z',
    });
  });
});

/** A field of wire type 2. */
function field(number: number, content: string | Uint8Array): Uint8Array {
  const writer = new BinaryWriter().uint32((number << 3) + 2);
  return (typeof content === 'string' ? writer.string(content) : writer.bytes(content)).finish();
}

function envelope(apiVersion: string, kind: string, message: Uint8Array): Uint8Array {
  const typeMeta = concatBytes(field(1, apiVersion), field(2, kind));
  return concatBytes(bytesFromText('k8s\0'), field(1, typeMeta), field(2, message), field(3, ''), field(4, ''));
}
