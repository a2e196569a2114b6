import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { decodeValue, describeRegistryKey, isJsonObject, knownKinds } from '../../../../src/core/kubernetes';
import {
  isKnownKind,
  kindOfResource,
  placesOf,
  pluralOf,
} from '../../../../src/core/kubernetes/references/objectKinds';
import { storedKeys } from '../../../support/kubernetesA';

/** Kinds that are served and never stored: answers, requests, parts of others; and what has no key under its own name. */
const neverStored = new Set(
  `APIGroup APIGroupDiscovery APIVersions Binding ComponentStatus DeploymentRollback Eviction PartialObjectMetadata
  PodStatusResult RangeAllocation Scale SerializedReference Status TokenRequest`.split(/\s+/),
);

describe('kinds and their directories', () => {
  it('knows every kind of the schema that is stored', () => {
    const missing = knownKinds()
      .map(({ kind }) => kind)
      .filter(kind => !/(?:List|Options|Review)$/.test(kind) && !neverStored.has(kind) && !isKnownKind(kind));
    assert.deepEqual([...new Set(missing)], []);
  });

  it('gives each object of a real cluster the key that it has', () => {
    let checked = 0;
    for (const { key, value } of storedKeys()) {
      const { object } = decodeValue(key, value);
      const metadata = isJsonObject(object) ? object.metadata : undefined;
      const kind = isJsonObject(object) ? String(object.kind) : '';
      if (
        !isJsonObject(object) ||
        !isJsonObject(metadata) ||
        metadata.name === undefined ||
        kind === 'RangeAllocation'
      ) {
        continue;
      }
      const apiVersion = String(object.apiVersion);
      const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
      const namespace = metadata.namespace === undefined ? undefined : String(metadata.namespace);
      const { paths } = placesOf({ kind, group, namespace, name: String(metadata.name) });
      const path = Buffer.from(key).toString().replace('/registry/', '');
      // The API server's own addresses are Endpoints with a directory of their own.
      if (!path.startsWith('masterleases/')) {
        assert.ok(paths.includes(path), `${path} is not among ${paths.join(', ')}`);
        checked++;
      }
    }
    assert.ok(checked > 650, `${checked} objects`);
  });

  it('agrees with what is read from keys', () => {
    for (const { kind } of knownKinds()) {
      const [path] = placesOf({ kind, namespace: 'space', name: 'thing' }).paths;
      if (path !== undefined) {
        const described = describeRegistryKey(bytesFromText(`/registry/${path}`));
        assert.equal(described?.name, 'thing', path);
        assert.equal(kindOfResource(described.resource), kind, path);
        assert.equal(described.namespace, path.includes('/space/') ? 'space' : undefined, path);
      }
    }
  });

  it('derives the directory of a custom resource, in a namespace and outside', () => {
    const issuer = { kind: 'ClusterIssuer', group: 'cert-manager.io', namespace: 'shop', name: 'letsencrypt' };
    assert.deepEqual(placesOf(issuer), {
      paths: ['cert-manager.io/clusterissuers/shop/letsencrypt', 'cert-manager.io/clusterissuers/letsencrypt'],
      isGuess: true,
    });
    const service = { kind: 'Service', group: 'serving.knative.dev', namespace: 'shop', name: 'web' };
    assert.equal(placesOf(service).paths[0], 'serving.knative.dev/services/shop/web');
  });

  it('knows the groups that objects had before', () => {
    const deployment = { kind: 'Deployment', group: 'extensions', namespace: 'a', name: 'b' };
    assert.deepEqual(placesOf(deployment), { paths: ['deployments/a/b'], isGuess: false });
  });

  it('has no place for what cannot be part of a key', () => {
    for (const name of ['', '*', 'a/b', 'x'.repeat(2000)]) {
      assert.deepEqual(placesOf({ kind: 'Node', name }).paths, [], name.slice(0, 10));
    }
    assert.deepEqual(placesOf({ kind: 'Pod', name: 'a' }).paths, [], 'a namespace is missing');
    assert.deepEqual(placesOf({ kind: 'Pod', namespace: '../x', name: 'a' }).paths, []);
    assert.deepEqual(placesOf({ kind: 'Thing', name: 'a' }).paths, [], 'a group is missing');
  });

  it('forms plurals as custom resources do', () => {
    assert.deepEqual(['Gateway', 'NetworkPolicy', 'Ingress', 'Mesh', 'Box', 'Bus'].map(pluralOf), [
      'gateways',
      'networkpolicies',
      'ingresses',
      'meshes',
      'boxes',
      'buses',
    ]);
  });
});
