import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { type DescribedChange, decodeValue, describeChange } from '../../../../src/core/kubernetes';
import { isJsonObject } from '../../../../src/core/kubernetes/json';
import { storedEvents } from '../../../support/kubernetesA';

const key = bytesFromText('/registry/lab.example.com/widgets/shop/first');

function changed(before: unknown, after: unknown, at = key): DescribedChange {
  return describeChange({
    key: at,
    before: bytesFromText(JSON.stringify(before)),
    after: bytesFromText(JSON.stringify(after)),
  });
}

function lines({ change }: DescribedChange): readonly string[] {
  assert.ok(change.what === 'fields');
  return change.fields.map(({ path, what, before, after }) =>
    what === 'changed' && before !== undefined
      ? `${path} ${before} → ${after}`
      : `${path} ${what} ${after ?? before ?? ''}`.trim(),
  );
}

describe('describing a change', () => {
  it('tells a field of an object from what it was', () => {
    const before = { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 2 }, status: { readyReplicas: 2 } };
    const after = { ...before, spec: { replicas: 3 }, status: { readyReplicas: 3 } };
    const described = changed(before, after);
    assert.equal(described.kind, 'Deployment');
    assert.deepEqual(lines(described), ['spec.replicas 2 → 3', 'status.readyReplicas 2 → 3']);
  });

  it('names elements by what tells them apart, wherever they moved', () => {
    const condition = (type: string, status: string) => ({ type, status });
    const before = { status: { conditions: [condition('Ready', 'False'), condition('Synced', 'True')] } };
    const after = { status: { conditions: [condition('Synced', 'True'), condition('Ready', 'True')] } };
    assert.deepEqual(lines(changed(before, after)), ['status.conditions[Ready].status False → True']);
  });

  it('leaves managedFields out and puts companions last', () => {
    const before = {
      metadata: { generation: 1, managedFields: [{ manager: 'a' }], labels: { x: '1' } },
      spec: { a: 1 },
    };
    const after = {
      metadata: { generation: 2, managedFields: [{ manager: 'b' }], labels: { x: '2' } },
      spec: { a: 2 },
    };
    assert.deepEqual(lines(changed(before, after)), [
      'spec.a 1 → 2',
      'metadata.labels.x "1" → "2"',
      'metadata.generation 1 → 2',
    ]);
  });

  it('says what came and what went', () => {
    assert.deepEqual(describeChange({ key, after: bytesFromText('{}') }).change, { what: 'created' });
    assert.deepEqual(describeChange({ key, before: bytesFromText('{}') }).change, { what: 'deleted' });
    assert.deepEqual(changed({ a: 1 }, { a: 1 }).change, { what: 'same' });
    assert.deepEqual(lines(changed({ a: 1 }, { b: { c: 1 } })), ['a removed 1', 'b added']);
  });

  it('shows short texts and nothing of other bytes', () => {
    const before = bytesFromText('blue');
    assert.deepEqual(describeChange({ key, before, after: bytesFromText('dark green') }).change, {
      what: 'text',
      before: 'blue',
      after: '"dark green"',
    });
    assert.deepEqual(describeChange({ key, before, after: Uint8Array.of(0xff, 0) }).change, { what: 'bytes' });
    assert.deepEqual(describeChange({ key, before, after: bytesFromText('x'.repeat(1000)) }).change, { what: 'bytes' });
  });

  it('keeps every value of a Secret to itself', () => {
    const secret = (data: object, annotations: object) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      data,
      metadata: { annotations },
    });
    const before = secret({ password: 'aHVudGVyMg==', user: 'cm9vdA==' }, { note: 'hunter2' });
    const after = secret({ password: 'aHVudGVyMw==', extra: 'aHVudGVyNA==' }, { note: 'hunter3' });
    const described = changed(before, after);
    assert.deepEqual(lines(described), [
      'data.password changed',
      'data.user removed',
      'data.extra added',
      'metadata.annotations.note changed',
    ]);
    assert.doesNotMatch(JSON.stringify(described), /hunter|aHVud|cm9v/);
    const text = changed('aHVudGVyMg==', 'aHVudGVyMw==', bytesFromText('/registry/secrets/a/b'));
    assert.deepEqual(text.change, { what: 'bytes' });
  });

  it('keeps values to itself whose names call them secret', () => {
    const environment = (value: string) => ({
      spec: { containers: [{ name: 'web', env: [{ name: 'DB_PASSWORD', value }] }] },
    });
    assert.deepEqual(lines(changed(environment('one'), environment('two'))), [
      'spec.containers[web].env[DB_PASSWORD].value changed',
    ]);
    assert.deepEqual(lines(changed({ apiToken: 'a' }, { apiToken: 'b' })), ['apiToken changed']);
    assert.deepEqual(lines(changed({ mountsToken: false }, { mountsToken: true })), ['mountsToken false → true']);
  });

  it('spells out what a screen would not show, and bounds all else', () => {
    const hostile = { 'a\u202eb': '<img src=x>\u0000', ['n'.repeat(5000)]: 'x'.repeat(5000) };
    const [first, second] = lines(changed({ 'a\u202eb': '', ['n'.repeat(5000)]: '' }, hostile));
    assert.equal(first, '["a\\u{202e}b"] "" → "<img src=x>\\u{0}"');
    assert.ok(second?.endsWith(' changed') && second.length < 120, second);
    const many = (value: number) =>
      Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`f${index}`, value]));
    const { change } = changed(many(1), many(2));
    assert.ok(change.what === 'fields');
    assert.deepEqual([change.fields.length, change.omitted], [20, 1980]);
    const deep = (value: number) => JSON.parse(`${'{"a":'.repeat(60)}${value}${'}'.repeat(60)}`) as unknown;
    assert.match(lines(changed(deep(1), deep(2)))[0] ?? '', /^(a\.)+a changed$/);
  });

  it('does not compare what is too large', () => {
    const large = (value: number) => ({ a: value, filler: 'x'.repeat(300 * 1024) });
    assert.deepEqual(changed(large(1), large(2)).change, { what: 'bytes' });
  });

  it('finds words for all that happened in a real cluster, and no value of its Secrets', () => {
    const latest = new Map<string, Uint8Array>();
    const secrets = new Set<string>();
    const kinds = new Map<string, number>();
    let texts = '';
    for (const event of storedEvents()) {
      const name = Buffer.from(event.key).toString();
      const before = latest.get(name);
      const { value: after } = event;
      const described = describeChange({ key: event.key, ...(before && { before }), ...(after && { after }) });
      const { what } = described.change;
      kinds.set(what, (kinds.get(what) ?? 0) + 1);
      texts += JSON.stringify(described);
      if (after) {
        latest.set(name, after);
        for (const value of secretValues(event.key, after)) {
          secrets.add(value);
        }
      } else {
        latest.delete(name);
      }
    }
    assert.ok(secrets.size > 0);
    for (const value of secrets) {
      assert.ok(!texts.includes(value));
    }
    assert.deepEqual([...kinds.keys()].sort(), ['created', 'deleted', 'encrypted', 'fields']);
    assert.equal(kinds.get('deleted'), 38);
  });
});

function secretValues(at: Uint8Array, value: Uint8Array): readonly string[] {
  const { kind, object } = decodeValue(at, value);
  const data = kind === 'Secret' && isJsonObject(object) ? object.data : undefined;
  return isJsonObject(data)
    ? Object.values(data)
        .map(String)
        .filter(text => text.length > 6)
    : [];
}
