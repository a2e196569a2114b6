import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { describeRegistryKey, registryDirectoryName } from '../../../src/core/kubernetes/registryPath';

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
