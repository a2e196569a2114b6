import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { readRevisionDetails } from '../../../../src/features/history/revisionDetails';
import { revisionRows } from '../../../../src/features/history/revisionRow';
import { MemoryReader } from '../../../support/memoryReader';
import { type SealedValues, sealedValues } from '../../../support/sealedValues';

const key = bytesFromText('/registry/secrets/shop/card');
const written = '2026-01-01T00:00:00Z';

describe('what revisions tell of their writes', () => {
  let sealed: SealedValues;
  before(async () => {
    sealed = await sealedValues();
  });
  after(() => sealed.stop());

  it('is read from the object, decrypted where the connection has the key', async () => {
    const managedFields = [{ manager: 'vault-agent', operation: 'Update', time: written }];
    const object = bytesFromText(JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { managedFields } }));
    const values = [
      object,
      sealed.seal(key, object, 'one'),
      bytesFromText('k8s:enc:aescbc:v1:three:0123456789abcdef0123456789abcdef'),
    ];
    const reader = new MemoryReader();
    const revisions = values.map((value, at) => {
      const revision = reader.put([key, value]);
      return {
        type: 'put' as const,
        modRevision: revision,
        readRevision: revision,
        createRevision: 2n,
        version: BigInt(at + 1),
        lease: 0n,
      };
    });
    const rows = revisionRows({ connectionId: sealed.connectionId, key }, revisions);
    await readRevisionDetails(reader, rows, sealed.atRest, new AbortController().signal);
    const told = { manager: 'vault-agent', time: Date.parse(written) };
    assert.deepEqual(
      rows.map(({ details }) => details),
      [{ size: values[2]?.length }, { size: values[1]?.length, ...told }, { size: object.length, ...told }],
    );
  });
});
