import assert from 'node:assert/strict';
import { emptyBytes } from '../../../../src/core/base/bytes';
import {
  type DecodedValue,
  decodeValue,
  encodeEdit,
  isJsonObject,
  type JsonObject,
  renderYaml,
} from '../../../../src/core/kubernetes';
import { writeCompactJson } from '../../../../src/core/kubernetes/encode/writeCompactJson';
import { isZero } from '../../../../src/core/kubernetes/protobuf/goZero';
import { type FieldType, findKind, type MessageType } from '../../../../src/core/kubernetes/schema/schema';
import { storedKeys } from '../../../support/kubernetesA';
import { kubernetesTestData } from '../../../support/kubernetesTestData';
import { seededRandom } from '../../../support/seededRandom';
import { otherValue, type ScalarPlace, scalarPlaces, withoutValue, withValue } from './scalarPlaces';
import { assertOnlyFieldDiffers, envelope, withUnknownFields } from './wireTree';

/** The pod template alone stands in twenty kinds: a field is changed in so many kinds, and of what is left one in so many. */
const timesEachField = 2;
const oneScalarOf = 20;
/** Reading YAML takes ten times as long as JSON: one edit of so many. */
const oneYamlOf = 25;

interface TypedObject {
  readonly decoded: DecodedValue;
  readonly object: JsonObject;
  readonly type: MessageType;
  readonly message: Uint8Array;
}

describe('kubernetes encode: one scalar changed', function () {
  this.timeout(15 * 60_000);

  it("changes only its own bytes, for each scalar of each kind of Kubernetes' test data", async function () {
    const releases = await kubernetesTestData(this);
    const timesChanged = new Map<FieldType, number>();
    let scalars = 0;
    let edits = 0;
    for (const { name, protobuf } of releases.get('HEAD') ?? []) {
      const typed = typedObject(protobuf);
      for (const place of typed ? scalarPlaces(typed.type, typed.object) : []) {
        const times = timesChanged.get(place.field) ?? 0;
        timesChanged.set(place.field, times + 1);
        if (times < timesEachField || scalars++ % oneScalarOf === 0) {
          assertOneChange(typed as TypedObject, place, edits % oneYamlOf === 0 ? 'yaml' : 'json', name);
          edits++;
        }
      }
    }
    assert.ok(timesChanged.size > 1500, `${timesChanged.size} fields`);
    assert.ok(edits > 3000, `${edits} edits`);
  });

  it("leaves unknown fields at any place where they are, for each kind of Kubernetes' test data", async function () {
    const releases = await kubernetesTestData(this);
    const random = seededRandom(11);
    let unknown = 0;
    for (const { name, protobuf } of releases.get('HEAD') ?? []) {
      const plain = typedObject(protobuf);
      if (plain) {
        const { apiVersion, kind } = plain.object as { apiVersion: string; kind: string };
        const typed = typedObject(envelope(apiVersion, kind, withUnknownFields(plain.type, plain.message, random)));
        assert.ok(typed, name);
        unknown += typed.decoded.unknownFields?.length ?? 0;
        const places = [...scalarPlaces(typed.type, typed.object)];
        for (let count = 0; count < 20 && places.length > 0; count++) {
          assertOneChange(typed, random.pick(places), 'json', name);
        }
      }
    }
    assert.ok(unknown > 10_000, `${unknown} unknown fields`);
  });

  it('changes only its own bytes in the values of a real cluster', () => {
    let scalars = 0;
    for (const { key, value } of storedKeys()) {
      const typed = typedObject(value);
      for (const place of typed ? scalarPlaces(typed.type, typed.object) : []) {
        if (scalars++ % oneScalarOf === 0) {
          assertOneChange(typed as TypedObject, place, 'json', Buffer.from(key).toString());
        }
      }
    }
    assert.ok(scalars > 15_000, `${scalars} scalars`);
  });
});

/** Undefined for what is stored in another way, and for the test data's one object without a kind. */
function typedObject(value: Uint8Array): TypedObject | undefined {
  const decoded = decodeValue(emptyBytes, value);
  const { object, envelope: found, apiVersion = '', kind = '' } = decoded;
  const type = findKind(apiVersion, kind);
  return found && type && isJsonObject(object)
    ? { decoded, object, type, message: value.subarray(found.start, found.end) }
    : undefined;
}

function assertOneChange(
  { decoded, object, message }: TypedObject,
  { field, value, path, numbers }: ScalarPlace,
  language: 'yaml' | 'json',
  name: string,
): void {
  const what = `${name} ${path.join('.')}`;
  const changed = otherValue(field, value);
  const edited = withValue(object, path, changed);
  const text =
    language === 'json' ? writeCompactJson(edited) : renderYaml({ format: 'json', object: edited, value: emptyBytes });
  const bytes = encodeEdit(decoded, text, language);
  const again = decodeValue(emptyBytes, bytes);
  const isLeftOut = field.shape === 'single' && field.omitsZero && isZero(changed);
  assert.deepEqual(again.object, isLeftOut ? withoutValue(edited, path) : edited, what);
  const { start, end } = again.envelope as { start: number; end: number };
  assertOnlyFieldDiffers(message, bytes.subarray(start, end), numbers, what);
}
