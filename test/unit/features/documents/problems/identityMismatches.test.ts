import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../../src/core/base/bytes';
import { decodeValue } from '../../../../../src/core/kubernetes';
import { identityMismatches } from '../../../../../src/features/documents/problems/identityMismatches';
import { storedKeys } from '../../../../support/kubernetesA';

function mismatches(key: string, object: object) {
  const value = bytesFromText(JSON.stringify(object));
  return identityMismatches(bytesFromText(key), decodeValue(bytesFromText(key), value)).map(
    ({ what, inKey, inObject }) => [what, inKey, inObject],
  );
}

describe('identityMismatches', () => {
  it('finds none in a real cluster', () => {
    for (const { key, value } of storedKeys()) {
      assert.deepEqual(identityMismatches(key, decodeValue(key, value)), [], Buffer.from(key).toString());
    }
  });

  it('compares kind, name and namespace', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'b' } };
    assert.deepEqual(mismatches('/registry/pods/b/a', pod), []);
    assert.deepEqual(mismatches('/registry/pods/c/d', pod), [
      ['name', 'd', 'a'],
      ['namespace', 'c', 'b'],
    ]);
    assert.deepEqual(mismatches('/registry/minions/a', pod), [
      ['kind', 'nodes', 'Pod'],
      ['namespace', '', 'b'],
    ]);
    assert.deepEqual(mismatches('/registry/pods/b/a', { apiVersion: 'v1', kind: 'Pod' }), [
      ['name', 'a', ''],
      ['namespace', 'b', ''],
    ]);
  });

  it('compares the group of a custom resource, whose plural it cannot know', () => {
    const mouse = { apiVersion: 'example.com/v1', kind: 'Mouse', metadata: { name: 'a', namespace: 'b' } };
    assert.deepEqual(mismatches('/registry/example.com/mice/b/a', mouse), []);
    assert.deepEqual(mismatches('/registry/example.org/mice/b/a', mouse), [['group', 'example.org', 'example.com']]);
  });

  it('says nothing of other keys and other values', () => {
    assert.deepEqual(mismatches('/app/pods/b/a', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } }), []);
    assert.deepEqual(mismatches('/registry/pods/b/a', { name: 'x' }), []);
    assert.deepEqual(mismatches('/registry/pods/b', { apiVersion: 'v1', kind: 'Pod' }), []);
  });
});
