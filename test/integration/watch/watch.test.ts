import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { nextKey, prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd, type WatchEvent } from '../../../src/core/etcd';
import { watchKeys } from '../../../src/core/watchKeys';
import { type RunningEtcd, rejectsWith, startEtcd } from '../../support/etcd';
import { assertSameHistory, isEvent, WatchRecorder, type Write } from './watchRecorder';

const bytes = bytesFromText;
const run = promisify(execFile);

function textsOf({ type, key, value, previous }: WatchEvent): unknown[] {
  return [type, textFromBytes(key), value && textFromBytes(value), previous && textFromBytes(previous.value)];
}

describe('a watch', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;

  before(async () => {
    etcd = await startEtcd();
    store = await openEtcd({ endpoints: etcd.endpoints, timeouts: { watch: 300 } });
  });
  after(async () => {
    store?.close();
    await etcd?.stop();
  });

  it('tells what happens to a prefix from now on, with what was there before', async () => {
    await store.put(bytes('/now/a'), bytes('old'));
    const events: WatchEvent[] = [];
    for await (const update of watchKeys(store, { prefix: bytes('/now/'), previous: true })) {
      if (update.type === 'live') {
        assert.equal(update.endpoint, etcd.endpoints[0]);
        await store.put(bytes('/now/a'), bytes('new'));
        await store.put(bytes('/other'), bytes(''));
        await store.put(bytes('/now/b'), bytes(''));
        await store.delete(bytes('/now/a'));
      } else if (isEvent(update)) {
        events.push(update);
        if (events.length === 3) {
          break;
        }
      }
    }
    assert.deepEqual(events.map(textsOf), [
      ['put', '/now/a', 'new', 'old'],
      ['put', '/now/b', '', undefined],
      ['delete', '/now/a', undefined, 'new'],
    ]);
    assert.deepEqual(
      events.map(({ version, lease }) => [version, lease]),
      [
        [2n, undefined],
        [1n, undefined],
        [0n, undefined],
      ],
    );
  });

  it('replays from a revision, then goes on', async () => {
    const writes: Write[] = [];
    const put = async (index: number) => {
      const key = bytes(`/replay/${index % 7}`);
      const value = bytes(`value ${index}`);
      const { revision } = await store.put(key, value);
      writes.push({ type: 'put', key, value, revision });
    };
    for (let index = 0; index < 50; index++) {
      await put(index);
    }
    const startRevision = writes[10]?.revision;
    const recorder = new WatchRecorder(store, { ...prefixRange(bytes('/replay/')), startRevision });
    await recorder.untilEvents(40);
    for (let index = 50; index < 60; index++) {
      await put(index);
    }
    await recorder.untilEvents(50);
    await recorder.stop();
    assertSameHistory(recorder.events, writes.slice(10));
  });

  it('watches one key, or a range, and nothing beside', async () => {
    const one = new WatchRecorder(store, { key: bytes('/range/b') });
    const range = new WatchRecorder(store, { key: bytes('/range/b'), rangeEnd: nextKey(bytes('/range/c')) });
    await Promise.all([one.untilState('live'), range.untilState('live')]);
    for (const name of ['a', 'b', 'ba', 'c', 'd', 'b']) {
      await store.put(bytes(`/range/${name}`), bytes(''));
    }
    await Promise.all([one.untilEvents(2), range.untilEvents(4)]);
    await Promise.all([one.stop(), range.stop()]);
    const keysOf = ({ events }: WatchRecorder) => events.map(({ key }) => textFromBytes(key));
    assert.deepEqual(keysOf(one), ['/range/b', '/range/b']);
    assert.deepEqual(keysOf(range), ['/range/b', '/range/ba', '/range/c', '/range/b']);
  });

  it('gives the lease of a key, and its end as a deletion', async () => {
    const granted = await etcd.etcdctl(['lease', 'grant', '600']);
    const lease = /lease ([0-9a-f]+) granted/.exec(granted)?.[1];
    const recorder = new WatchRecorder(store, { key: bytes('/leased') });
    await recorder.untilState('live');
    await store.put(bytes('/leased'), bytes('1'), { lease: BigInt(`0x${lease}`) });
    await etcd.etcdctl(['lease', 'revoke', `${lease}`]);
    await recorder.untilEvents(2);
    await recorder.stop();
    assert.deepEqual(
      recorder.events.map(event => [event.type, event.lease]),
      [
        ['put', BigInt(`0x${lease}`)],
        ['delete', undefined],
      ],
    );
  });

  it('shows that it is alive while nothing happens', async () => {
    const recorder = new WatchRecorder(store, { key: bytes('/quiet') });
    await recorder.untilState('progress', 3);
    const { revision } = await store.put(bytes('/quiet'), bytes('1'));
    await recorder.untilEvents(1);
    const seen = recorder.states.length;
    await recorder.until(
      () => recorder.states.slice(seen).some(state => state.type === 'progress' && state.revision >= revision),
      'progress after the event',
    );
    await recorder.stop();
    assert.equal(recorder.reconnections, 0);
    const revisions = recorder.states.map(state => (state.type === 'reconnecting' ? 0n : state.revision));
    assert.deepEqual(
      revisions,
      [...revisions].sort((a, b) => Number(a - b)),
    );
  });

  it('runs many times at once over one connection', async () => {
    const recorders = Array.from({ length: 100 }, (_, index) => {
      return new WatchRecorder(store, prefixRange(bytes(`/many/${index % 10}`)));
    });
    await Promise.all(recorders.map(recorder => recorder.untilState('live')));
    const writes: Write[] = [];
    for (let index = 0; index < 100; index++) {
      const key = bytes(`/many/${index % 10}/${index}`);
      const value = bytes(`${index}`);
      writes.push({ type: 'put', key, value, revision: (await store.put(key, value)).revision });
    }
    await Promise.all(recorders.map(recorder => recorder.untilEvents(10)));
    await Promise.all(recorders.map(recorder => recorder.stop()));
    recorders.forEach((recorder, index) => {
      assertSameHistory(
        recorder.events,
        writes.filter((_, write) => write % 10 === index % 10),
      );
    });
  });

  it('ends in silence when the signal fires, before, during and after a batch', async () => {
    for await (const _ of watchKeys(store, { prefix: bytes('/a'), signal: AbortSignal.abort() })) {
      assert.fail('An aborted watch tells nothing');
    }
    const abort = new AbortController();
    const states: string[] = [];
    for await (const { type } of watchKeys(store, { prefix: bytes('/a'), signal: abort.signal })) {
      states.push(type);
      // Fires while the next update is waited for.
      setImmediate(() => abort.abort());
    }
    assert.deepEqual(states, ['live']);
  });

  it('refuses what is no range', async () => {
    const first = (options: Parameters<typeof watchKeys>[1]) => watchKeys(store, options).next();
    await rejectsWith(first({}), 'configuration.invalid');
    await rejectsWith(first({ key: bytes('a'), prefix: bytes('a') }), 'configuration.invalid');
    await rejectsWith(first({ key: new Uint8Array(0) }), 'key.invalid');
  });

  it('ends with its store', async () => {
    const own = await openEtcd({ endpoints: etcd.endpoints });
    const recorder = new WatchRecorder(own, { key: bytes('/closed') });
    await recorder.untilState('live');
    own.close();
    await rejectsWith(
      recorder.ended.then(error => Promise.reject(error)),
      'connection.closed',
    );
  });

  it('leaves nothing that keeps the process, whether it was left, aborted, or broke', async () => {
    const script = `
      const { openEtcd } = require(${JSON.stringify(join(__dirname, '../../../src/core/etcd/index.js'))});
      (async () => {
        const store = await openEtcd({ endpoints: ${JSON.stringify(etcd.endpoints)} });
        const key = Buffer.from('/left');
        for await (const batch of store.watch({ key })) break;
        const abort = new AbortController();
        for await (const batch of store.watch({ key, signal: abort.signal })) abort.abort();
        try { for await (const batch of store.watch({ key })) throw new Error('broke'); } catch {}
        store.close();
        console.log('done');
      })();`;
    const { stdout } = await run(process.execPath, ['-e', script], { timeout: 10_000 });
    assert.equal(stdout.trim(), 'done');
  });
});
