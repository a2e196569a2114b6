import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { lookOfDirectory, lookOfKey } from '../../../../src/features/keyspace/registryLook';

describe('registryLook', () => {
  it('shows what a key is to Kubernetes', () => {
    for (const [key, icon, note] of [
      ['/registry/secrets/kube-system/token', 'lock', 'secrets · kube-system'],
      ['/registry/pods/default/web', 'package', 'pods · default'],
      ['/registry/minions/worker-1', 'server', 'nodes'],
      ['/registry/deployments/default/web', 'layers', 'deployments.apps · default'],
    ] as const) {
      assert.deepEqual(lookOfKey(bytesFromText(key)), { icon, note }, key);
    }
  });

  it('claims nothing about other keys', () => {
    for (const key of [
      bytesFromText('compact_rev_key'),
      bytesFromText('/registry/secrets/kube-system/'),
      bytesFromText('/config/secrets/kube-system/token'),
      Uint8Array.of(0xff, 0x00),
    ]) {
      assert.deepEqual(lookOfKey(key), { icon: 'symbol-key' });
    }
  });

  it('notes how kubectl calls a directory where that is another name', () => {
    assert.equal(lookOfDirectory(bytesFromText('/registry/minions/')).note, 'nodes');
    assert.equal(lookOfDirectory(bytesFromText('/registry/pods/')).note, undefined);
    assert.equal(lookOfDirectory(bytesFromText('/registry/pods/default/')).note, undefined);
    assert.equal(lookOfDirectory(bytesFromText('/')).note, undefined);
  });
});
