import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { emptyBytes } from '../../../src/core/base/bytes';
import { decodeValue, renderJson, renderYaml } from '../../../src/core/kubernetes';
import { sortedKeys } from '../../../src/core/kubernetes/render/keyOrder';
import { writeYaml } from '../../../src/core/kubernetes/render/writeYaml';
import { kubernetesTestData, type TestObject } from '../../support/kubernetesTestData';

/** Each with its reason. Names as in the test data, releases in brackets where only theirs differ. */
const exceptions = new Map([
  ['core.v1.WatchEvent', 'has no kind in its envelope: a message of the watch protocol, which is never stored'],
  [
    'v1.33.0 resource.k8s.io.v1alpha3.ResourceClaim',
    'fields that came in 0.33 and went before 0.36: in neither package',
  ],
  ['v1.33.0 resource.k8s.io.v1alpha3.ResourceClaimTemplate', 'fields that came in 0.33 and went before 0.36'],
  ['v1.33.0 resource.k8s.io.v1alpha3.ResourceSlice', 'fields that came in 0.33 and went before 0.36'],
  ['v1.34.0 certificates.k8s.io.v1alpha1.PodCertificateRequest', 'a kind that came in 0.34 and went before 0.36'],
  ['v1.35.0 scheduling.k8s.io.v1alpha1.Workload', 'a kind that came in 0.35 and went before 0.36'],
]);

describe("kubernetes: Kubernetes' own test data", function () {
  this.timeout(15 * 60_000);
  let releases: ReadonlyMap<string, readonly TestObject[]>;

  before(async function () {
    releases = await kubernetesTestData(this);
  });

  it('holds what the packages have promised', () => {
    assert.ok((releases.get('HEAD')?.length ?? 0) >= 150);
    assert.ok(releases.size >= 2);
  });

  it("decodes to the object that is in the .json, for every release's objects", () => {
    const wrong: string[] = [];
    for (const [release, name, object] of everyObject(releases)) {
      const decoded = decodeValue(emptyBytes, object.protobuf);
      const isComplete = isSame(decoded.object, object.jsonOfItsRelease) && decoded.unknownFields === undefined;
      // Fields that the newest release has dropped stay visible, if without their names; those it has added may print null.
      const isAsNewest = isSame(decoded.object, object.json);
      const isRight = decoded.problem === undefined && (isComplete || isAsNewest);
      if (isRight !== !isException(release, name)) {
        wrong.push(`${release} ${name}: ${isRight ? 'no exception any more' : 'differs'}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it("writes HEAD's objects exactly as kubectl does, but for the order of what comes first", () => {
    for (const [release, name, { protobuf, yaml }] of everyObject(releases)) {
      if (release === 'HEAD' && !isException(release, name)) {
        const { object } = decodeValue(emptyBytes, protobuf);
        assert.ok(object !== undefined, name);
        assert.equal(writeYaml(object, sortedKeys), yaml, name);
      }
    }
  });

  it('renders YAML and JSON that read back as the object', () => {
    for (const [release, name, { protobuf }] of everyObject(releases)) {
      const decoded = decodeValue(emptyBytes, protobuf);
      if (decoded.object !== undefined) {
        assert.deepEqual(parse(renderYaml(decoded)), decoded.object, `${release} ${name}`);
        assert.deepEqual(JSON.parse(renderJson(decoded)), decoded.object, `${release} ${name}`);
      }
    }
  });
});

function* everyObject(releases: ReadonlyMap<string, readonly TestObject[]>): Generator<[string, string, TestObject]> {
  for (const [release, objects] of releases) {
    for (const object of objects) {
      yield [release, object.name, object];
    }
  }
}

function isException(release: string, name: string): boolean {
  return exceptions.has(name) || exceptions.has(`${release} ${name}`);
}

function isSame(actual: unknown, expected: unknown): boolean {
  try {
    assert.deepEqual(actual, expected);
    return true;
  } catch {
    return false;
  }
}
