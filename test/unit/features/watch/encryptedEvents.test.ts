import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { describeChange } from '../../../../src/core/kubernetes';
import { EntryRows, type RowTools } from '../../../../src/features/watch/entryRows';
import { eventDetails } from '../../../../src/features/watch/eventDetails';
import { exportLines } from '../../../../src/features/watch/exportEvents';
import { type EventEntry, entryOfEvent } from '../../../../src/features/watch/listEntry';
import { type SealedValues, sealedValues } from '../../../support/sealedValues';
import { english } from '../encryptionAudit/localization';

const key = bytesFromText('/registry/secrets/shop/card');
const configMapKey = bytesFromText('/registry/configmaps/shop/card');

/** Each password by a write of its own. */
function secret(password: 'first' | 'second'): Uint8Array {
  const time = password === 'first' ? '2026-01-01T00:00:01Z' : '2026-01-01T00:00:02Z';
  const fieldsV1 = { 'f:data': { 'f:password': {} } };
  const managedFields = [{ manager: 'vault-agent', operation: 'Update', time, fieldsV1 }];
  const data = { password: Buffer.from(password).toString('base64') };
  return bytesFromText(JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { managedFields }, data }));
}

function configMap(color: string): Uint8Array {
  return bytesFromText(JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, data: { color } }));
}

function entry(
  entryKey: Uint8Array,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
  id = 0,
): EventEntry {
  const stored = { key: entryKey, modRevision: 4n, createRevision: 1n, version: 1n, lease: 0n };
  return entryOfEvent(
    {
      ...stored,
      type: after ? 'put' : 'delete',
      ...(after && { value: after }),
      modRevision: 5n,
      version: before ? 2n : 1n,
      ...(before && { previous: { ...stored, value: before } }),
    },
    { id, time: 0, isEarlier: false },
  );
}

describe('encrypted events of a watch', () => {
  let sealed: SealedValues;
  let calls = 0;
  let tools: RowTools;

  before(async () => {
    sealed = await sealedValues();
    const { atRest, connectionId } = sealed;
    tools = {
      describeChange,
      openValue: (of, value, options) => {
        calls++;
        return atRest.open({ connectionId, key: of }, value, options);
      },
      l10n: english,
      clock: () => 0,
    };
  });
  after(() => sealed.stop());
  beforeEach(() => {
    calls = 0;
  });

  /** The rows at once, and once what they show was opened. */
  const rowsOf = async (...entries: readonly EventEntry[]) => {
    let told = () => {};
    const rows = new EntryRows(tools, () => told());
    const read = () => rows.rows(entries).rows.map(({ event }) => [event?.words, event?.by]);
    const opened = new Promise<void>(resolve => {
      told = resolve;
    });
    const first = read();
    await opened;
    return { first, later: read(), rows };
  };
  const under = (value: Uint8Array, name: 'one' | 'two' = 'one', of = key) => sealed.seal(of, value, name);

  it('say first that they are encrypted, and then what changed', async () => {
    const { first, later } = await rowsOf(
      entry(key, under(secret('first')), under(secret('second'))),
      entry(key, undefined, under(secret('first'))),
      entry(key, under(secret('first')), undefined),
      entry(key, under(secret('first')), under(secret('first'), 'two')),
      entry(key, under(secret('first')), under(secret('first'))),
    );
    assert.deepEqual(first[0], ['encrypted, another value', '']);
    assert.deepEqual(later, [
      ['data.password changed', 'vault-agent'],
      ['new Secret', 'vault-agent'],
      ['Secret gone', ''],
      ['encrypted: aescbc v1 one → aescbc v1 two', 'unknown'],
      ['written again, unchanged', 'unknown'],
    ]);
  });

  it('name fields and no values, whatever the object is', async () => {
    const of = (color: string) => under(configMap(color), 'one', configMapKey);
    const event = entry(configMapKey, of('crimson'), of('teal'));
    assert.deepEqual((await rowsOf(event)).later, [['data.color changed', 'unknown']]);
    const details = await eventDetails(event, false, tools);
    assert.deepEqual(details.fields, [{ path: 'data.color', what: 'changed' }]);
    for await (const line of exportLines([event], tools)) {
      assert.match(line, /"changed":"data\.color changed"/);
    }
  });

  it('stay as they are where the key does not fit, and are not tried again', async () => {
    const copied = entry(key, undefined, bytesFromText('k8s:enc:aescbc:v1:three:0123456789abcdef0123456789abcdef'));
    const { later, rows } = await rowsOf(copied);
    assert.deepEqual(later, [['', '']]);
    const before = calls;
    rows.rows([copied]);
    await turn();
    assert.equal(calls, before);
    rows.forget();
    rows.rows([copied]);
    await turn();
    assert.equal(calls, before + 1);
  });

  it('are opened a few at a time in a flood, the newest first, and only those that show', async () => {
    const values = [under(secret('first')), under(secret('second'))];
    const entries = Array.from({ length: 500 }, (_, id) => entry(key, values[0], values[1], id));
    const { later } = await rowsOf(...entries);
    assert.ok(calls <= 2 * 32, `${calls} values were opened for one batch`);
    assert.deepEqual(later.at(-1), ['data.password changed', 'vault-agent']);
    assert.deepEqual(later[0], ['encrypted, another value', '']);
  });
});
