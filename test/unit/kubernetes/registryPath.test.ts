import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import {
  describeRegistryKey,
  describeStoredKey,
  registryDirectoryName,
} from '../../../src/core/kubernetes/registryPath';

const describeKey = (key: string) => describeRegistryKey(bytesFromText(key));

describe('kubernetes: what a registry key means', () => {
  it('knows namespaced and cluster-wide resources', () => {
    assert.deepEqual(describeKey('/registry/pods/kube-system/dns'), {
      resource: 'pods',
      namespace: 'kube-system',
      name: 'dns',
      what: 'pod',
    });
    assert.deepEqual(describeKey('/registry/clusterroles/system:node'), {
      resource: 'clusterroles',
      group: 'rbac.authorization.k8s.io',
      name: 'system:node',
      what: 'access',
    });
  });

  it('gives directories with a history the name that kubectl has for them', () => {
    assert.deepEqual(describeKey('/registry/minions/node-1'), { resource: 'nodes', name: 'node-1', what: 'node' });
    const names: Readonly<Record<string, string | undefined>> = {
      '/registry/minions/': 'nodes',
      '/registry/minions': 'nodes',
      '/registry/controllers/': 'replicationcontrollers',
      '/registry/services/specs/': 'services',
      '/registry/services/endpoints/': undefined,
      '/registry/services/': undefined,
      '/registry/services/specs/default/': undefined,
      '/registry/ingress/': 'ingresses',
      '/registry/pods/': undefined,
      '/other/minions/': undefined,
    };
    for (const [key, expected] of Object.entries(names)) {
      assert.equal(registryDirectoryName(bytesFromText(key)), expected, key);
    }
  });

  it('reads custom resources by their group', () => {
    assert.deepEqual(describeKey('/registry/cert-manager.io/certificates/shop/web'), {
      resource: 'certificates',
      group: 'cert-manager.io',
      namespace: 'shop',
      name: 'web',
      what: 'customResource',
    });
    assert.deepEqual(describeKey('/registry/lab.example.com/clusterthings/one'), {
      resource: 'clusterthings',
      group: 'lab.example.com',
      name: 'one',
      what: 'customResource',
    });
  });

  it("knows OpenShift's prefixes, and others when told", () => {
    assert.equal(describeKey('/kubernetes.io/secrets/a/b')?.what, 'secret');
    assert.equal(describeKey('/openshift.io/routes/a/b')?.resource, 'routes');
    const options = { prefixes: ['/k3s/registry'] };
    assert.equal(describeRegistryKey(bytesFromText('/k3s/registry/configmaps/a/b'), options)?.what, 'configMap');
    assert.equal(describeRegistryKey(bytesFromText('/registry/configmaps/a/b'), options), undefined);
  });

  it('finds where a prefix ends, of a key that an API server wrote', () => {
    const stored = (key: string) => {
      const { resource, group, namespace, name } = describeStoredKey(bytesFromText(key)) ?? {};
      return resource === undefined ? undefined : [resource, group, namespace, name].filter(Boolean).join(' ');
    };
    const expected: Readonly<Record<string, string | undefined>> = {
      '/registry/secrets/shop/web': 'secrets shop web',
      '/tenant-a/secrets/shop/web': 'secrets shop web',
      '/a/b/c/secrets/shop/web': 'secrets shop web',
      'no-slash/secrets/shop/web': 'secrets shop web',
      '/tenant-a/minions/node-1': 'nodes node-1',
      '/tenant-a/services/specs/shop/web': 'services shop web',
      '/tenant-a/pods/secrets/web': 'pods secrets web',
      '/secrets/pods/shop/web': 'pods shop web',
      '/tenant-a/lab.example.com/widgets/shop/one': 'widgets lab.example.com shop one',
      '/tenant-a/lab.example.com/clusterthings/one': 'clusterthings lab.example.com one',
      '/tenant.example.com/lab.example.com/widgets/shop/one': 'widgets lab.example.com shop one',
      '/tenant.example.com/secrets/shop/web': 'secrets shop web',
      // Neither directory nor name of anything.
      '/tenant-a/secrets/shop': undefined,
      '/tenant-a/secrets/shop/web/more': undefined,
      '/tenant-a/things/shop/web': undefined,
      '/registry/secrets/shop': undefined,
      '': undefined,
      '/': undefined,
    };
    for (const [key, words] of Object.entries(expected)) {
      assert.equal(stored(key), words, key);
    }
    assert.equal(describeStoredKey(new Uint8Array([0x2f, 0xff, 0xfe])), undefined);
    assert.equal(describeStoredKey(bytesFromText('/'.repeat(10_000))), undefined);
  });

  it('stays silent about other keys and tolerates odd ones', () => {
    for (const key of ['', '/', 'registry/pods/a/b', '/registry', '/registry/', '/registry//', 'compact_rev_key']) {
      assert.equal(describeKey(key), undefined, key);
    }
    assert.equal(describeRegistryKey(new Uint8Array([0x2f, 0xff, 0xfe])), undefined);
    assert.deepEqual(describeKey('/registry/pods//a/b'), { resource: 'pods', namespace: '', name: 'a/b', what: 'pod' });
    assert.deepEqual(describeKey('/registry/constructor/toString'), {
      resource: 'constructor',
      name: 'toString',
      what: 'other',
    });
  });
});
