import assert from 'node:assert/strict';
import { decodeValue, encodeEdit, isJsonObject, type JsonObject, renderYaml } from '../../../../src/core/kubernetes';
import { encodeCbor } from '../../../../src/core/kubernetes/cbor/encodeCbor';
import { storedKeys } from '../../../support/kubernetesA';
import { stored } from './cborBytes';

describe('kubernetes: the objects of a real cluster in CBOR', function () {
  this.timeout(60_000);

  it('read as they were, and edited as if they had been written so', () => {
    let objects = 0;
    for (const { key, value } of storedKeys()) {
      const { object } = decodeValue(key, value);
      if (!isJsonObject(object) || !isJsonObject(object.metadata)) {
        continue;
      }
      objects++;
      const decoded = decodeValue(key, stored(encodeCbor(object)));
      const name = Buffer.from(key).toString();
      assert.deepEqual([decoded.problem, decoded.object], [undefined, object], name);
      const text = renderYaml(decoded);
      assert.equal(encodeEdit(decoded, text, 'yaml', { key }), decoded.value, name);
      const labels = { ...(object.metadata.labels as JsonObject | undefined), seen: 'yes' };
      const changed = { ...object, metadata: { ...object.metadata, labels } };
      const edited = encodeEdit(decoded, renderYaml({ ...decoded, object: changed }), 'yaml', { key });
      assert.deepEqual(edited, stored(encodeCbor(changed)), name);
    }
    assert.ok(objects > 500, String(objects));
  });
});
