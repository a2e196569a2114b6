import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { decodeValue } from '../../../../src/core/kubernetes';
import { recentRevision } from '../../../../src/features/watch/recentRevision';
import { MemoryReader } from '../../../support/memoryReader';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;

function lease(time: number): Uint8Array {
  const renewTime = new Date(time).toISOString().replace('Z', '000Z');
  return bytesFromText(JSON.stringify({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', spec: { renewTime } }));
}

describe('the revision of a while ago', () => {
  /** A Lease renewed each minute for an hour, nine other writes between. */
  const history = () => {
    const reader = new MemoryReader();
    const renewals: bigint[] = [];
    for (let at = 0; at <= 60; at++) {
      renewals.push(reader.put(['/registry/leases/kube-system/controller', lease(start + at * minute)]));
      for (let other = 0; other < 9; other++) {
        reader.put(['/registry/configmaps/a/b', bytesFromText(`${at} ${other}`)]);
      }
    }
    return { reader, renewals };
  };

  it('is found by the renewals of a Lease, in few questions', async () => {
    const { reader, renewals } = history();
    const found = await recentRevision(reader, 5 * minute, decodeValue);
    assert.deepEqual(found, { revision: renewals[55], since: start + 55 * minute });
    assert.ok(reader.work.calls < 20);
  });

  it('is the oldest that can be read where history does not reach', async () => {
    const { reader, renewals } = history();
    const compacted = (renewals[58] ?? 0n) + 4n;
    reader.compact(compacted);
    const found = await recentRevision(reader, 5 * minute, decodeValue);
    assert.equal(found?.revision, compacted);
  });

  it('goes by the Lease that was renewed last', async () => {
    const { reader } = history();
    reader.put(['/registry/leases/kube-node-lease/stopped', lease(start)]);
    assert.equal((await recentRevision(reader, 5 * minute, decodeValue))?.since, start + 55 * minute);
  });

  it('is not known where there are no Leases', async () => {
    const reader = new MemoryReader(['/a', '/registry/leases/odd/name']);
    assert.equal(await recentRevision(reader, 5 * minute, decodeValue), undefined);
  });
});
