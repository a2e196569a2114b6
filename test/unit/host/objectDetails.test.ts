import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import * as kubernetes from '../../../src/core/kubernetes';
import { detailsOfValue } from '../../../src/host/objectDetails';
import { storedKeys } from '../../support/kubernetesA';

const stored = new Map(storedKeys().map(({ key, value }) => [Buffer.from(key).toString(), value]));

function details(value: Uint8Array | string | undefined) {
  assert.ok(value !== undefined);
  return detailsOfValue(
    bytesFromText('/registry/any'),
    typeof value === 'string' ? bytesFromText(value) : value,
    kubernetes,
  );
}

function detailsOfFirst(prefix: string) {
  const key = [...stored.keys()].find(candidate => candidate.startsWith(prefix));
  return details(key === undefined ? undefined : stored.get(key));
}

describe('details of an object', () => {
  it('are its age, generation and controlling owner, from protobuf', () => {
    const { createdAt, owner } = detailsOfFirst('/registry/pods/shop/web-df8796845-') ?? {};
    assert.match(owner ?? '', /^ReplicaSet\/web-df8796845$/);
    assert.equal(new Date(createdAt ?? 0).getUTCFullYear(), 2026);
    assert.ok(Number(detailsOfFirst('/registry/deployments/shop/web')?.generation) > 1);
    assert.equal(detailsOfFirst('/registry/deployments/payments/api')?.owner, undefined);
  });

  it('come from JSON as well', () => {
    const metadata = {
      creationTimestamp: '2026-01-02T03:04:05Z',
      deletionTimestamp: '2026-01-02T03:04:06Z',
      generation: 7,
      ownerReferences: [
        { kind: 'A', name: 'a' },
        { kind: 'B', name: 'b', controller: true },
      ],
    };
    assert.deepEqual(details(JSON.stringify({ apiVersion: 'x/v1', kind: 'X', metadata })), {
      createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      generation: '7',
      owner: 'B/b',
      isTerminating: true,
    });
  });

  it('of an encrypted object are its provider alone', () => {
    assert.deepEqual(details('k8s:enc:aescbc:v1:key1:\x00\x01'), { encryptedBy: 'aescbc' });
    assert.equal(details('k8s:enc:'), undefined);
  });

  it('are those of most objects of a real cluster', () => {
    const known = [...stored.values()].filter(value => details(value)?.createdAt !== undefined);
    assert.ok(known.length > stored.size * 0.95, `${known.length} of ${stored.size}`);
  });

  it('are none where there is nothing to read, or too much', () => {
    for (const value of ['', 'text', '{}', '{"metadata":5}', 'k8s\0', `{"metadata":{"a":"${'x'.repeat(300_000)}"}}`]) {
      assert.equal(details(value), undefined, value.slice(0, 20));
    }
    const odd = { creationTimestamp: 5, generation: 'x', ownerReferences: [null, 5, { controller: true }] };
    assert.equal(details(JSON.stringify({ apiVersion: 'v1', kind: 'X', metadata: odd }))?.createdAt, undefined);
  });
});
