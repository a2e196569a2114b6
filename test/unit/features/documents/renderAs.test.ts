import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { decodeValue, encodeNew, renderHex, renderJson, renderYaml } from '../../../../src/core/kubernetes';
import { formatsOf, renderAs } from '../../../../src/features/documents/renderAs';
import type { DocumentFormat } from '../../../../src/host/keyUri';
import { storedKeys } from '../../../support/kubernetesA';

const l10n = {
  t: (message: string, args: Record<string, string | number> = {}) =>
    message.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name])),
};
const tools = { renderYaml, renderJson, renderHex, l10n };
const documentFormats: readonly DocumentFormat[] = ['yaml', 'json', 'hex', 'structure', 'decoded'];
const form = { language: 'yaml', hideManagedFields: true } as const;
const key = bytesFromText('/registry/secrets/a/b');

function formats(value: Uint8Array | string) {
  return formatsOf(decodeValue(key, typeof value === 'string' ? bytesFromText(value) : value));
}

describe('renderAs', () => {
  it('offers the forms that a value has', () => {
    assert.deepEqual(formats('text'), ['hex']);
    assert.deepEqual(formats('{"a": 1}'), ['yaml', 'json', 'hex']);
    assert.deepEqual(formats(Uint8Array.of(0xff)), ['hex']);
    assert.deepEqual(formats(Uint8Array.of(0x0a, 0x01, 0xff)), ['hex', 'structure']);
    assert.deepEqual(formats('k8s:enc:aescbc:v1:a:x'), ['hex']);
    const secret = encodeNew(key, 'apiVersion: v1\nkind: Secret\nmetadata: {name: b, namespace: a}\n', 'yaml');
    assert.deepEqual(formats(secret), ['yaml', 'json', 'hex', 'structure', 'decoded']);
  });

  it('shows every value of a real cluster in every form, for reading only', function () {
    this.timeout(20_000);
    for (const stored of storedKeys()) {
      const decoded = decodeValue(stored.key, stored.value);
      for (const format of documentFormats) {
        const { content, isEditable, form: editable } = renderAs(decoded, format, form, tools);
        assert.ok(content.length > 0, `${Buffer.from(stored.key)} as ${format}`);
        assert.deepEqual([isEditable, editable], [false, undefined]);
        assert.ok(!Buffer.from(content).includes(0));
      }
    }
  });

  it('shows the data of a Secret by name: text as text, all else as a dump', () => {
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
    const text = [
      'apiVersion: v1',
      'kind: Secret',
      'metadata: {name: b, namespace: a}',
      'data:',
      `  password: ${base64(bytesFromText('on: #1'))}`,
      `  lines: ${base64(bytesFromText('a\nb\n'))}`,
      `  binary: ${base64(Uint8Array.of(0xff, 0x00))}`,
      `  __proto__: ${base64(bytesFromText('own'))}`,
    ].join('\n');
    const decoded = decodeValue(key, encodeNew(key, text, 'yaml'));
    const shown = Buffer.from(renderAs(decoded, 'decoded', form, tools).content).toString();
    assert.match(shown, /^# .*For reading only\.\n/);
    assert.match(shown, /^password: 'on: #1'$/m);
    assert.match(shown, /^lines: \|\n {2}a\n {2}b$/m);
    assert.match(shown, /^binary: \|\n {2}Hex dump of 2 bytes.*\n {2}00000000 {2}ff 00 /m);
    assert.match(shown, /^__proto__: own$/m);
    assert.doesNotMatch(shown, /apiVersion|metadata/);
  });
});
