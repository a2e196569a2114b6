import assert from 'node:assert/strict';
import { emptyBytes, textFromBytes } from '../../../../src/core/base/bytes';
import {
  type DecodedValue,
  decodeValue,
  encodeEdit,
  encodeNew,
  type JsonObject,
  renderJson,
  renderYaml,
} from '../../../../src/core/kubernetes';
import { encodeMessage } from '../../../../src/core/kubernetes/encode/encodeMessage';
import { writeYaml } from '../../../../src/core/kubernetes/render/writeYaml';
import { findKind } from '../../../../src/core/kubernetes/schema/schema';
import { storedKeys } from '../../../support/kubernetesA';
import { kubernetesTestData } from '../../../support/kubernetesTestData';

/** What a text cannot say, by key. */
const differences = new Map([
  ['/registry/deviceclasses/gpu.lab.example.com', 'has JSON within it whose keys are not sorted, as a text shows them'],
  ['/registry/leases/kube-system/kube-controller-manager', 'points to a zero time, which reads as null as none does'],
]);

describe('kubernetes encode: a text that says the same', function () {
  this.timeout(10 * 60_000);

  it('gives the same bytes for every value of a real cluster', () => {
    for (const { key, value } of storedKeys()) {
      const decoded = decodeValue(key, value);
      assert.equal(encodeEdit(decoded, renderYaml(decoded), 'yaml'), value);
      if (decoded.object !== undefined) {
        assertSame(decoded, textFromBytes(key) ?? '');
      }
    }
  });

  it("gives the same bytes for every object of Kubernetes' test data", async function () {
    for (const [release, objects] of await kubernetesTestData(this)) {
      for (const { name, protobuf } of objects) {
        const decoded = decodeValue(emptyBytes, protobuf);
        if (decoded.object !== undefined) {
          assertSame(decoded, `${release} ${name}`, release === 'HEAD');
        }
      }
    }
  });
});

describe('kubernetes encode: an object written from nothing', function () {
  this.timeout(10 * 60_000);

  it('has the bytes that a real API server wrote', () => {
    let compared = 0;
    for (const { key, value } of storedKeys()) {
      const decoded = decodeValue(key, value);
      const path = textFromBytes(key) ?? '';
      if (decoded.format === 'kubernetes-protobuf' && !differences.has(path)) {
        assert.deepEqual(encodeNew(key, renderYaml(decoded), 'yaml'), value, path);
        compared++;
      }
    }
    assert.equal(compared, 634);
  });

  it("has the bytes of Kubernetes' test data", async function () {
    const releases = await kubernetesTestData(this);
    let compared = 0;
    for (const { name, protobuf } of releases.get('HEAD') ?? []) {
      const { envelope, apiVersion = '', kind = '', object } = decodeValue(emptyBytes, protobuf);
      const type = findKind(apiVersion, kind);
      if (envelope && type) {
        const { start, end } = envelope;
        assert.deepEqual(encodeMessage(type, object as JsonObject), protobuf.slice(start, end), name);
        compared++;
      }
    }
    assert.ok(compared >= 150, `${compared} compared`);
  });
});

/** In each language, managed fields shown or not, and in a form that is no rendering of ours; or in JSON alone. */
function assertSame(decoded: DecodedValue, name: string, inEachForm = true): void {
  const { value } = decoded;
  if (!inEachForm) {
    assert.deepEqual(encodeEdit(decoded, ` ${renderJson(decoded)}`, 'json'), value, name);
    return;
  }
  for (const hideManagedFields of [false, true]) {
    const options = { hideManagedFields };
    assert.deepEqual(encodeEdit(decoded, `${renderYaml(decoded, options)}\n# seen\n`, 'yaml', options), value, name);
    assert.deepEqual(encodeEdit(decoded, ` ${renderJson(decoded, options)}`, 'json', options), value, name);
  }
  const reversed = writeYaml(decoded.object as JsonObject, object => Object.keys(object).reverse());
  assert.deepEqual(encodeEdit(decoded, reversed.replaceAll('\n', '\r\n'), 'yaml'), value, name);
}
