import assert from 'node:assert/strict';
import { bytesFromText, concatBytes } from '../../../../src/core/base/bytes';
import { decodeValue, encodeEdit, renderHex, renderJson, renderYaml } from '../../../../src/core/kubernetes';
import { mostShown, type ObjectForm } from '../../../../src/features/documents/documentFormat';
import { renderValue } from '../../../../src/features/documents/renderValue';
import { storedKeys } from '../../../support/kubernetesA';

const l10n = {
  t: (message: string, args: Record<string, string | number> = {}) =>
    message.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name])),
};

const tools = { renderYaml, renderJson, renderHex, l10n };
const form: ObjectForm = { language: 'yaml', hideManagedFields: true };

function render(value: Uint8Array | string, inForm: Partial<ObjectForm> = {}, key = bytesFromText('/key')) {
  const bytes = typeof value === 'string' ? bytesFromText(value) : value;
  const rendered = renderValue(key, decodeValue(key, bytes), { ...form, ...inForm }, tools);
  return { ...rendered, text: Buffer.from(rendered.content).toString() };
}

describe('renderValue', () => {
  it('shows what may be saved byte for byte', () => {
    for (const value of ['', 'text\r\n\n', '\ufeffmarked', '{"a": 1.50,\n "b": [ ]}', ' [1]\n', '{not json}']) {
      const { content, isEditable } = render(value);
      assert.equal(isEditable, true, value);
      assert.deepEqual(Buffer.from(content), Buffer.from(value));
    }
    assert.equal(render('{"a": 1}').language, 'json');
    assert.equal(render('{not json}').language, undefined);
  });

  it('shows objects of Kubernetes as YAML, to be edited, however they are stored', () => {
    const json = render('{"kind":"Widget","apiVersion":"example.com/v1","metadata":{"name":"a"}}');
    assert.equal(json.text, 'apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: a\n');
    const key = bytesFromText('/registry/configmaps/a/b');
    const yaml = render('apiVersion: v1\nkind:   ConfigMap\n', {}, key);
    assert.equal(yaml.text, 'apiVersion: v1\nkind: ConfigMap\n');
    for (const { language, isEditable, form } of [json, yaml]) {
      assert.deepEqual([language, isEditable, form?.language], ['yaml', true, 'yaml']);
    }
  });

  it('leaves YAML as it is where somebody wrote it by hand', () => {
    const key = bytesFromText('/registry/configmaps/a/b');
    for (const [text, at] of [
      ['apiVersion: v1\nkind:   ConfigMap\n', undefined],
      ['apiVersion: v1\nkind: ConfigMap\ndata: {} # mine\n', key],
      ['# mine\napiVersion: v1\nkind: ConfigMap\n', key],
    ] as const) {
      const rendered = render(text, {}, at);
      assert.deepEqual(
        [rendered.text, rendered.language, rendered.isEditable, rendered.form],
        [text, 'yaml', true, undefined],
      );
    }
  });

  it('shows objects in the form that is asked for', () => {
    const found = storedKeys().find(({ key }) => Buffer.from(key).toString() === '/registry/deployments/shop/web');
    assert.ok(found);
    const hidden = render(found.value, {}, found.key);
    assert.deepEqual([hidden.managedFields, hidden.text.includes('managedFields')], ['hidden', false]);
    const shown = render(found.value, { hideManagedFields: false }, found.key);
    assert.deepEqual([shown.managedFields, shown.text.includes('managedFields')], ['shown', true]);
    const json = render(found.value, { language: 'json' }, found.key);
    assert.equal(json.language, 'json');
    assert.equal(JSON.parse(json.text).spec.replicas, 3);
  });

  it('says at once when a part of an object cannot be decoded', () => {
    const found = storedKeys().find(({ key }) => Buffer.from(key).toString() === '/registry/namespaces/default');
    assert.ok(found);
    // Somewhere among the fields a damaged byte leaves a part of the object readable.
    const damaged = Array.from(found.value, (_, index) => found.value.with(index, 0xff));
    const partly = damaged.find(value => {
      const { object, problem } = decodeValue(found.key, value);
      return object !== undefined && problem !== undefined;
    });
    assert.ok(partly);
    const { text, isEditable } = render(partly);
    assert.match(text.split('\n')[0] ?? '', /cannot be decoded/);
    assert.equal(isEditable, false);
  });

  it('says in the first line that it is a dump, and of what', () => {
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [Uint8Array.of(0xff, 0xfe), /binary value, as a hex dump/],
      [bytesFromText('text with \u0000'), /hex dump/],
      [
        bytesFromText('k8s:enc:kms:v2:vault:\u0001'),
        /encrypted at rest by kms v2 with the plugin "vault", as a hex dump/,
      ],
      [bytesFromText('k8s:enc:'), /encrypted at rest, as a hex dump\. It cannot be decoded/],
      [Uint8Array.of(0xd9, 0xd9, 0xf7, 0xa0), /CBOR value, as a hex dump/],
      [concatBytes(bytesFromText('k8s\u0000'), Uint8Array.of(0xff)), /object of Kubernetes .*cannot be decoded/],
      [Uint8Array.of(0x0a, 0x01, 0xff), /protobuf .*hex dump/],
    ];
    for (const [value, firstLine] of cases) {
      const { text, language, isEditable } = render(value);
      assert.match(text.split('\n')[0] ?? '', firstLine);
      assert.deepEqual([language, isEditable], ['plaintext', false]);
      assert.ok(!text.includes('\u0000'));
    }
  });

  it('says why it is closed in lines that an editor shows whole', () => {
    const why =
      'There is no socket /run/kms/lab.sock, where the plugin should listen. Start it, or name another socket. '.repeat(
        3,
      );
    const decoded = decodeValue(bytesFromText('/a'), bytesFromText('k8s:enc:kms:v2:vault:\u0001'));
    const lines = Buffer.from(renderValue(bytesFromText('/a'), decoded, form, tools, why.trim()).content)
      .toString()
      .split('\n');
    const blank = lines.indexOf('');
    assert.equal(lines.slice(1, blank).join(' '), why.trim());
    assert.ok(lines.slice(1, blank).every(line => line.length <= 80));
  });

  it('dumps the beginning of what is too large for a document', () => {
    const { text, isEditable } = render(new Uint8Array(mostShown + 1).fill(0x61));
    assert.match(text.split('\n')[0] ?? '', /too large .*first 262144 of its 8388609 bytes/);
    assert.equal(isEditable, false);
    assert.ok(text.length < 2 * 1024 * 1024);
    assert.equal(render(new Uint8Array(mostShown).fill(0x61)).isEditable, true);
  });

  it('opens every key of a real cluster as what it is', () => {
    const formats = new Map<string, number>();
    for (const { key, value } of storedKeys()) {
      const decoded = decodeValue(key, value);
      const { language, content, isEditable, form: used } = renderValue(key, decoded, form, tools);
      const name = language ?? 'text';
      formats.set(name, (formats.get(name) ?? 0) + 1);
      if (used) {
        // What is shown unchanged is saved as the very bytes that it was.
        assert.equal(
          encodeEdit(decoded, Buffer.from(content).toString(), used.language, { ...used, key }),
          decoded.value,
        );
      }
      assert.equal(isEditable, decoded.format !== 'encrypted', Buffer.from(key).toString());
      assert.ok(content.length > 0 || value.length === 0, Buffer.from(key).toString());
      assert.ok(!Buffer.from(content).includes(0), Buffer.from(key).toString());
    }
    assert.ok((formats.get('yaml') ?? 0) > 600, JSON.stringify([...formats]));
  });
});
