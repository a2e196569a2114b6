import assert from 'node:assert/strict';
import { compareBytes } from '../../../src/core/base/bytes';
import { endOfKeyspace, type KeyValue, type RangeRequest } from '../../../src/core/base/keyValue';
import { openSnapshot, type SnapshotEvent, type SnapshotStore } from '../../../src/core/snapshot';
import { rejectsWith } from '../../support/etcd/rejectsWith';
import { type SeededRandom, seededRandom } from '../../support/seededRandom';
import { type DatabaseOptions, writeDatabase } from './databaseWriter';
import { compacted, etcdContent, type HistoryEvent, randomHistory } from './storedHistory';
import { TemporaryFiles } from './temporaryFiles';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** Keys that are prefixes of each other, without a slash, with empty segments, NUL and non-UTF-8 bytes. */
const keys = [
  'a',
  'a/',
  'a//b',
  'a/b',
  '\0',
  '\0\0',
  'a\0',
  '\xff',
  '\xff\xff',
  '/registry/pods/x',
  '/registry/pods/y',
  'b',
];

const stateAt = (events: readonly HistoryEvent[], revision: bigint): KeyValue[] => {
  const state = new Map<string, KeyValue>();
  for (const { main, key, put } of events) {
    if (main > revision) {
      break;
    }
    if (put) {
      const { value, create, version, lease } = put;
      state.set(key, { key: bytes(key), value, createRevision: create, modRevision: main, version, lease });
    } else {
      state.delete(key);
    }
  }
  return [...state.values()].sort((a, b) => compareBytes(a.key, b.key));
};

const inRange = ({ key, rangeEnd }: RangeRequest, candidate: Uint8Array): boolean =>
  rangeEnd === undefined || rangeEnd.length === 0
    ? compareBytes(candidate, key) === 0
    : compareBytes(candidate, key) >= 0 &&
      (compareBytes(rangeEnd, endOfKeyspace) === 0 || compareBytes(candidate, rangeEnd) < 0);

function randomRequest(random: SeededRandom, newest: bigint): RangeRequest {
  const key = bytes(random.pick(keys));
  const rangeEnd = random.pick([undefined, new Uint8Array(0), endOfKeyspace, bytes(random.pick(keys))]);
  return {
    key,
    rangeEnd,
    limit: random.pick([undefined, 0, 1, 2, 5, 100]),
    revision: random.pick([undefined, 0n, newest, BigInt(random.below(Number(newest)) + 1)]),
    keysOnly: random.below(3) === 0,
    countOnly: random.below(4) === 0,
  };
}

describe('SnapshotStore', () => {
  const files = new TemporaryFiles();
  after(() => files.remove());

  async function opened<T>(
    content: Parameters<typeof writeDatabase>[0],
    options: DatabaseOptions,
    use: (store: SnapshotStore) => Promise<T>,
  ): Promise<T> {
    const store = await openSnapshot(files.write(writeDatabase(content, options)));
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  }

  for (let seed = 1; seed <= 12; seed++) {
    it(`answers every range at every revision as the history says, seed ${seed}`, async () => {
      const random = seededRandom(seed);
      const all = randomHistory(random, 20 + random.below(150), keys);
      const newest = all.at(-1)?.main ?? 1n;
      const compactRevision = seed % 3 === 0 ? BigInt(2 + random.below(Number(newest))) : undefined;
      const events = compactRevision === undefined ? all : compacted(all, compactRevision);
      const options: DatabaseOptions = {
        pageSize: random.pick([4096, 16_384, 65_536]),
        freelist: random.pick(['kept', 'absent']),
        freePages: random.below(4),
        leafBytes: random.pick([100, 2000, 50_000]),
        branchWidth: random.pick([2, 7, 100]),
      };
      await opened(etcdContent(events, compactRevision), options, async store => {
        assert.deepEqual(store.damage, { unreadablePages: 0, firstPages: [] });
        assert.equal(store.revision, newest);
        for (let round = 0; round < 300; round++) {
          const request = randomRequest(random, newest);
          const revision = request.revision || newest;
          if (compactRevision !== undefined && revision < compactRevision) {
            await rejectsWith(store.range(request), 'revision.compacted', { revision });
            continue;
          }
          const state = stateAt(all, revision).filter(({ key }) => inRange(request, key));
          const sent = request.countOnly ? [] : request.limit ? state.slice(0, request.limit) : state;
          assert.deepEqual(await store.range(request), {
            keyValues: request.keysOnly ? sent.map(keyValue => ({ ...keyValue, value: bytes('') })) : sent,
            count: state.length,
            revision: newest,
            more: !request.countOnly && sent.length < state.length,
          });
        }
      });
    });

    it(`tells the history of keys and all events, seed ${seed}`, async () => {
      const random = seededRandom(seed);
      const all = randomHistory(random, 100, keys);
      const compactRevision = BigInt(2 + random.below(100));
      const events = compacted(all, compactRevision);
      await opened(etcdContent(events, compactRevision), {}, async store => {
        for (const key of keys) {
          const found = await store.history(bytes(key));
          assert.deepEqual(
            found.map(({ type, modRevision, version }) => ({ type, modRevision, version })),
            events
              .filter(event => event.key === key)
              .map(({ main, put }) => ({
                type: put ? 'put' : 'delete',
                modRevision: main,
                version: put?.version ?? 0n,
              })),
          );
          for (const { readRevision, modRevision, type } of found) {
            const { keyValues } = await store.range({ key: bytes(key), revision: readRevision });
            assert.deepEqual(
              keyValues.map(keyValue => keyValue.modRevision),
              type === 'put' ? [modRevision] : [],
            );
          }
        }
        const told: SnapshotEvent[] = [];
        for await (const event of store.events({ startRevision: compactRevision + 3n })) {
          told.push(event);
        }
        assert.deepEqual(
          told.map(({ type, key, modRevision, keyValue }) => [type, key, modRevision, keyValue?.value]),
          all
            .filter(({ main }) => main >= compactRevision + 3n)
            .map(({ main, key, put }) => [put ? 'put' : 'delete', bytes(key), main, put?.value]),
        );
      });
    });
  }

  const someEvents = randomHistory(seededRandom(5), 40, keys);

  it('refuses revisions as etcd does', async () => {
    await opened(etcdContent(someEvents, 10n), {}, async store => {
      const everything = { key: endOfKeyspace, rangeEnd: endOfKeyspace };
      await rejectsWith(store.range({ ...everything, revision: 9n }), 'revision.compacted', { revision: 9n });
      await rejectsWith(store.range({ ...everything, revision: 42n }), 'revision.future', { revision: 42n });
      await rejectsWith(store.events({ startRevision: 9n }).next(), 'revision.compacted');
      assert.ok((await store.range({ ...everything, revision: 10n })).count > 0);
      assert.deepEqual(
        await store.range({ ...everything, revision: -1n }),
        await store.range({ ...everything, revision: 41n }),
      );
    });
  });

  it('goes by a compaction that was only begun, and by a revision raised when restoring', async () => {
    const content = new Map(etcdContent(someEvents));
    const meta = new Map([['scheduledCompactRev', Buffer.from(`${'\0'.repeat(6)}\x01\0_${'\0'.repeat(8)}`, 'latin1')]]);
    const raised = new Map(content.get('key') as ReadonlyMap<string, Uint8Array>);
    raised.set(`${'\0'.repeat(6)}\x01\0_${'\0'.repeat(8)}`, new Uint8Array(0));
    content.set('meta', meta);
    content.set('key', raised);
    await opened(content, {}, async store => {
      assert.deepEqual([store.revision, store.compactRevision, store.damage.unreadablePages], [256n, 256n, 0]);
      await rejectsWith(store.range({ key: bytes('a'), revision: 41n }), 'revision.compacted');
      const { keyValues } = await store.range({ key: endOfKeyspace, rangeEnd: endOfKeyspace });
      assert.deepEqual(keyValues, stateAt(someEvents, 41n));
    });
  });

  it('answers several ranges together, and not more than a transaction takes', async () => {
    await opened(etcdContent(someEvents), {}, async store => {
      const requests = keys.map(key => ({ key: bytes(key) }));
      const together = await store.ranges(requests);
      for (const [index, request] of requests.entries()) {
        assert.deepEqual(together[index], await store.range(request));
      }
      await rejectsWith(store.ranges(Array.from({ length: 129 }, () => ({ key: bytes('a') }))), 'request.tooLarge');
      await rejectsWith(store.range({ key: bytes('') }), 'key.invalid', { reason: 'empty' });
    });
  });

  it('holds an empty store', async () => {
    await opened(etcdContent([]), {}, async store => {
      const { count, revision, keyValues } = await store.range({ key: endOfKeyspace, rangeEnd: endOfKeyspace });
      assert.deepEqual([count, revision, keyValues], [0, 1n, []]);
    });
  });

  it('reads values of megabytes, and keys of several pages', async () => {
    const key = 'k'.repeat(20_000);
    const value = seededRandom(1).bytes(3_000_000);
    const put = { value, create: 2n, version: 1n, lease: -5n };
    await opened(etcdContent([{ main: 2n, sub: 0n, key, put }]), {}, async store => {
      const { keyValues } = await store.range({ key: bytes(key) });
      assert.deepEqual(keyValues, stateAt([{ main: 2n, sub: 0n, key, put }], 2n));
    });
  });

  it('fails by name once it is closed or cancelled', async () => {
    const store = await openSnapshot(files.write(writeDatabase(etcdContent(someEvents))));
    const controller = new AbortController();
    controller.abort();
    await rejectsWith(store.range({ key: bytes('a') }, { signal: controller.signal }), 'cancelled');
    await store.close();
    await store.close();
    await rejectsWith(store.range({ key: bytes('a') }), 'snapshot.closed');
    await rejectsWith(openSnapshot(store.path, { signal: controller.signal }), 'cancelled');
  });
});
