import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { decodeValue, type JsonValue } from '../../../../src/core/kubernetes';
import { pathText } from '../../../../src/core/kubernetes/fieldPath';
import { type Reference, referencesOf } from '../../../../src/core/kubernetes/references';
import { storedKeys } from '../../../support/kubernetesA';

const text = (key: Uint8Array) => Buffer.from(key).toString();

/** "path → key", the keys of one reference separated by blanks. */
function lines(object: unknown, key: string): string[] {
  return referencesOf(object as JsonValue, { key: bytesFromText(key) }).map(
    ({ path, keys }) => `${path.join('.')} → ${keys.map(text).join(' ')}`,
  );
}

/** An object in the namespace `shop`, its own key, and its references beside its namespace. */
function linesWithin(kind: string, apiVersion: string, rest: object): string[] {
  const object = { apiVersion, kind, metadata: { name: 'self', namespace: 'shop' }, ...rest };
  return lines(object, '/registry/any/shop/self').slice(1);
}

describe('references of an object', () => {
  it('leads from a pod to all that it uses', () => {
    const pod = {
      nodeName: 'worker-1',
      serviceAccountName: 'web',
      priorityClassName: 'high',
      runtimeClassName: 'gvisor',
      imagePullSecrets: [{ name: 'registry' }],
      volumes: [
        { name: 'a', configMap: { name: 'config' } },
        { name: 'b', secret: { secretName: 'tls' } },
        { name: 'c', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'd', projected: { sources: [{ secret: { name: 'token' } }, { configMap: { name: 'ca' } }] } },
        { name: 'e', csi: { driver: 'csi.example.com', nodePublishSecretRef: { name: 'publish' } } },
        { name: 'f', scaleIO: { volumeName: 'no object', storageClassName: '' } },
      ],
      containers: [
        {
          name: 'web',
          env: [
            { name: 'A', valueFrom: { configMapKeyRef: { name: 'env', key: 'a' } } },
            { name: 'B', valueFrom: { secretKeyRef: { name: 'password', key: 'b' } } },
          ],
          envFrom: [{ configMapRef: { name: 'all' } }, { secretRef: { name: 'more' } }],
        },
      ],
      resourceClaims: [
        { name: 'gpu', resourceClaimName: 'gpu-1' },
        { name: 'x', resourceClaimTemplateName: 'gpus' },
      ],
    };
    assert.deepEqual(linesWithin('Pod', 'v1', { spec: pod }), [
      'spec.nodeName → /registry/minions/worker-1',
      'spec.serviceAccountName → /registry/serviceaccounts/shop/web',
      'spec.priorityClassName → /registry/priorityclasses/high',
      'spec.runtimeClassName → /registry/runtimeclasses/gvisor',
      'spec.imagePullSecrets.0.name → /registry/secrets/shop/registry',
      'spec.volumes.0.configMap.name → /registry/configmaps/shop/config',
      'spec.volumes.1.secret.secretName → /registry/secrets/shop/tls',
      'spec.volumes.2.persistentVolumeClaim.claimName → /registry/persistentvolumeclaims/shop/data',
      'spec.volumes.3.projected.sources.0.secret.name → /registry/secrets/shop/token',
      'spec.volumes.3.projected.sources.1.configMap.name → /registry/configmaps/shop/ca',
      'spec.volumes.4.csi.driver → /registry/csidrivers/csi.example.com',
      'spec.volumes.4.csi.nodePublishSecretRef.name → /registry/secrets/shop/publish',
      'spec.containers.0.env.0.valueFrom.configMapKeyRef.name → /registry/configmaps/shop/env',
      'spec.containers.0.env.1.valueFrom.secretKeyRef.name → /registry/secrets/shop/password',
      'spec.containers.0.envFrom.0.configMapRef.name → /registry/configmaps/shop/all',
      'spec.containers.0.envFrom.1.secretRef.name → /registry/secrets/shop/more',
      'spec.resourceClaims.0.resourceClaimName → /registry/resourceclaims/shop/gpu-1',
      'spec.resourceClaims.1.resourceClaimTemplateName → /registry/resourceclaimtemplates/shop/gpus',
    ]);
  });

  it('leads to owners, in the namespace or outside of all', () => {
    const ownerReferences = [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u', controller: true },
      { apiVersion: 'v1', kind: 'Node', name: 'worker-1', uid: 'u' },
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'u' },
    ];
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop', ownerReferences } };
    assert.deepEqual(lines(pod, '/registry/pods/shop/a'), [
      'metadata.namespace → /registry/namespaces/shop',
      'metadata.ownerReferences.0.name → /registry/replicasets/shop/web-1',
      'metadata.ownerReferences.1.name → /registry/minions/worker-1',
      'metadata.ownerReferences.2.name → /registry/argoproj.io/rollouts/shop/web /registry/argoproj.io/rollouts/web',
    ]);
  });

  it('leads from bindings to roles, accounts and nodes, and not to users and groups', () => {
    const binding = {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [
        { kind: 'ServiceAccount', name: 'bot', namespace: 'ci' },
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:masters' },
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' },
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:serviceaccount:ci:bot' },
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:node:worker-1' },
      ],
    };
    assert.deepEqual(linesWithin('RoleBinding', 'rbac.authorization.k8s.io/v1', binding), [
      'roleRef.name → /registry/clusterroles/view',
      'subjects.0.name → /registry/serviceaccounts/ci/bot',
      'subjects.0.namespace → /registry/namespaces/ci',
      'subjects.3.name → /registry/serviceaccounts/ci/bot',
      'subjects.4.name → /registry/minions/worker-1',
    ]);
  });

  it('knows services, by their old directory, wherever they are named', () => {
    const ingress = {
      spec: {
        ingressClassName: 'nginx',
        tls: [{ secretName: 'cert' }],
        rules: [{ http: { paths: [{ backend: { service: { name: 'web', port: { number: 80 } } } }] } }],
      },
    };
    assert.deepEqual(linesWithin('Ingress', 'networking.k8s.io/v1', ingress), [
      'spec.ingressClassName → /registry/ingressclasses/nginx',
      'spec.tls.0.secretName → /registry/secrets/shop/cert',
      'spec.rules.0.http.paths.0.backend.service.name → /registry/services/specs/shop/web',
    ]);
    const webhook = { webhooks: [{ name: 'a.b.c', clientConfig: { service: { namespace: 'infra', name: 'hook' } } }] };
    assert.deepEqual(linesWithin('MutatingWebhookConfiguration', 'admissionregistration.k8s.io/v1', webhook), [
      'webhooks.0.clientConfig.service.name → /registry/services/specs/infra/hook',
      'webhooks.0.clientConfig.service.namespace → /registry/namespaces/infra',
    ]);
    const address = { spec: { parentRef: { group: '', resource: 'services', namespace: 'a', name: 'b' } } };
    assert.equal(
      linesWithin('IPAddress', 'networking.k8s.io/v1', address)[0],
      'spec.parentRef.name → /registry/services/specs/a/b',
    );
  });

  it('leads between volumes, claims, classes and their drivers', () => {
    const claim = {
      spec: {
        storageClassName: 'fast',
        volumeName: 'pv-1',
        dataSource: { kind: 'PersistentVolumeClaim', name: 'old' },
      },
    };
    assert.deepEqual(linesWithin('PersistentVolumeClaim', 'v1', claim), [
      'spec.storageClassName → /registry/storageclasses/fast',
      'spec.volumeName → /registry/persistentvolumes/pv-1',
      'spec.dataSource.name → /registry/persistentvolumeclaims/shop/old',
    ]);
    const volume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pv-1' },
      spec: {
        claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' },
        azureFile: { secretName: 'azure', secretNamespace: 'infra' },
      },
    };
    assert.deepEqual(lines(volume, '/registry/persistentvolumes/pv-1'), [
      'spec.claimRef.name → /registry/persistentvolumeclaims/shop/data',
      'spec.claimRef.namespace → /registry/namespaces/shop',
      'spec.azureFile.secretName → /registry/secrets/infra/azure',
      'spec.azureFile.secretNamespace → /registry/namespaces/infra',
    ]);
  });

  it('leads from a custom resource to its definition', () => {
    const widget = { apiVersion: 'lab.example.com/v1', kind: 'Widget', metadata: { name: 'w', namespace: 'shop' } };
    assert.deepEqual(lines(widget, '/registry/lab.example.com/widgets/shop/w'), [
      'kind → /registry/apiextensions.k8s.io/customresourcedefinitions/widgets.lab.example.com',
      'metadata.namespace → /registry/namespaces/shop',
    ]);
  });

  it('stays below the prefix of the object, whatever it is', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'b' }, spec: { nodeName: 'n' } };
    assert.deepEqual(lines(pod, '/clusters/one/pods/b/a'), [
      'metadata.namespace → /clusters/one/namespaces/b',
      'spec.nodeName → /clusters/one/minions/n',
    ]);
    assert.equal(
      lines(pod, '/kubernetes.io/pods/b/a')[1],
      'spec.nodeName → /kubernetes.io/minions/n /openshift.io/minions/n',
    );
    assert.deepEqual(lines(pod, '/somewhere/else'), []);
  });

  it('passes over what belongs to users, and over itself', () => {
    const metadata = { name: 'a', labels: { 'kubernetes.io/metadata.name': 'a' } };
    assert.deepEqual(lines({ apiVersion: 'v1', kind: 'Namespace', metadata }, '/registry/namespaces/a'), []);
    assert.deepEqual(linesWithin('ConfigMap', 'v1', { data: { namespace: 'x', nodeName: 'y' } }), []);
    const managedFields = [{ kind: 'Pod', name: 'b', fieldsV1: { 'f:spec': { nodeName: 'x' } } }];
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'b', managedFields } };
    assert.equal(lines(pod, '/registry/pods/b/a').length, 1);
  });

  it('bears any object', () => {
    let deep: JsonValue = { nodeName: 'n' };
    for (let level = 0; level < 5000; level++) {
      deep = { a: deep };
    }
    const wide = { items: Array.from({ length: 20_000 }, () => ({ nodeName: 'n' })) };
    const key = bytesFromText('/registry/pods/a/b');
    for (const object of [null, 'text', [], { metadata: [] }, { metadata: { namespace: 5, name: {} } }, deep]) {
      assert.deepEqual(referencesOf(object, { key }), []);
    }
    assert.ok(referencesOf(wide, { key }).length <= 5001);
    assert.deepEqual(referencesOf(wide, { key: Uint8Array.of(0xff, 0x2f) }), []);
  });

  describe('of a real cluster', () => {
    const stored = storedKeys();
    const existing = new Set(stored.map(({ key }) => text(key)));
    const all: { readonly reference: Reference; readonly from: string }[] = stored.flatMap(({ key, value }) => {
      const { object = null } = decodeValue(key, value);
      return referencesOf(object, { key }).map(reference => ({ reference, from: text(key) }));
    });

    it('lead to keys that exist, but for those that the cluster never had', () => {
      const dangling = all.filter(
        ({ reference: { keys, isGuess } }) => !isGuess && !keys.some(key => existing.has(text(key))),
      );
      const targets = dangling.map(({ reference: { keys } }) =>
        text(keys[0] ?? new Uint8Array()).replace('/registry/', ''),
      );
      assert.deepEqual([...new Set(targets)].sort(), Object.values(neverMade).flat().sort());
      assert.ok(all.length > 1200, `${all.length} references`);
      assert.ok(dangling.length < all.length / 10, `${dangling.length} of ${all.length} dangle`);
    });

    it('are of many kinds and in many fields', () => {
      const fields = new Set(
        all
          .filter(({ reference: { keys } }) => keys.some(key => existing.has(text(key))))
          .map(({ reference: { path, kind } }) => `${pathText(path).replace(/\[\d+\]/g, '[]')} ${kind}`),
      );
      assert.ok(fields.size > 80, `${fields.size}: ${[...fields].join(', ')}`);
    });
  });
});

/** What objects of kubernetes-a name and its cluster does not have, by why. */
const neverMade = {
  'accounts of components that this cluster did not start; their bindings come with every API server': [
    'bootstrap-signer',
    'cloud-provider',
    'device-taint-eviction-controller',
    'kube-controller-manager',
    'kube-dns',
    'kube-scheduler',
    'leader-election-controller',
    'legacy-service-account-token-cleaner',
    'node-controller',
    'pod-garbage-collector',
    'podgroup-protection-controller',
    'route-controller',
    'selinux-warning-controller',
    'service-ca-cert-publisher',
    'service-controller',
    'storage-version-garbage-collector',
    'token-cleaner',
  ].map(name => `serviceaccounts/kube-system/${name}`),
  'an optional source of every account token, which only OpenShift makes': [
    'ci',
    'data-platform',
    'observability',
    'payments',
    'shop',
    'tenant-a',
  ].map(namespace => `configmaps/${namespace}/openshift-service-ca.crt`),
  'subjects of events, gone or never there': [
    'namespaces/openshift-kube-apiserver',
    'pods/shop/web-x',
    'services/endpoints/default/api-np',
    'services/endpoints/default/postgres-hl',
    'services/endpoints/default/web-lb',
  ],
  'what an API server takes without checking, and nobody created': [
    'jobs/data-platform/train',
    'leases/kube-system/lab-controller',
    'persistentvolumeclaims/ci/seed',
    'secrets/ci/regcred',
    'secrets/kube-addons/chap',
    'secrets/payments/regcred',
    'services/specs/kube-addons/hook',
    'services/specs/kube-addons/metrics-server',
    'services/specs/tenant-a/reserved',
    'storageclasses/iscsi',
    'storageclasses/local',
  ],
};
