import assert from 'node:assert/strict';
import { decodeValue, renderJson, renderYaml } from '../../../../src/core/kubernetes';
import {
  locateFields,
  mostLocated,
  placeAt,
  type Reference,
  referencesAt,
  referencesOf,
} from '../../../../src/core/kubernetes/references';
import { storedKeys } from '../../../support/kubernetesA';

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  ownerReferences:
  - apiVersion: apps/v1
    kind: ReplicaSet
    name: "web-1"
    uid: 1234
  - apiVersion: v1
    kind: Node
    name: worker-1
spec:
  nodeName: worker-1
  containers: []
`;

/** The keys that somebody means who points at the first place of a text, or behind its first characters. */
function pointedAt(text: string, at: string, behind = 1): string[] {
  const located = locateFields(text);
  const place = located && placeAt(located, text.indexOf(at) + behind);
  const references = located ? referencesOf(located.object, { key: Buffer.from('/registry/pods/shop/web') }) : [];
  return place
    ? referencesAt(references, place).map(({ keys }) =>
        Buffer.from(keys[0] ?? [])
          .toString()
          .replace('/registry/', ''),
      )
    : [];
}

function summary(references: readonly Reference[]): string[] {
  return references
    .map(({ path, keys }) => `${path.join('.')} → ${keys.map(key => Buffer.from(key)).join(' ')}`)
    .sort();
}

describe('fields of a text', () => {
  it('are found by their value, their quotes included, and by their name', () => {
    assert.deepEqual(pointedAt(pod, 'worker-1\n  containers'), ['minions/worker-1']);
    assert.deepEqual(pointedAt(pod, 'nodeName'), ['minions/worker-1']);
    assert.deepEqual(pointedAt(pod, '"web-1"', 0), ['replicasets/shop/web-1']);
    assert.deepEqual(pointedAt(pod, '"web-1"', '"web-1"'.length), ['replicasets/shop/web-1']);
    assert.deepEqual(pointedAt(pod, 'shop'), ['namespaces/shop']);
  });

  it('mean one owner by its kind or uid, and all of them by the name of the list', () => {
    assert.deepEqual(pointedAt(pod, 'ReplicaSet'), ['replicasets/shop/web-1']);
    assert.deepEqual(pointedAt(pod, '1234'), ['replicasets/shop/web-1']);
    assert.deepEqual(pointedAt(pod, 'ownerReferences'), ['replicasets/shop/web-1', 'minions/worker-1']);
  });

  it('mean nothing elsewhere', () => {
    for (const place of ['Pod', 'metadata', 'spec', 'name: web', 'web\n', 'containers', ': []']) {
      assert.deepEqual(pointedAt(pod, place), [], place);
    }
    assert.deepEqual(pointedAt(pod, '  nodeName', 0), [], 'indentation');
  });

  it('are found in JSON, and in a text that is being edited', () => {
    const json = '{"kind":"Pod","metadata":{"namespace":"shop","name":"web"},"spec":{"nodeName":"worker-1"}}';
    assert.deepEqual(pointedAt(json, 'worker-1'), ['minions/worker-1']);
    assert.deepEqual(pointedAt(pod.replace('containers: []', 'containers: ['), 'nodeName'), ['minions/worker-1']);
    assert.deepEqual(pointedAt(pod.replace('containers: []', 'nodeName: worker-2\n  a: : b'), 'worker-1\n  nodeName'), [
      'minions/worker-2',
    ]);
  });

  it('are found where a real cluster has references, in YAML and in JSON', function () {
    this.timeout(30_000);
    let checked = 0;
    for (const { key, value } of storedKeys()) {
      const decoded = decodeValue(key, value);
      const expected = referencesOf(decoded.object ?? null, { key });
      for (const text of expected.length > 0 ? [renderYaml(decoded), renderJson(decoded)] : []) {
        const located = locateFields(text);
        assert.ok(located);
        // A text may have its fields in another order.
        assert.deepEqual(summary(referencesOf(located.object, { key })), summary(expected));
        const values = located.places.filter(({ isFieldName }) => !isFieldName);
        const byPath = new Map(values.map(place => [JSON.stringify(place.path), place]));
        for (const { path, name } of expected) {
          const place = byPath.get(JSON.stringify(path));
          assert.ok(place);
          // A custom resource's kind means its definition, which is called otherwise.
          assert.ok(
            path[0] === 'kind' || text.slice(place.start, place.end).includes(name),
            `${path.join('.')}: ${name}`,
          );
          assert.ok(referencesAt(expected, place).some(reference => reference.path === path));
          checked++;
        }
      }
    }
    assert.ok(checked > 2000, `${checked} places`);
  });

  it('are not looked for in a text that is too long or too deep', () => {
    assert.equal(locateFields(' '.repeat(mostLocated + 1)), undefined);
    for (const part of ['{', '- ', '[{"a":', '? ']) {
      assert.equal(locateFields(part.repeat(mostLocated / part.length / 8)), undefined, part);
    }
  });

  it('survive whatever a text holds', () => {
    const texts = ['', '[', '? a\n: b\n', '*a', '&a [*a]', '\0', '--- a\n--- b', '!!set {a}'];
    for (const text of texts) {
      const located = locateFields(text);
      assert.ok(located, text);
      assert.deepEqual(referencesOf(located.object, { key: Buffer.from('/registry/pods/a/b') }), []);
    }
  });
});
