import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import type { KeyRevision } from '../../../../src/core/keyspace/history/keyHistory';
import { readRevisionDetails } from '../../../../src/features/history/revisionDetails';
import { revisionRows } from '../../../../src/features/history/revisionRow';
import { storedEvents } from '../../../support/kubernetesA';
import { MemoryReader } from '../../../support/memoryReader';
import { type SealedValues, sealedValues } from '../../../support/sealedValues';

const written = (seconds: number) => `2026-01-01T00:00:0${seconds}Z`;

describe('what revisions tell of their writes', () => {
  let sealed: SealedValues;
  before(async () => {
    sealed = await sealedValues();
  });
  after(() => sealed.stop());

  /** The history of a key that was written over and over; the oldest known write need not be its first. */
  function put(reader: MemoryReader, key: Uint8Array, values: readonly Uint8Array[], firstVersion = 1) {
    const revisions = values.map((value, at): KeyRevision => {
      const revision = reader.put([key, value]);
      return {
        type: 'put',
        modRevision: revision,
        readRevision: revision,
        createRevision: 2n,
        version: BigInt(at + firstVersion),
        lease: 0n,
      };
    });
    return revisionRows({ connectionId: sealed.connectionId, key }, revisions);
  }

  const details = async (reader: MemoryReader, rows: ReturnType<typeof put>) => {
    await readRevisionDetails(reader, rows, sealed.atRest, new AbortController().signal);
    return rows.map(row => row.details);
  };

  it('is read from the object and the one before it, decrypted where the connection has the key', async () => {
    const key = bytesFromText('/registry/secrets/shop/card');
    const object = (seconds: number) => {
      const managedFields = [{ manager: 'vault-agent', operation: 'Update', time: written(seconds) }];
      return bytesFromText(JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { managedFields } }));
    };
    const values = [
      object(1),
      sealed.seal(key, object(2), 'one'),
      sealed.seal(key, object(2), 'two'),
      bytesFromText('k8s:enc:aescbc:v1:three:0123456789abcdef0123456789abcdef'),
      object(3),
    ];
    const reader = new MemoryReader();
    const manager = { name: 'vault-agent' };
    assert.deepEqual(await details(reader, put(reader, key, values)), [
      // The one before it stays closed.
      { size: values[4]?.length, origin: { told: 'lastManager', manager, notBefore: Date.parse(written(3)) } },
      { size: values[3]?.length },
      // Written under another key, and nothing else.
      { size: values[2]?.length, origin: { told: 'nobody', notBefore: Date.parse(written(2)) } },
      { size: values[1]?.length, origin: { told: 'writer', manager, time: Date.parse(written(2)) } },
      { size: values[0]?.length, origin: { told: 'writer', manager, time: Date.parse(written(1)) } },
    ]);
    assert.equal(reader.work.calls, values.length);
  });

  it('claims no writer of the oldest revision that is left, nor once a compaction overtakes', async () => {
    const key = bytesFromText('/registry/configmaps/shop/web');
    const value = (seconds: number) =>
      bytesFromText(
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { managedFields: [{ manager: 'helm', operation: 'Update', time: written(seconds) }] },
        }),
      );
    const told = async (reader: MemoryReader, rows: ReturnType<typeof put>) =>
      (await details(reader, rows)).map(row => row?.origin?.told);
    const values = [value(1), value(2), value(3)];
    const whole = new MemoryReader();
    assert.deepEqual(await told(whole, put(whole, key, values, 7)), ['writer', 'writer', 'lastManager']);
    const shrinking = new MemoryReader();
    const rows = put(shrinking, key, values);
    shrinking.beforeCall = calls => calls === 2 && shrinking.compact(rows[0]?.revision ?? 0n);
    assert.deepEqual(await told(shrinking, rows), ['lastManager', undefined, undefined]);
  });

  it('names whoever changed a real Deployment, and gives times only of their own writes', async () => {
    const name = '/registry/deployments/shop/web';
    const values = storedEvents().flatMap(({ key, value }) =>
      value && Buffer.from(key).toString() === name ? [value] : [],
    );
    const reader = new MemoryReader();
    const rows = put(reader, bytesFromText(name), values, 2);
    const origins = (await details(reader, rows)).reverse().map(row => row?.origin);
    const writers = origins.flatMap(origin => (origin?.told === 'writer' ? [origin] : []));
    assert.ok(origins.length > writers.length);
    assert.deepEqual(
      writers.map(({ manager }) => manager.name).filter(manager => manager.startsWith('kubectl')),
      ['kubectl-set', 'kubectl-annotate', 'kubectl-rollout'],
    );
    const times = writers.map(({ time }) => time ?? 0);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.ok(origins.every(origin => origin && origin.told !== 'nobody'));
    assert.equal(origins[0]?.told, 'lastManager');
  });
});
