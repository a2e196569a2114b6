import assert from 'node:assert/strict';
import { bytesFromText } from '../../../../src/core/base/bytes';
import { EtcdscopeError } from '../../../../src/core/base/errors';
import { describeChange } from '../../../../src/core/kubernetes';
import { EntryRows, type RowTools } from '../../../../src/features/watch/entryRows';
import { eventDetails } from '../../../../src/features/watch/eventDetails';
import { exportLines } from '../../../../src/features/watch/exportEvents';
import { type EventEntry, entryOfEvent, type ListEntry } from '../../../../src/features/watch/listEntry';
import { watch } from '../../../../src/protocol/watch';
import { storedEvents } from '../../../support/kubernetesA';
import { english } from '../encryptionAudit/localization';

const tools: RowTools = { describeChange, l10n: english, clock: () => 0 };
const time = Date.UTC(2026, 0, 1);

function entry(key: string | Uint8Array, before: string | undefined, after: string | undefined, id = 0): EventEntry {
  const keyBytes = typeof key === 'string' ? bytesFromText(key) : key;
  const keyValue = (value: string) => ({
    key: keyBytes,
    value: bytesFromText(value),
    modRevision: 4n,
    createRevision: 1n,
    version: 1n,
    lease: 0n,
  });
  return entryOfEvent(
    {
      type: after === undefined ? 'delete' : 'put',
      key: keyBytes,
      ...(after !== undefined && { value: bytesFromText(after) }),
      modRevision: 5n,
      createRevision: 1n,
      version: before === undefined ? 1n : 2n,
      ...(before !== undefined && { previous: keyValue(before) }),
    },
    { id, time, isEarlier: false },
  );
}

describe('the rows of a watch', () => {
  const wordsOf = (...entries: readonly ListEntry[]) =>
    new EntryRows(tools).rows(entries).rows.map(({ event, mark }) => event?.words ?? mark?.text);

  it('say what changed', () => {
    const object = (replicas: number) =>
      JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas } });
    assert.deepEqual(
      wordsOf(
        entry('/a', object(2), object(3)),
        entry('/a', undefined, object(3)),
        entry('/a', object(3), undefined),
        entry('/a', object(3), object(3)),
        entry('/a', 'on', 'off'),
        entry('/a', undefined, 'text'),
      ),
      ['spec.replicas 2 → 3', 'new Deployment', 'Deployment gone', 'written again, unchanged', 'on → off', ''],
    );
  });

  it('name two moments of one day by their hours, and keep the day where it is another or is exported', async () => {
    const lease = (renewTime: string) => JSON.stringify({ kind: 'Lease', apiVersion: 'v1', spec: { renewTime } });
    const renewed = entry('/a', lease('2026-11-20T22:14:38.928932Z'), lease('2026-11-20T22:14:40.932739Z'));
    assert.deepEqual(
      wordsOf(
        renewed,
        entry('/a', lease('2026-11-20T23:59:59.1Z'), lease('2026-11-21T00:00:01.1Z')),
        entry('/a', lease('2026-11-20T22:14:38.1Z'), lease('2026-11-20T22:14:38.9Z')),
      ),
      [
        'spec.renewTime 22:14:38 → 22:14:40',
        'spec.renewTime 2026-11-20T23:59:59.1Z → 2026-11-21T00:00:01.1Z',
        'spec.renewTime 2026-11-20T22:14:38.1Z → 2026-11-20T22:14:38.9Z',
      ],
    );
    for await (const line of exportLines([renewed], tools)) {
      assert.match(line, /2026-11-20T22:14:38\.928932Z → 2026-11-20T22:14:40\.932739Z/);
    }
  });

  it('say what they lack', () => {
    const dropped = { ...entry('/a', 'on', 'off'), before: undefined, after: undefined, hasDroppedValues: true };
    const gap: ListEntry = { kind: 'mark', id: 1, time, mark: { what: 'gap', from: 3n, to: 9n } };
    assert.deepEqual(wordsOf(dropped, gap), [
      'the values are no longer known',
      'Gap: revisions 3 to 9 were compacted and are not known',
    ]);
  });

  it('say who wrote, and do not claim it of who only managed the field before', async () => {
    const object = (replicas: number, seconds: number, more: object = {}) =>
      JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {
          ...more,
          managedFields: [
            {
              manager: 'kubectl-edit',
              operation: 'Update',
              time: `2026-01-01T00:00:0${seconds}Z`,
              fieldsV1: { 'f:spec': { 'f:replicas': {} } },
            },
          ],
        },
        spec: { replicas },
      });
    const told = async (after: string) => {
      const event = entry('/registry/deployments/shop/web', object(1, 1), after);
      const lines: Record<string, unknown>[] = [];
      for await (const line of exportLines([event], tools)) {
        lines.push(JSON.parse(line) as Record<string, unknown>);
      }
      const { manager, lastManager, lastManagerOf } = lines[0] ?? {};
      const { facts } = await eventDetails(event, false, tools);
      return {
        by: new EntryRows(tools).rows([event]).rows[0]?.event?.by,
        facts: facts.slice(4).map(({ name, value }) => `${name}: ${value}`),
        exported: { manager, lastManager, lastManagerOf },
      };
    };
    const unknown = { manager: undefined, lastManager: undefined, lastManagerOf: undefined };
    assert.deepEqual(await told(object(2, 2)), {
      by: 'kubectl-edit',
      facts: ['written by: kubectl-edit'],
      exported: { ...unknown, manager: 'kubectl-edit' },
    });
    assert.deepEqual(await told(object(2, 1)), {
      by: 'unknown (last manager: kubectl-edit)',
      facts: [
        'written by: unknown',
        'last manager: kubectl-edit of spec.replicas',
        'not before: 2026-01-01T00:00:01.000Z',
      ],
      exported: { ...unknown, lastManager: 'kubectl-edit', lastManagerOf: 'spec.replicas' },
    });
    assert.deepEqual(await told(object(1, 1, { deletionTimestamp: '2026-01-01T00:00:05Z' })), {
      by: 'unknown',
      facts: ['written by: unknown', 'not before: 2026-01-01T00:00:01.000Z'],
      exported: unknown,
    });
  });

  describe('of events that came without the value before', () => {
    const bare = (id: number, key = '/a'): EventEntry => ({ ...entry(key, 'on', 'off', id), before: undefined });
    const completing = (valueBefore: (entry: EventEntry) => Promise<Uint8Array | undefined>) => {
      let told = () => {};
      const rows = new EntryRows({ ...tools, valueBefore }, () => told());
      const words = (entries: readonly EventEntry[]) => rows.rows(entries).rows.map(({ event }) => event?.words);
      return async (entries: readonly EventEntry[]) => {
        const first = words(entries);
        await new Promise<void>(resolve => {
          told = resolve;
        });
        return [...first, ...words(entries)];
      };
    };

    it('get their words once it was read, and say where it was not', async () => {
      assert.deepEqual(await completing(async () => bytesFromText('on'))([bare(0)]), ['', 'on → off']);
      assert.deepEqual(await completing(async () => undefined)([bare(0)]), ['', 'the values are no longer known']);
      const lost = completing(() => Promise.reject(new EtcdscopeError('connection.closed')));
      assert.deepEqual(await lost([bare(0)]), ['', 'what it was before could not be read']);
    });

    it('are read a few at a time, the newest first', async () => {
      const asked: number[] = [];
      const entries = Array.from({ length: 100 }, (_, id) => bare(id));
      const all = await completing(async ({ id }) => {
        asked.push(id);
        return bytesFromText('on');
      })(entries);
      assert.equal(all.at(-1), 'on → off');
      assert.ok(asked.length <= 2 * 16 && !asked.includes(0));
    });

    it('are told in details and exported with it, and without it once it cannot be read', async () => {
      const reading = { ...tools, valueBefore: async () => bytesFromText('on') };
      assert.equal((await eventDetails(bare(0), false, reading)).summary, 'on → off');
      let reads = 0;
      const failing = {
        ...tools,
        valueBefore: () => {
          reads++;
          return Promise.reject(new EtcdscopeError('connection.closed'));
        },
      };
      assert.equal((await eventDetails(bare(0), false, failing)).summary, 'what it was before could not be read');
      const changed = async (some: RowTools) => {
        const lines: unknown[] = [];
        for await (const line of exportLines(
          Array.from({ length: 200 }, (_, id) => bare(id)),
          some,
        )) {
          lines.push((JSON.parse(line) as Record<string, unknown>).changed);
        }
        return lines;
      };
      assert.deepEqual(await changed(reading), new Array(200).fill('on → off'));
      reads = 0;
      assert.deepEqual(await changed(failing), new Array(200).fill(undefined));
      assert.ok(reads < 200);
    });
  });

  it('take their time over many large ones, the newest first, and end up complete', () => {
    let now = 0;
    const slow = new EntryRows({ ...tools, clock: () => now++ });
    const entries = Array.from({ length: 40 }, (_, id) => entry('/a', 'on', `off-${id}`, id));
    const first = slow.rows(entries);
    assert.equal(first.isComplete, false);
    assert.notEqual(first.rows.at(-1)?.event?.words, '');
    assert.equal(first.rows[0]?.event?.words, '');
    let rounds = 1;
    while (!slow.rows(entries).isComplete) {
      rounds++;
    }
    assert.ok(rounds < 40);
  });

  it('are of the shape that the panel takes, for all that happened in a real cluster and for anything hostile', async function () {
    this.timeout(30_000);
    const latest = new Map<string, Uint8Array>();
    const entries: EventEntry[] = storedEvents().map(({ key, value }, id) => {
      const name = Buffer.from(key).toString();
      const before = latest.get(name);
      const made = { ...entry(key, undefined, undefined, id), before, after: value };
      if (value) {
        latest.set(name, value);
      } else {
        latest.delete(name);
      }
      return { ...made, change: value ? (before ? 'updated' : 'created') : 'deleted' };
    });
    const long = 'x'.repeat(100_000);
    const manager = '\u{1f600}'.repeat(1000);
    const fieldsV1 = { [`f:${long}`]: {} };
    const hostileObject = (value: string) =>
      JSON.stringify({
        apiVersion: long,
        kind: long,
        metadata: { managedFields: [{ manager, subresource: manager, fieldsV1 }] },
        [long]: value,
        '\u202e<b>': long,
      });
    const hostile = hostileObject('');
    const odd = [
      entry('/a', hostile, hostileObject('other')),
      entry(new Uint8Array(1_000_000).fill(0xff), hostile, JSON.stringify({ [long]: '</script>' })),
      entry('/registry/\u0000/x/\u202e', undefined, hostile),
    ];
    const rows = new EntryRows(tools);
    for (const one of [...entries, ...odd]) {
      const { rows: made } = rows.rows([one]);
      const message = { generation: 0, first: 0, end: 1, from: 0, rows: made };
      assert.ok(watch.toPanel.events.rows(JSON.parse(JSON.stringify(message))));
      const details = JSON.parse(JSON.stringify({ details: await eventDetails(one, false, tools) }));
      assert.ok(watch.toHost.requests.details.result(details));
      assert.ok(!made[0]?.event?.words.includes('\u202e'));
    }
  });

  it('are exported line by line, with no value in them', async () => {
    const secret = (password: string) => JSON.stringify({ apiVersion: 'v1', kind: 'Secret', data: { password } });
    const events = [
      entry('/registry/secrets/a/b', secret('b25l'), secret('dHdv')),
      entry(Uint8Array.of(0xff, 0x0a), undefined, 'x'),
    ];
    const lines: string[] = [];
    for await (const line of exportLines(events, tools)) {
      lines.push(line);
    }
    assert.ok(lines.every(line => line.endsWith('\n') && !line.slice(0, -1).includes('\n')));
    const [first, second] = lines.map(line => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(first, {
      received: '2026-01-01T00:00:00.000Z',
      revision: '5',
      change: 'updated',
      key: '/registry/secrets/a/b',
      resource: 'secrets',
      namespace: 'a',
      kind: 'Secret',
      createRevision: '1',
      version: '2',
      size: secret('dHdv').length,
      changed: 'data.password changed',
    });
    assert.deepEqual([second?.key, second?.keyBase64], ['\\xff\\x0a', '/wo=']);
  });
});
