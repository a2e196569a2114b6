import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { SeenNames } from '../../../../src/features/watch/seenNames';

describe('the names a watch has seen', () => {
  it('are those of all keys, once each, in order', () => {
    const names = new SeenNames();
    const resources = Array.from({ length: 60 }, (_, index) => `resource${index}`);
    const namespaces = Array.from({ length: 40 }, (_, index) => `namespace${index}`);
    for (let index = 0; index < 20_000; index++) {
      const resource = resources[index % resources.length];
      const namespace = namespaces[Math.floor(index / resources.length) % namespaces.length];
      names.note(bytesFromText(`/registry/${resource}/${namespace}/object-${index}`));
    }
    names.note(bytesFromText('without'));
    names.note(new Uint8Array(0));
    assert.deepEqual(names.resources, [...resources].sort());
    assert.deepEqual(names.namespaces, [...namespaces].sort());
  });

  it('are as many as a menu has room for', () => {
    const names = new SeenNames();
    for (let index = 0; index < 10_000; index++) {
      names.note(bytesFromText(`/registry/pods/namespace-${index}/web`));
    }
    assert.deepEqual(names.resources, ['pods']);
    assert.equal(names.namespaces.length, 300);
  });
});
