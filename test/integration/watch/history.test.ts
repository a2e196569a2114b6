import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesFromText } from '../../../src/core/base/bytes';
import { prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { type RunningEtcd, rejectsWith, startEtcd } from '../../support/etcd';
import { putTogether } from '../../support/putTogether';
import { seededRandom } from '../../support/seededRandom';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy';
import { isEvent, WatchRecorder } from './watchRecorder';

const bytes = bytesFromText;
const timeouts = { connect: 1000, call: 2000, watch: 300 };

async function endsWith(recorder: WatchRecorder, ...expected: DropFirst<Parameters<typeof rejectsWith>>) {
  return rejectsWith(
    recorder.ended.then(error => Promise.reject(error)),
    ...expected,
  );
}
type DropFirst<T extends readonly unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never;

describe('a watch and what is left of history', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let direct: EtcdStore;
  let proxy: TcpProxy;
  let store: EtcdStore;

  before(async () => {
    etcd = await startEtcd();
    direct = await openEtcd({ endpoints: etcd.endpoints });
    proxy = await startTcpProxy(etcd.members[0]?.port ?? 0);
    store = await openEtcd({ endpoints: [`http://127.0.0.1:${proxy.port}`], timeouts });
  });
  after(async () => {
    store?.close();
    direct?.close();
    await proxy?.close();
    await etcd?.stop();
  });

  const compactNow = async (): Promise<bigint> => {
    const { revision } = await direct.put(bytes('/compact'), bytes(''));
    await etcd.etcdctl(['compact', `${revision}`]);
    return revision;
  };

  it('says that its start was compacted, and what is left', async () => {
    const { revision } = await direct.put(bytes('/history/a'), bytes(''));
    const compactRevision = await compactNow();
    const recorder = new WatchRecorder(store, { key: bytes('/history/a'), startRevision: revision });
    await endsWith(recorder, 'revision.compacted', { revision, compactRevision });
    const fromOldest = new WatchRecorder(store, { key: bytes('/compact'), startRevision: compactRevision });
    await fromOldest.untilEvents(1);
    await fromOldest.stop();
  });

  it('does not mind a compaction while it runs', async () => {
    const recorder = new WatchRecorder(store, { key: bytes('/history/b') });
    await recorder.untilState('live');
    for (let index = 0; index < 20; index++) {
      await direct.put(bytes('/history/b'), bytes(`${index}`));
      await compactNow();
    }
    await recorder.untilEvents(20);
    await recorder.stop();
    assert.equal(recorder.reconnections, 0);
  });

  it('says so when what happened while it was away was compacted', async () => {
    const recorder = new WatchRecorder(store, { key: bytes('/history/c') });
    await recorder.untilState('live');
    const { revision } = await direct.put(bytes('/history/c'), bytes('seen'));
    await recorder.untilEvents(1);
    proxy.stall();
    await direct.put(bytes('/history/c'), bytes('missed'));
    const compactRevision = await compactNow();
    proxy.cut();
    proxy.resume();
    await endsWith(recorder, 'revision.compacted', { revision: revision + 1n, compactRevision });
    assert.equal(recorder.events.length, 1);
  });

  it('survives that when it had nothing to miss, where the server tells its progress reliably', async () => {
    const recorder = new WatchRecorder(store, { key: bytes('/history/quiet') });
    await recorder.untilState('live');
    const compactRevision = await compactNow();
    if (etcd.binaries.version.startsWith('3.4.2')) {
      // This version's answers may run ahead of its events: it must not be believed.
      const seen = recorder.states.filter(({ type }) => type === 'progress').length;
      await recorder.untilState('progress', seen + 2);
      await recorder.stop();
      assert.ok(recorder.states.every(state => state.type === 'reconnecting' || state.revision < compactRevision));
      return;
    }
    const hasPassed = () =>
      recorder.states.some(state => state.type === 'progress' && state.revision >= compactRevision);
    await recorder.until(hasPassed, 'progress beyond the compaction');
    proxy.cut();
    await recorder.untilState('live', 2);
    const { revision } = await direct.put(bytes('/history/quiet'), bytes(''));
    await recorder.untilEvents(1);
    await recorder.stop();
    assert.equal(recorder.events[0]?.modRevision, revision);
  });

  it('leaves the keys as they were before out of a long history, and brings them again with what is recent', async () => {
    const { revision } = await direct.put(bytes('/long/first'), bytes(''));
    for (let from = 0; from < 2500; from += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => direct.put(bytes(`/long/${index}`), bytes(`${from + index}`))),
      );
    }
    const range = prefixRange(bytes('/long/'));
    const long = new WatchRecorder(direct, { ...range, startRevision: revision, previous: 'recent' });
    const short = new WatchRecorder(direct, { ...range, startRevision: revision + 2400n, previous: 'recent' });
    await long.untilEvents(2501);
    await short.untilEvents(101);
    // What comes while one stream takes over from the other may come by either.
    let told = 2501;
    do {
      assert.ok(told < 2600, 'the values before never came');
      await direct.put(bytes('/long/0'), bytes(`${told}`));
      await long.untilEvents(++told);
    } while (!long.events.at(-1)?.previous);
    await Promise.all([long.stop(), short.stop()]);

    assert.ok(long.events.slice(0, 2501).every(({ previous }) => previous === undefined));
    assert.ok(short.events.slice(0, 101).every(({ previous }) => previous !== undefined));
    const revisions = long.events.map(({ modRevision }) => modRevision);
    assert.deepEqual(
      revisions,
      Array.from({ length: told }, (_, index) => revision + BigInt(index)),
    );
    // Nobody hears of the streams that took over from each other.
    assert.deepEqual([long.reconnections, long.states.filter(({ type }) => type === 'live').length], [0, 1]);
  });

  it('does not wait in silence for a history that was replaced', async () => {
    const own = await startEtcd();
    const moving = await startTcpProxy(own.members[0]?.port ?? 0);
    const watching = await openEtcd({ endpoints: [`http://127.0.0.1:${moving.port}`], timeouts });
    try {
      for (let index = 0; index < 5; index++) {
        await putTogether(own.endpoints[0] as string, [{ key: '/a', value: bytes(`${index}`) }]);
      }
      const recorder = new WatchRecorder(watching, { key: bytes('/a') });
      await recorder.untilState('live');
      // Another cluster answers at the same address.
      moving.redirect(etcd.members[0]?.port ?? 0);
      moving.cut();
      await endsWith(recorder, 'cluster.replaced');
    } finally {
      watching.close();
      await moving.close();
      await own.stop();
    }
  });

  describe('with large answers', () => {
    const value = seededRandom(1).bytes(10_000);
    const events = 128 * 20;

    before(async () => {
      for (let transaction = 0; transaction < 20; transaction++) {
        const puts = Array.from({ length: 128 }, (_, index) => ({
          key: `/large/${String(index).padStart(3, '0')}`,
          value,
        }));
        await putTogether(etcd.endpoints[0] as string, puts);
      }
    });

    function assertComplete({ events: told }: WatchRecorder): void {
      const revisions = [...new Set(told.map(({ modRevision }) => modRevision))];
      assert.equal(revisions.length, 20);
      assert.deepEqual(
        told.map(({ key, modRevision }) => `${modRevision} ${Buffer.from(key)}`),
        revisions.flatMap(revision =>
          Array.from({ length: 128 }, (_, index) => `${revision} /large/${String(index).padStart(3, '0')}`),
        ),
      );
      assert.ok(told.every(event => event.value?.length === value.length));
    }

    it('asks for parts when an answer is larger than what it takes', async () => {
      const small = await openEtcd({ endpoints: etcd.endpoints, mostReceivedBytes: 2 * 1024 * 1024 });
      try {
        const recorder = new WatchRecorder(small, {
          ...prefixRange(bytes('/large/')),
          startRevision: await firstRevision(),
        });
        await recorder.untilEvents(events);
        await recorder.stop();
        assertComplete(recorder);
        assert.equal(recorder.reconnections, 0);
      } finally {
        small.close();
      }
    });

    it('goes on in the middle of a revision when the stream breaks there', async () => {
      const small = await openEtcd({
        endpoints: [`http://127.0.0.1:${proxy.port}`],
        mostReceivedBytes: 2 * 1024 * 1024,
        timeouts,
      });
      try {
        // Enough for one part at least, and never for all.
        const random = seededRandom(7);
        const breakSoon = () => proxy.cutAfter(2_000_000 + random.below(2_000_000));
        breakSoon();
        const range = prefixRange(bytes('/large/'));
        const recorder = new WatchRecorder(small, { ...range, startRevision: await firstRevision() }, state => {
          if (state.type === 'reconnecting') {
            breakSoon();
          }
        });
        await recorder.untilEvents(events);
        await recorder.stop();
        proxy.cutAfter(Number.POSITIVE_INFINITY);
        assertComplete(recorder);
        assert.ok(recorder.reconnections > 3, `${recorder.reconnections}`);
      } finally {
        small.close();
      }
    });

    it('carries values of a megabyte and names what it cannot take', async () => {
      const megabyte = seededRandom(2).bytes(1024 * 1024);
      const { revision } = await direct.put(bytes('/megabyte'), megabyte);
      const recorder = new WatchRecorder(direct, { key: bytes('/megabyte'), startRevision: revision, previous: true });
      await direct.put(bytes('/megabyte'), megabyte.subarray(1));
      await recorder.untilEvents(2);
      await recorder.stop();
      assert.deepEqual(recorder.events[1]?.previous?.value, megabyte);
      assert.deepEqual(recorder.events[1]?.value, megabyte.subarray(1));
      const small = await openEtcd({ endpoints: etcd.endpoints, mostReceivedBytes: 500_000 });
      try {
        const failing = new WatchRecorder(small, { key: bytes('/megabyte'), startRevision: revision });
        const error = await endsWith(failing, 'message.tooLarge', { limit: 500_000 });
        assert.ok(Number(error.facts.size) > 500_000);
      } finally {
        small.close();
      }
    });

    async function firstRevision(): Promise<bigint> {
      // All twenty transactions were one after the other.
      return ((await direct.get(bytes('/large/000')))?.modRevision ?? 0n) - 19n;
    }
  });

  describe('with many events', () => {
    const count = 100_000;
    /** A thousand transactions make one answer of about 1.6 MB (etcd-io/etcd, server/storage/mvcc/watcher_group.go). */
    const inOneTransaction = 25;
    let startRevision: bigint;
    let checksum: string;

    before(async function () {
      this.timeout(120_000);
      startRevision = (await direct.put(bytes('/count'), bytes(''))).revision + 1n;
      const sum = createHash('sha256');
      for (let from = 0; from < count; from += inOneTransaction) {
        const puts = Array.from({ length: inOneTransaction }, (_, offset) => {
          const index = from + offset;
          return { key: `/many/${index % 3000}`, value: bytes(`value ${index}`) };
        });
        for (const { key, value } of puts) {
          sum.update(key).update(value);
        }
        await putTogether(etcd.endpoints[0] as string, puts);
      }
      checksum = sum.digest('hex');
    });

    for (const [name, pauseMilliseconds] of [
      ['as fast as it can', 0],
      ['with a consumer that is slow at times', 300],
    ] as const) {
      it(`brings them all once and in order, ${name}, over a stream that breaks`, async () => {
        const sum = createHash('sha256');
        let told = 0;
        let broken = 0;
        proxy.cutAfter(2_500_000);
        for await (const updates of store.watch({ ...prefixRange(bytes('/many/')), startRevision })) {
          for (const update of updates) {
            if (isEvent(update)) {
              told++;
              sum.update(update.key).update(update.value ?? '');
            } else if (update.type === 'reconnecting') {
              broken++;
              proxy.cutAfter(2_500_000);
            } else if (update.type === 'live') {
              await sleep(pauseMilliseconds);
            }
          }
          if (told >= count) {
            break;
          }
        }
        proxy.cutAfter(Number.POSITIVE_INFINITY);
        assert.deepEqual([told, sum.digest('hex')], [count, checksum]);
        assert.ok(broken > 0);
      });
    }
  });
});
