import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { lookOfDirectory, lookOfKey } from '../../../../src/features/keyspace/registryLook';

describe('registryLook', () => {
  it('shows what a key is to Kubernetes', () => {
    for (const [key, icon, note] of [
      ['/registry/secrets/kube-system/token', 'key', 'secrets · kube-system'],
      ['/registry/pods/default/web', 'package', 'pods · default'],
      ['/registry/minions/worker-1', 'server', 'nodes'],
      ['/registry/deployments/default/web', 'layers', 'deployments.apps · default'],
    ] as const) {
      assert.deepEqual(lookOfKey(bytesFromText(key)), { icon, note }, key);
    }
  });

  it('tells encrypted values and plaintext Secrets apart once they were read', () => {
    const look = (key: string, details: object) => {
      const { icon, color } = lookOfKey(bytesFromText(key), details);
      return [icon, color];
    };
    const secret = '/registry/secrets/shop/card';
    assert.deepEqual(look(secret, { encryptedBy: 'aescbc' }), ['lock', 'descriptionForeground']);
    assert.deepEqual(look(secret, { encryptedBy: 'kms', isDecrypted: true, createdAt: 1 }), [
      'lock',
      'descriptionForeground',
    ]);
    assert.deepEqual(look(secret, { createdAt: 1 }), ['unlock', 'list.warningForeground']);
    assert.deepEqual(look('/registry/configmaps/shop/card', { createdAt: 1 }), ['settings', undefined]);
    assert.deepEqual(look('/registry/configmaps/shop/card', { encryptedBy: 'aesgcm' }), [
      'lock',
      'descriptionForeground',
    ]);
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
