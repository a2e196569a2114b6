import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { textFromBytes } from '../../../src/core/base/bytes';
import {
  type DecodedValue,
  decodeValue,
  decodeValueMetadata,
  describeRegistryKey,
  isJsonObject,
  type JsonObject,
  renderJson,
  renderYaml,
} from '../../../src/core/kubernetes';
import { type StoredKey, storedKeys, truthFiles } from '../../support/kubernetesA';

interface ServedResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly file: string;
}

/** What the server adds when it reads (its defaults), and what it changed between the two readings. By the key's beginning. */
const differences: readonly (readonly [prefix: string, reason: string, change: (object: Mutable) => void])[] = [
  ['/registry/persistentvolumeclaims/', 'status.phase is a default', object => delete at(object, 'status').phase],
  [
    '/registry/statefulsets/',
    'the kind of a claim template is a default',
    object => {
      for (const template of (at(object, 'spec').volumeClaimTemplates ?? []) as Mutable[]) {
        delete template.apiVersion;
        delete template.kind;
      }
    },
  ],
  ['/registry/podgroups/', 'spec.disruptionMode is a default', object => delete at(object, 'spec').disruptionMode],
  [
    '/registry/leases/',
    'two were renewed between the readings',
    object => {
      delete at(object, 'spec').renewTime;
      for (const entry of at(object, 'metadata').managedFields as Mutable[]) {
        delete entry.time;
      }
    },
  ],
  [
    '/registry/apiextensions.k8s.io/customresourcedefinitions/',
    'stored in a version that is no longer served',
    object => {
      for (const name of Object.keys(object)) {
        delete object[name];
      }
    },
  ],
];

/** What no API serves: the servers' own records. */
const notServed = ['/registry/masterleases/', '/registry/peerserverleases/', '/registry/ranges/'];

type Mutable = Record<string, unknown>;

describe('kubernetes: the state of a real cluster', function () {
  this.timeout(120_000);
  const keys = storedKeys();
  const decoded = new Map<StoredKey, DecodedValue>(keys.map(stored => [stored, decodeValue(stored.key, stored.value)]));

  it('has the formats that its description says', () => {
    const counts = new Map<string, number>();
    for (const { format, problem, unknownFields } of decoded.values()) {
      assert.equal(problem, undefined);
      assert.equal(unknownFields, undefined);
      counts.set(format, (counts.get(format) ?? 0) + 1);
    }
    assert.deepEqual(Object.fromEntries(counts), { json: 50, 'kubernetes-protobuf': 636, encrypted: 21 });
  });

  it('has the providers that its description says', () => {
    const counts = new Map<string, number>();
    for (const { atRest } of decoded.values()) {
      if (atRest) {
        const name = `${atRest.provider} ${atRest.version}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    assert.deepEqual(Object.fromEntries([...counts].sort()), {
      'aescbc v1': 7,
      'aesgcm v1': 5,
      'kms v2': 3,
      'secretbox v1': 6,
    });
  });

  it('decodes every object to what its API server said', () => {
    const served = servedObjects();
    let compared = 0;
    for (const [{ key }, { object, apiVersion, kind }] of decoded) {
      const path = textFromBytes(key) ?? '';
      if (!isJsonObject(object) || notServed.some(prefix => path.startsWith(prefix))) {
        continue;
      }
      const metadata = object.metadata as JsonObject;
      const expected = served.get(`${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
      const actual = comparable(path, object);
      assert.ok(
        expected !== undefined || Object.keys(actual).length === 0,
        `${path} as ${apiVersion} is not in the truth`,
      );
      assert.deepEqual(actual, comparable(path, (expected ?? {}) as JsonObject), path);
      compared++;
    }
    assert.equal(compared, 683);
  });

  it('describes every key as its object describes itself', () => {
    for (const [{ key }, { object }] of decoded) {
      const path = textFromBytes(key) ?? '';
      if (isJsonObject(object) && !notServed.some(prefix => path.startsWith(prefix))) {
        const metadata = object.metadata as JsonObject;
        const described = describeRegistryKey(key);
        assert.equal(described?.name, metadata.name, path);
        assert.equal(described?.namespace, metadata.namespace, path);
        assert.notEqual(described?.what, 'other', path);
      }
    }
  });

  it('reads the metadata alone as the whole object has it', () => {
    for (const [{ value }, { object }] of decoded) {
      if (isJsonObject(object) && isJsonObject(object.metadata)) {
        const { managedFields: _left, ...metadata } = object.metadata;
        const { managedFields: _out, ...alone } = decodeValueMetadata(value) ?? {};
        assert.deepEqual(alone, metadata);
      }
    }
  });

  it('renders every object so that it reads back, with and without managed fields', () => {
    for (const value of decoded.values()) {
      if (isJsonObject(value.object)) {
        assert.deepEqual(parse(renderYaml(value)), value.object);
        assert.deepEqual(JSON.parse(renderJson(value)), value.object);
        const metadata = value.object.metadata as Mutable | undefined;
        if (metadata !== undefined) {
          const { managedFields: _hidden, ...rest } = metadata;
          assert.deepEqual(parse(renderYaml(value, { hideManagedFields: true })), { ...value.object, metadata: rest });
        }
      }
    }
  });
});

/** Every object in every version that was served. */
function servedObjects(): ReadonlyMap<string, JsonObject> {
  const served = new Map<string, JsonObject>();
  const truth = truthFiles();
  for (const { group, version, kind, file } of truth.get('index.json') as readonly ServedResource[]) {
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const list = truth.get(file) as { readonly items: readonly JsonObject[] } | undefined;
    for (const item of list?.items ?? []) {
      const { namespace, name } = item.metadata as JsonObject;
      served.set(`${apiVersion} ${kind} ${namespace ?? ''}/${name}`, { ...item, apiVersion, kind });
    }
  }
  return served;
}

/** Without the resourceVersion, which is the key's revision and never stored, and without the differences above. */
function comparable(path: string, object: JsonObject): Mutable {
  const copy = structuredClone(object) as Mutable;
  delete at(copy, 'metadata').resourceVersion;
  for (const [prefix, , change] of differences) {
    if (path.startsWith(prefix)) {
      change(copy);
    }
  }
  return copy;
}

function at(object: Mutable, name: string): Mutable {
  return (object[name] ?? {}) as Mutable;
}
