import assert from 'node:assert/strict';
import { findKind, findMessage, knownKinds, type MessageType } from '../../../src/core/kubernetes/schema/schema';

describe('kubernetes: the table of messages', () => {
  it('has every kind that it says, with all messages behind it', () => {
    const seen = new Set<MessageType>();
    const follow = (message: MessageType): void => {
      if (!seen.has(message)) {
        seen.add(message);
        for (const field of message.fields) {
          assert.ok(field === undefined || field.type !== 'message' || field.message, `${message.name}.${field?.name}`);
          if (field?.message) {
            follow(field.message);
          }
        }
      }
    };
    const kinds = knownKinds();
    assert.ok(kinds.length > 300);
    for (const { apiVersion, kind } of kinds) {
      const message = findKind(apiVersion, kind);
      assert.ok(message, `${apiVersion} ${kind}`);
      follow(message);
    }
    assert.ok(seen.size > 1000);
  });

  it('has the kinds of old clusters beside the newest', () => {
    for (const [apiVersion, kind] of [
      ['v1', 'Pod'],
      ['v1', 'RangeAllocation'],
      ['autoscaling/v2beta2', 'HorizontalPodAutoscaler'],
      ['resource.k8s.io/v1', 'ResourceClaim'],
      ['resource.k8s.io/v1alpha3', 'ResourceClaim'],
      ['internal.apiserver.k8s.io/v1alpha1', 'StorageVersion'],
      ['apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition'],
      ['v1', 'Status'],
    ] as const) {
      assert.ok(findKind(apiVersion, kind), `${apiVersion} ${kind}`);
    }
  });

  it('finds nothing that is no kind', () => {
    for (const [apiVersion, kind] of [
      ['v1', 'PodSpec'],
      ['v1', ''],
      ['', 'Pod'],
      ['v9', 'Pod'],
      ['__proto__', 'constructor'],
    ] as const) {
      assert.equal(findKind(apiVersion, kind), undefined);
    }
    assert.equal(findMessage('core.v1.Nothing'), undefined);
    assert.equal(findMessage(''), undefined);
  });

  it('knows what Go omits', () => {
    const fields = findMessage('meta.v1.ObjectMeta')?.fields ?? [];
    assert.deepEqual(
      fields.flatMap(field => (field?.name === 'creationTimestamp' ? [field.whenAbsent, field.type] : [])),
      ['omit', 'Time'],
    );
    assert.deepEqual(
      findMessage('core.v1.PodSpec')?.alwaysPrinted.map(({ name, whenAbsent }) => `${name} ${whenAbsent}`),
      ['containers null'],
    );
  });
});
