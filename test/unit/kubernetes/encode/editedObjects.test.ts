import assert from 'node:assert/strict';
import { bytesFromText, concatBytes, emptyBytes, indexOfBytes } from '../../../../src/core/base/bytes';
import {
  decodeValue,
  encodeEdit,
  encodeNew,
  type JsonObject,
  type JsonValue,
  renderYaml,
} from '../../../../src/core/kubernetes';
import { readSpans } from '../../../../src/core/kubernetes/encode/wireFields';
import { writeYaml } from '../../../../src/core/kubernetes/render/writeYaml';
import { storedKeys } from '../../../support/kubernetesA';
import { type SeededRandom, seededRandom } from '../../../support/seededRandom';
import { envelope, field, varintField } from './wireTree';

describe('kubernetes encode: objects edited', () => {
  it('changes one scalar of a Secret and nothing else', () => {
    const stored = encode(`apiVersion: v1
kind: Secret
metadata:
  name: login
data:
  password: b2xk
  user: YWRtaW4=
type: Opaque
`);
    const edited = edit(stored, text => text.replace('b2xk', 'bmV3'));
    assert.deepEqual(edited, replaced(stored, 'old', 'new'));
  });

  it('writes what Kubernetes writes when fields come and go', () => {
    const stored = encode(deployment);
    const edited = edit(stored, text =>
      text.replace('  replicas: 2\n', '  minReadySeconds: 5\n').replace('        image: web:1\n', ''),
    );
    const fresh = encode(
      deployment.replace('  replicas: 2\n', '  minReadySeconds: 5\n').replace('        image: web:1\n', ''),
    );
    assert.deepEqual(edited, fresh);
    assert.deepEqual(
      edit(edited, () => renderYaml(decode(stored))),
      stored,
    );
  });

  it('keeps what belongs to an element of a list wherever the element goes', () => {
    const web = concatBytes(field(1, 'web'), field(2, 'web:1'), field(999, 'of web'));
    const log = concatBytes(field(1, 'log'), field(2, 'log:1'), field(999, 'of log'));
    const top = field(998, 'between');
    const spec = concatBytes(field(2, web), top, field(2, log));
    const stored = envelope('v1', 'Pod', field(2, spec));
    const containers = (value: Uint8Array): string[] => {
      const { start, end } = decode(value).envelope as { start: number; end: number };
      const message = value.slice(start, end);
      const [outer] = readSpans(message, 0, message.length).filter(({ number }) => number === 2);
      const inner = message.subarray(outer?.content, outer?.end);
      return readSpans(inner, 0, inner.length)
        .filter(({ number }) => number === 2 || number === 998)
        .map(span => Buffer.from(inner.subarray(span.content, span.end)).toString('latin1'));
    };
    const [webBytes, topBytes, logBytes] = containers(stored) as [string, string, string];
    const swapped = editObject(stored, pod => withContainers(pod, ([a, b]) => [b, a]));
    assert.deepEqual(containers(swapped), [logBytes, webBytes, topBytes]);
    const renamed = editObject(stored, pod => withContainers(pod, ([a, b]) => [{ ...a, name: 'front' }, b]));
    assert.deepEqual(containers(renamed), [webBytes.replace('\u0003web', '\u0005front'), topBytes, logBytes]);
    const first = { image: 'first:1', name: 'first', resources: {} };
    const inserted = editObject(stored, pod => withContainers(pod, ([a, b]) => [a, first, b]));
    assert.equal(containers(inserted)[0], webBytes);
    assert.ok(containers(inserted)[1]?.includes('first:1'));
    assert.deepEqual(containers(inserted).slice(2), [topBytes, logBytes]);
    const deleted = editObject(stored, pod => withContainers(pod, ([, b]) => [b]));
    assert.deepEqual(containers(deleted), [topBytes, logBytes]);
    const upgraded = editObject(stored, pod => withContainers(pod, ([, b]) => [{ ...b, image: 'log:2' }, first]));
    assert.equal(containers(upgraded)[0], topBytes);
    assert.ok(containers(upgraded).includes(logBytes.replace('log:1', 'log:2')));
  });

  it('changes the entries of a map by their keys', () => {
    const entry = (key: string, value: string): Uint8Array =>
      field(2, concatBytes(field(1, key), field(2, value), field(7, `with ${key}`)));
    const metadata = field(1, field(1, 'map'));
    const stored = envelope('v1', 'ConfigMap', concatBytes(metadata, entry('b', '1'), entry('d', '2')));
    const edited = editObject(stored, object => ({ ...object, data: { a: '0', b: '1', c: '3', d: '4' } }));
    const plain = (key: string, value: string): Uint8Array => field(2, concatBytes(field(1, key), field(2, value)));
    const message = concatBytes(metadata, plain('a', '0'), entry('b', '1'), plain('c', '3'), entry('d', '4'));
    assert.deepEqual(edited, envelope('v1', 'ConfigMap', message));
    const without = editObject(stored, object => ({ ...object, data: { d: '2' } }));
    assert.deepEqual(without, envelope('v1', 'ConfigMap', concatBytes(metadata, entry('d', '2'))));
    const none = editObject(stored, ({ data: _, ...object }) => object);
    assert.deepEqual(none, envelope('v1', 'ConfigMap', metadata));
  });

  it('keeps a message that came in two pieces whole', () => {
    const pieces = [
      field(1, concatBytes(field(1, 'a'), field(99, 'x'))),
      field(3, 'Opaque'),
      field(1, field(5, 'uid')),
    ];
    const stored = envelope('v1', 'Secret', concatBytes(...pieces));
    const edited = editObject(stored, object => ({ ...object, metadata: { name: 'a', uid: 'other' } }));
    const metadata = field(1, concatBytes(field(1, 'a'), field(99, 'x'), field(5, 'other')));
    assert.deepEqual(edited, envelope('v1', 'Secret', concatBytes(metadata, field(3, 'Opaque'))));
  });

  it('edits the metadata of a kind that it does not know', () => {
    const metadata = concatBytes(field(1, 'a'), field(3, 'ns'));
    const rest = concatBytes(field(2, 'whatever'), varintField(3, 7));
    const stored = envelope('future.example.com/v9', 'Thing', concatBytes(field(1, metadata), rest));
    const edited = editObject(stored, object => ({
      ...object,
      metadata: { name: 'a', namespace: 'ns', labels: { tier: 'front' } },
    }));
    const labels = field(11, concatBytes(field(1, 'tier'), field(2, 'front')));
    assert.deepEqual(
      edited,
      envelope('future.example.com/v9', 'Thing', concatBytes(field(1, concatBytes(metadata, labels)), rest)),
    );
  });

  it('leaves managed fields that were hidden, and removes those that were shown', () => {
    const { key, value } = storedKeys().find(stored =>
      Buffer.from(stored.key).toString().startsWith('/registry/deployments/'),
    ) as { key: Uint8Array; value: Uint8Array };
    const decoded = decodeValue(key, value);
    const hideManagedFields = true;
    const hidden = renderYaml(decoded, { hideManagedFields }).replace(/\n {2}generation: \d+/, '\n  generation: 99');
    const kept = decodeValue(key, encodeEdit(decoded, hidden, 'yaml', { hideManagedFields })).object;
    const metadata = (decoded.object as JsonObject).metadata as JsonObject;
    assert.ok(metadata.managedFields);
    assert.deepEqual((kept as JsonObject).metadata, { ...metadata, generation: 99 });
    const removed = decodeValue(key, encodeEdit(decoded, hidden, 'yaml')).object as JsonObject;
    assert.equal((removed.metadata as JsonObject).managedFields, undefined);
  });

  it('never stores a resourceVersion', () => {
    const stored = encode(deployment);
    const versioned = (text: string): string => text.replace('  name: web\n', '  name: web\n  resourceVersion: "42"\n');
    assert.deepEqual(edit(stored, versioned), stored);
    assert.deepEqual(encodeNew(bytesFromText('x'), versioned(deployment), 'yaml'), stored);
    const old = envelope('v1', 'Secret', field(1, concatBytes(field(1, 'a'), field(6, '7'))));
    assert.deepEqual(
      edit(old, text => text.replace('resourceVersion: "7"', 'resourceVersion: "8"')),
      old,
    );
  });

  it('keeps 64-bit numbers exact', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  generation: 9007199254740993\n  name: a\n';
    const edited = edit(encode(text), rendered => rendered.replace('740993', '740995'));
    assert.equal(((decode(edited).object as JsonObject).metadata as JsonObject).generation, 9007199254740995n);
  });

  it('writes quantities and times in the form that Kubernetes writes', () => {
    const edited = edit(encode(deployment), text =>
      text
        .replace('cpu: 100m', 'cpu: 0.5')
        .replace('memory: 1Gi', 'memory: "2048Mi"')
        .replace('  name: web\n', '  name: web\n  creationTimestamp: 2026-01-02T03:04:05+02:00\n'),
    );
    const text = renderYaml(decode(edited));
    assert.match(text, /cpu: 500m\n +memory: 2Gi\n/);
    assert.match(text, /creationTimestamp: "2026-01-02T01:04:05Z"/);
  });

  it('encodes random edits to what they say', function () {
    this.timeout(120_000);
    const random = seededRandom(5);
    const objects = storedKeys()
      .map(({ key, value }) => decodeValue(key, value))
      .filter(({ format }) => format === 'kubernetes-protobuf');
    for (let round = 0; round < 3000; round++) {
      const decoded = random.pick(objects);
      let object = decoded.object as JsonValue;
      for (let changes = 1 + random.below(4); changes > 0; changes--) {
        object = shuffledSomewhere(object, random);
      }
      const encoded = encodeEdit(decoded, writeYaml(object), 'yaml');
      assert.deepEqual(decode(encoded).object, object);
    }
  });
});

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - env:
        - name: A
          value: "1"
        image: web:1
        name: web
        resources:
          limits:
            cpu: 100m
            memory: 1Gi
      - image: log:1
        name: log
`;

function decode(value: Uint8Array) {
  return decodeValue(emptyBytes, value);
}

function encode(text: string): Uint8Array {
  return encodeNew(bytesFromText('somewhere'), text, 'yaml');
}

function edit(value: Uint8Array, change: (text: string) => string): Uint8Array {
  const decoded = decode(value);
  return encodeEdit(decoded, change(renderYaml(decoded)), 'yaml');
}

function editObject(value: Uint8Array, change: (object: JsonObject) => JsonObject): Uint8Array {
  const decoded = decode(value);
  return encodeEdit(decoded, writeYaml(change(decoded.object as JsonObject)), 'yaml');
}

function replaced(value: Uint8Array, text: string, by: string): Uint8Array {
  const place = indexOfBytes(value, bytesFromText(text));
  assert.ok(place > 0);
  return concatBytes(value.subarray(0, place), bytesFromText(by), value.subarray(place + text.length));
}

function withContainers(
  pod: JsonObject,
  change: (containers: readonly JsonObject[]) => readonly unknown[],
): JsonObject {
  const spec = pod.spec as JsonObject & { readonly containers: readonly JsonObject[] };
  return { ...pod, spec: { ...spec, containers: change(spec.containers) as readonly JsonValue[] } };
}

/** A copy with one list turned around, doubled or shortened, or one map's key renamed; the object keeps its name. */
function shuffledSomewhere(value: JsonValue, random: SeededRandom, name = ''): JsonValue {
  if (Array.isArray(value) && value.length > 0) {
    const list = value as readonly JsonValue[];
    const index = random.below(list.length);
    const changes: (() => readonly JsonValue[])[] = [
      () => list.toReversed(),
      () => [...list, list[index] as JsonValue],
      () => (list.length > 1 ? list.toSpliced(index, 1) : list),
      () => list.with(index, shuffledSomewhere(list[index] as JsonValue, random)),
      () => list.with(index, shuffledSomewhere(list[index] as JsonValue, random)),
    ];
    return random.pick(changes)();
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value as JsonObject);
  if (entries.length === 0) {
    return value;
  }
  const [chosen, item] = random.pick(entries);
  if (name === 'labels' || name === 'annotations' || name === 'data') {
    return Object.fromEntries(entries.map(([key, kept]) => [key === chosen ? `${key}-renamed` : key, kept]));
  }
  return { ...value, [chosen]: shuffledSomewhere(item, random, chosen) } as JsonObject;
}
