import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { type DecodedValue, decodeValue, type WriteOrigin, writeOrigin } from '../../../../src/core/kubernetes';
import { storedEvents } from '../../../support/kubernetesA';

const key = bytesFromText('/registry/lab.example.com/widgets/shop/first');
const second = (seconds: number) => `2026-01-01T00:00:${String(seconds).padStart(2, '0')}Z`;
const at = (seconds: number) => Date.parse(second(seconds));

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly time?: string;
  readonly fieldsV1: object;
}

function update(manager: string, seconds: number, fieldsV1: object, more: object = {}): Entry {
  return { manager, operation: 'Update', time: second(seconds), fieldsV1, ...more };
}

function value(
  managedFields: readonly Entry[],
  rest: { readonly metadata?: object; readonly [name: string]: unknown },
) {
  const { metadata, ...others } = rest;
  const object = {
    apiVersion: 'lab.example.com/v1',
    kind: 'Widget',
    metadata: { ...metadata, managedFields },
    ...others,
  };
  return decodeValue(key, bytesFromText(JSON.stringify(object)));
}

function origin(before: DecodedValue | undefined, after: DecodedValue): WriteOrigin | undefined {
  return writeOrigin({ before, after, isNew: before === undefined });
}

describe('the origin of a write', () => {
  const spec = { 'f:spec': { 'f:replicas': {} } };
  const status = { 'f:status': { 'f:phase': {} } };
  const kubelet = update('kubelet', 9, status, { subresource: 'status' });
  const controller = update('controller', 1, spec);

  it('is the manager whose entry is new or has another time, with that time', () => {
    const before = value([controller, kubelet], { spec: { replicas: 1 } });
    const written = (entry: Entry) => origin(before, value([entry, kubelet], { spec: { replicas: 2 } }));
    assert.deepEqual(written(update('controller', 2, spec)), {
      told: 'writer',
      manager: { name: 'controller' },
      time: at(2),
    });
    assert.deepEqual(written(update('controller', 12, spec, { subresource: 'scale' })), {
      told: 'writer',
      manager: { name: 'controller', subresource: 'scale' },
      time: at(12),
    });
    const applied = { manager: 'argocd', operation: 'Apply', fieldsV1: spec };
    assert.deepEqual(written(applied), { told: 'writer', manager: { name: 'argocd' } });
  });

  it('of a new object is whoever entered it', () => {
    assert.deepEqual(origin(undefined, value([controller], { spec: { replicas: 1 } })), {
      told: 'writer',
      manager: { name: 'controller' },
      time: at(1),
    });
  });

  it('is not who lost fields to another, even within the same second', () => {
    const old = update('aaa', 5, { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } });
    const taken = update('aaa', 5, { 'f:spec': { 'f:paused': {} } });
    const before = value([old], { spec: { replicas: 1 } });
    // The API server sorts by time, then by name: the loser may well stand last.
    const after = value([update('AAA', 5, spec), taken], { spec: { replicas: 2 } });
    assert.deepEqual(origin(before, after), { told: 'writer', manager: { name: 'AAA' }, time: at(5) });
  });

  it('is not told of a write past the API server: only who managed the field last', () => {
    const before = value([controller, kubelet], { spec: { replicas: 1 } });
    const after = value([controller, kubelet], { spec: { replicas: 2 } });
    assert.deepEqual(origin(before, after), {
      told: 'lastManager',
      manager: { name: 'controller' },
      field: 'spec.replicas',
      notBefore: at(9),
    });
  });

  it('is not told of a field that was removed: whoever did that, its owner loses it without a new time', () => {
    const labels = (names: readonly string[]) => ({
      'f:metadata': { 'f:labels': Object.fromEntries(names.map(name => [`f:${name}`, {}])) },
    });
    const before = value([update('helm', 3, labels(['a', 'b'])), kubelet], {
      metadata: { labels: { a: '1', b: '2' } },
    });
    const after = value([update('helm', 3, labels(['a'])), kubelet], { metadata: { labels: { a: '1' } } });
    assert.deepEqual(origin(before, after), {
      told: 'lastManager',
      manager: { name: 'helm' },
      field: 'metadata.labels.b',
      notBefore: at(9),
    });
  });

  it('is nobody where nobody has what changed', () => {
    const before = value([controller, kubelet], { spec: { replicas: 1 } });
    const nobody = { told: 'nobody', notBefore: at(9) };
    const deleting = { deletionTimestamp: second(10), deletionGracePeriodSeconds: 0 };
    assert.deepEqual(
      origin(before, value([controller, kubelet], { metadata: deleting, spec: { replicas: 1 } })),
      nobody,
    );
    const bound = value([controller, kubelet], { spec: { replicas: 1, nodeName: 'node-1' } });
    assert.deepEqual(origin(before, bound), nobody);
    assert.deepEqual(origin(before, before), nobody);
    assert.deepEqual(origin(undefined, value([], {})), { told: 'nobody' });
  });

  it('finds the owner of an element of a list, and of a list that is owned as a whole', () => {
    const conditions = (type: string) => ({
      'f:status': { 'f:conditions': { [`k:{"type":"${type}"}`]: { 'f:status': {} } } },
    });
    const entries = [
      update('a', 3, conditions('Ready')),
      update('b', 4, conditions('Synced')),
      update('c', 5, { 'f:spec': { 'f:arguments': {}, 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': {} } } }),
    ];
    const object = (ready: string, synced: string, argument: string, target: number) =>
      value(entries, {
        status: {
          conditions: [
            { type: 'Ready', status: ready },
            { type: 'Synced', status: synced },
          ],
        },
        spec: { arguments: [argument], ports: [{ port: 80, protocol: 'TCP', target }] },
      });
    const before = object('False', 'False', '-v', 1);
    const owner = (after: DecodedValue) => {
      const told = origin(before, after);
      return told?.told === 'lastManager' ? [told.manager.name, told.field] : told?.told;
    };
    assert.deepEqual(owner(object('True', 'False', '-v', 1)), ['a', 'status.conditions[Ready].status']);
    assert.deepEqual(owner(object('False', 'True', '-v', 1)), ['b', 'status.conditions[Synced].status']);
    assert.deepEqual(owner(object('False', 'False', '-x', 1)), ['c', 'spec.arguments[0]']);
    assert.deepEqual(owner(object('False', 'False', '-v', 2)), ['c', 'spec.ports["80"].target']);
  });

  it('is never a name under which the API server gathers what others wrote', () => {
    const before = value([controller], { spec: { replicas: 1 } });
    const gathered = update('ancient-changes', 20, { ...spec, ...status });
    assert.deepEqual(origin(before, value([gathered], { spec: { replicas: 2 } })), { told: 'nobody' });
    const applied = { manager: 'argocd', operation: 'Apply', time: second(20), fieldsV1: spec };
    const first = value([applied, update('before-first-apply', 20, status)], { spec: { replicas: 2 } });
    assert.deepEqual(origin(value([], { spec: { replicas: 1 } }), first), {
      told: 'writer',
      manager: { name: 'argocd' },
      time: at(20),
    });
  });

  it('is only a bound where the object before is not known', () => {
    const after = value([controller, kubelet], { spec: { replicas: 2 } });
    const last = { told: 'lastManager', manager: { name: 'kubelet', subresource: 'status' }, notBefore: at(9) };
    assert.deepEqual(writeOrigin({ after, isNew: false }), last);
    const unread = decodeValue(key, bytesFromText('k8s:enc:aescbc:v1:one:0123456789abcdef0123456789abcdef'));
    assert.deepEqual(writeOrigin({ before: unread, after, isNew: false }), last);
  });

  it('is nothing of what is no object of Kubernetes, and nothing hostile throws', () => {
    const decoded = (text: string) => decodeValue(key, bytesFromText(text));
    assert.equal(origin(undefined, decoded('{"metadata":{"managedFields":[{"manager":"a"}]}}')), undefined);
    assert.equal(origin(undefined, decoded('text')), undefined);
    assert.equal(writeOrigin({ after: undefined, isNew: false }), undefined);
    const odd = (managedFields: unknown, replicas: number) =>
      decoded(
        JSON.stringify({
          apiVersion: 'a',
          kind: 'b',
          metadata: { managedFields },
          spec: { list: [{ name: replicas }] },
        }),
      );
    for (const entries of [
      7,
      [7, null, [], {}],
      [{ manager: 7 }],
      [{ manager: 'a', time: 'x', fieldsV1: [] }],
      [{ manager: 'a', fieldsV1: { 'f:spec': { 'f:list': { 'k:{': {}, 'k:7': {} } } } }],
    ]) {
      assert.equal(origin(odd(entries, 1), odd(entries, 2))?.told, 'nobody');
    }
    const many = Array.from({ length: 5000 }, (_, index) => ({ manager: `m${index}`, time: second(index % 60) }));
    assert.equal(origin(undefined, odd(many, 1))?.told, 'writer');
  });

  it('is told of every write that a real API server did, by its own times', () => {
    const latest = new Map<string, DecodedValue>();
    const told = new Map<string, number>();
    const web: string[] = [];
    for (const event of storedEvents()) {
      const name = Buffer.from(event.key).toString();
      const before = latest.get(name);
      latest.delete(name);
      if (!event.value) {
        continue;
      }
      const after = decodeValue(event.key, event.value);
      latest.set(name, after);
      // Those without an object before them in this history are not all new.
      const found = writeOrigin({ before, after, isNew: false });
      if (before && found) {
        told.set(found.told, (told.get(found.told) ?? 0) + 1);
      }
      if (before && name === '/registry/deployments/shop/web' && found?.told === 'writer') {
        web.push(found.manager.name);
      }
    }
    // Half of them tell no writer: bindings, deletions, Events, and the second of two writes within one second.
    assert.deepEqual(Object.fromEntries(told), { writer: 237, lastManager: 154, nobody: 81 });
    assert.deepEqual(
      web.filter(name => name !== 'kube-controller-manager'),
      ['kubectl-set', 'kubectl-annotate', 'kubectl-rollout'],
    );
  });
});
