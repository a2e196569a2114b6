import assert from 'node:assert/strict';
import { bytesFromText, emptyBytes, textFromBytes } from '../../../../src/core/base/bytes';
import {
  decodeValue,
  encodeEdit,
  encodeNew,
  isEditError,
  renderJson,
  renderYaml,
} from '../../../../src/core/kubernetes';

describe('kubernetes encode: objects stored as text', () => {
  const widget =
    '{"apiVersion":"lab.example.com/v1","kind":"Widget","metadata":{"name":"a","generation":1},"spec":{"html":"\\u003cb\\u003e","big":9007199254740993,"ratio":1.0,"list":[{"name":"x","n":1e2},{"name":"y"}]}}\n';

  it('keeps the form of all that was not changed in JSON', () => {
    assert.equal(
      edited(widget, text => text.replace('generation: 1', 'generation: 2')),
      widget.replace('"generation":1', '"generation":2'),
    );
    assert.equal(
      edited(widget, text =>
        text.replace('name: x', 'name: x\n    size: <1>').replace('kind: Widget', 'kind: Widget\nadded: 1'),
      ),
      widget.replace('1e2}', '1e2,"size":"\\u003c1\\u003e"}').replace('"apiVersion"', '"added":1,"apiVersion"'),
    );
    assert.equal(
      edited(widget, text => text.replace(/ {2}- "n": 100\n {4}name: x\n/, '')),
      widget.replace('{"name":"x","n":1e2},', ''),
    );
  });

  it('keeps an indentation', () => {
    const pretty = renderJson(decodeText(widget));
    assert.equal(
      edited(pretty, text => text.replace('generation: 1', 'generation: 2')),
      pretty.replace('"generation": 1', '"generation": 2'),
    );
  });

  it("keeps YAML in kubectl's order, with its end", () => {
    const stored = 'apiVersion: v1\ndata:\n  a: "1"\nkind: ConfigMap\nmetadata:\n  name: a';
    assert.equal(
      edited(stored, text => text.replace('"1"', 'two')),
      stored.replace('"1"', 'two'),
    );
    const another = 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: "1"\n';
    assert.equal(
      edited(another, text => text.replace('"1"', 'two')),
      another.replace('"1"', 'two'),
    );
  });

  it('edits YAML that is too large to be read on the way', () => {
    const entries = Array.from({ length: 2000 }, (_, index) => `  key-${10_000 + index}: value\n`).join('');
    const stored = `apiVersion: v1\ndata:\n${entries}kind: ConfigMap\nmetadata:\n  name: a\n`;
    const { format, kind, object, problem } = decodeText(stored);
    assert.deepEqual([format, kind, object, problem?.code], ['yaml', 'ConfigMap', undefined, 'tooLarge']);
    assert.equal(
      edited(stored, text => text.replace('key-10007: value', 'key-10007: other')),
      stored.replace('key-10007: value', 'key-10007: other'),
    );
  });

  it('lets a custom resource move to another version of its group, and refuses another group', () => {
    assert.equal(
      edited(widget, text => text.replace('lab.example.com/v1', 'lab.example.com/v2')),
      widget.replace('/v1"', '/v2"'),
    );
    assert.throws(
      () => edited(widget, text => text.replace('lab.example.com/v1', 'other.example.com/v1')),
      error => isEditError(error) && error.problems[0]?.code === 'apiVersionChanged',
    );
  });

  it('checks the metadata of every object, and all of a kind that it knows', () => {
    const codes = (stored: string, change: (text: string) => string): string[] => {
      try {
        edited(stored, change);
      } catch (error) {
        return isEditError(error) ? error.problems.map(({ code, path }) => `${code} ${path}`) : [];
      }
      return [];
    };
    assert.deepEqual(
      codes(widget, text => text.replace('generation:', 'generatoin:')),
      ['unknownField metadata.generatoin'],
    );
    const newer = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[],"fromTheFuture":1}}';
    assert.deepEqual(
      codes(newer, text => text.replace('fromTheFuture: 1', 'fromTheFuture: 2\n  hostIP: true')),
      ['unknownField spec.hostIP'],
    );
  });

  it('edits JSON that is no object of Kubernetes', () => {
    assert.equal(
      edited('[1, {"a": 9007199254740993}]', text => text.replace('- 1', '- 2')),
      '[2,{"a": 9007199254740993}]',
    );
  });

  function decodeText(text: string) {
    return decodeValue(emptyBytes, bytesFromText(text));
  }

  function edited(stored: string, change: (text: string) => string): string | undefined {
    const decoded = decodeText(stored);
    const text = renderYaml(decoded);
    assert.notEqual(change(text), text);
    return textFromBytes(encodeEdit(decoded, change(text), 'yaml'));
  }
});

describe('kubernetes encode: new objects', () => {
  const text =
    'apiVersion: lab.example.com/v1\nspec: {b: 1, a: on}\nkind: Widget\nmetadata: {name: a, resourceVersion: "7"}\n';

  it('stores what has no message as JSON', () => {
    const value = encodeNew(bytesFromText('/registry/lab.example.com/widgets/a'), text, 'yaml');
    assert.equal(
      textFromBytes(value),
      '{"apiVersion":"lab.example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"a":true,"b":1}}\n',
    );
    const definition =
      '{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "a.b"}, "spec": {}}';
    assert.equal(decodeValue(emptyBytes, encodeNew(emptyBytes, definition, 'json')).format, 'json');
  });

  it('must be what the key says', () => {
    const codes = (key: string): string[] => {
      try {
        encodeNew(bytesFromText(key), text, 'yaml');
      } catch (error) {
        return isEditError(error) ? error.problems.map(({ code }) => code) : [];
      }
      return [];
    };
    assert.deepEqual(codes('/registry/lab.example.com/widgets/b'), ['nameMismatch']);
    assert.deepEqual(codes('/registry/lab.example.com/widgets/shop/b'), ['namespaceMismatch', 'nameMismatch']);
    assert.deepEqual(codes('/elsewhere/b'), []);
    assert.deepEqual(codes('/registry/ranges/serviceips'), []);
  });
});
