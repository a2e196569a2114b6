import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesFromText } from '../../../src/core/base/bytes';
import { prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { type RunningEtcd, startEtcd } from '../../support/etcd';
import { startGuarded } from '../../support/etcd/guardedProcess';
import { seededRandom } from '../../support/seededRandom';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy';
import { assertSameHistory, replay, WatchRecorder } from './watchRecorder';
import { writeSteadily } from './writeSteadily';

const range = prefixRange(bytesFromText('/broken/'));
const timeouts = { connect: 1000, call: 2000, watch: 300 };

describe('a watch over streams that break', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  /** Straight to the server. */
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

  /** Breaks the stream while somebody writes, and looks at the whole afterwards. */
  async function survives(
    breakOnce: (recorder: WatchRecorder) => Promise<void> | void,
    times: number,
  ): Promise<WatchRecorder> {
    const recorder = new WatchRecorder(store, range);
    await recorder.untilState('live');
    const writer = writeSteadily(direct, '/broken/');
    for (let time = 1; time <= times; time++) {
      await recorder.untilEvents(recorder.events.length + 5);
      await breakOnce(recorder);
      await recorder.untilState('live', time + 1);
    }
    const writes = await writer.stop();
    await recorder.untilEvents(writes.length);
    await recorder.stop();
    assertSameHistory(recorder.events, writes);
    assert.ok(recorder.reconnections >= times);
    return recorder;
  }

  it('goes on when the connection is closed', async () => {
    const recorder = await survives(() => proxy.cut(), 5);
    const [first] = recorder.states.filter(state => state.type === 'reconnecting');
    assert.ok(first?.type === 'reconnecting');
    assert.deepEqual([first.error.code, first.attempt, first.delayMilliseconds], ['connection.lost', 1, 100]);
  });

  it('goes on when the connection is reset', async () => {
    await survives(() => proxy.reset(), 5);
  });

  it('goes on when the connection breaks at any byte', async () => {
    const random = seededRandom(6);
    await survives(() => proxy.cutAfter(random.below(2000)), 10);
  });

  it('notices a connection on which nothing arrives any more', async () => {
    const recorder = await survives(async watching => {
      proxy.stall();
      await watching.untilState('reconnecting', watching.reconnections + 1);
      // What was held back must not come after all.
      proxy.cut();
      proxy.resume();
    }, 2);
    assert.ok(recorder.states.some(state => state.type === 'reconnecting' && state.error.code === 'call.timeout'));
  });

  it('stays on a slow connection', async () => {
    proxy.delay(100);
    try {
      const recorder = new WatchRecorder(store, range);
      await recorder.untilState('live');
      const writer = writeSteadily(direct, '/broken/');
      await recorder.untilEvents(100);
      const writes = await writer.stop();
      await recorder.untilEvents(writes.length);
      await recorder.untilState('progress');
      await recorder.stop();
      assertSameHistory(recorder.events, writes);
      assert.equal(recorder.reconnections, 0);
    } finally {
      proxy.delay(0);
    }
  });

  it('waits longer from attempt to attempt while nobody answers, and begins again afterwards', async () => {
    const own = await openEtcd({ endpoints: [`http://127.0.0.1:${proxy.port}`], timeouts });
    try {
      const recorder = new WatchRecorder(own, range);
      await recorder.untilState('live');
      etcd.members[0]?.pause();
      await recorder.untilState('reconnecting', 3);
      etcd.members[0]?.resume();
      await recorder.untilState('live', 2);
      const { revision } = await direct.put(bytesFromText('/broken/after'), bytesFromText(''));
      await recorder.until(() => recorder.events.at(-1)?.modRevision === revision, 'the event');
      proxy.cut();
      await recorder.untilState('live', 3);
      await recorder.stop();
      const delays = recorder.states.flatMap(state =>
        state.type === 'reconnecting' ? [[state.attempt, state.delayMilliseconds]] : [],
      );
      assert.deepEqual(delays.slice(0, 3), [
        [1, 100],
        [2, 200],
        [3, 400],
      ]);
      assert.deepEqual(delays.at(-1), [1, 100]);
    } finally {
      own.close();
    }
  });

  it('goes on through servers that are restarted', async () => {
    const recorder = new WatchRecorder(store, range);
    await recorder.untilState('live');
    const first = await direct.put(bytesFromText('/broken/first'), bytesFromText(''));
    const writer = writeSteadily(direct, '/broken/');
    for (let time = 1; time <= 4; time++) {
      await recorder.untilEvents(recorder.events.length + 5);
      await etcd.kill();
      await recorder.untilState('reconnecting', recorder.reconnections + 1);
      await etcd.restart();
      await recorder.untilState('live', time + 1);
    }
    const acknowledged = await writer.stop();
    const last = await direct.put(bytesFromText('/broken/last'), bytesFromText(''));
    await recorder.until(() => recorder.events.at(-1)?.modRevision === last.revision, 'the last event');
    await recorder.stop();
    const history = await replay(direct, range, first.revision, last.revision);
    assertSameHistory(recorder.events, history);
    assert.ok(history.length >= acknowledged.length + 2);
  });

  it('goes on after a sleep during which its connection died', async () => {
    const script = `
      const { openEtcd } = require(${JSON.stringify(join(__dirname, '../../../src/core/etcd/index.js'))});
      (async () => {
        const endpoints = ['http://127.0.0.1:${proxy.port}'];
        const store = await openEtcd({ endpoints, timeouts: ${JSON.stringify(timeouts)} });
        for await (const updates of store.watch({ key: Buffer.from('/broken/sleeper') })) {
          for (const { type, modRevision } of updates) console.log(modRevision === undefined ? type : String(modRevision));
        }
      })();`;
    const sleeper = await startGuarded(process.execPath, ['-e', script]);
    const says = async (word: string) => {
      while (!sleeper.output().includes(`${word}\n`)) {
        assert.ok(!sleeper.hasExited(), sleeper.output());
        await sleep(20);
      }
    };
    const put = async () => (await direct.put(bytesFromText('/broken/sleeper'), bytesFromText(''))).revision;
    try {
      await says('live');
      const revisions = [await put()];
      await says(`${revisions[0]}`);
      sleeper.signal('SIGSTOP');
      proxy.stall();
      for (let count = 0; count < 5; count++) {
        revisions.push(await put());
        await sleep(600);
      }
      sleeper.signal('SIGCONT');
      await says('reconnecting');
      proxy.cut();
      proxy.resume();
      await says(`${revisions.at(-1)}`);
      assert.deepEqual(sleeper.output().match(/^\d+$/gm), revisions.map(String));
    } finally {
      await sleeper.kill();
    }
  });

  it('goes on from where it stood when nothing had happened yet', async () => {
    const recorder = new WatchRecorder(store, range);
    await recorder.untilState('live');
    proxy.stall();
    const { revision } = await direct.put(bytesFromText('/broken/unseen'), bytesFromText('1'));
    proxy.cut();
    proxy.resume();
    await recorder.untilEvents(1);
    await recorder.stop();
    assert.deepEqual(
      recorder.events.map(({ modRevision }) => modRevision),
      [revision],
    );
  });
});

describe('a watch of a cluster of three', function () {
  this.timeout(90_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;
  let writerStore: EtcdStore;

  before(async () => {
    etcd = await startEtcd({ members: 3 });
    store = await openEtcd({ endpoints: etcd.endpoints, timeouts });
    writerStore = await openEtcd({ endpoints: etcd.endpoints, timeouts });
  });
  after(async () => {
    store?.close();
    writerStore?.close();
    await etcd?.stop();
  });

  for (const [name, stop, start] of [
    ['killed', 'kill', 'restart'],
    ['stopped', 'pause', 'resume'],
  ] as const) {
    it(`goes on with another member when members are ${name} in turn`, async () => {
      const first = await writerStore.put(bytesFromText('/broken/first'), bytesFromText(''));
      const recorder = new WatchRecorder(store, { ...range, startRevision: first.revision });
      await recorder.untilEvents(1);
      const writer = writeSteadily(writerStore, '/broken/');
      for (let time = 1; time <= 3; time++) {
        const live = recorder.states.filter(state => state.type === 'live').length;
        const watched = recorder.states.flatMap(state => (state.type === 'live' ? [state.endpoint] : [])).at(-1);
        const member = etcd.members.find(({ endpoint }) => endpoint === watched);
        assert.ok(member);
        await member[stop]();
        await recorder.untilState('live', live + 1);
        await recorder.untilEvents(recorder.events.length + 5);
        await member[start]();
      }
      await writer.stop();
      const last = await writerStore.put(bytesFromText('/broken/last'), bytesFromText(''));
      await recorder.until(() => recorder.events.at(-1)?.modRevision === last.revision, 'the last event');
      await recorder.stop();
      assertSameHistory(recorder.events, await replay(writerStore, range, first.revision, last.revision));
      assert.equal(new Set(recorder.states.map(state => (state.type === 'live' ? state.endpoint : ''))).size, 4);
    });
  }

  it('leaves a member that is cut off from the others', async () => {
    const recorder = new WatchRecorder(store, range);
    await recorder.untilState('live');
    await Promise.all(etcd.members.slice(1).map(member => member.kill()));
    const isTold = () =>
      recorder.states.some(state => state.type === 'reconnecting' && state.error.code === 'cluster.noLeader');
    await recorder.until(isTold, 'no leader');
    await Promise.all(etcd.members.slice(1).map(member => member.restart()));
    const { revision } = await writerStore.put(bytesFromText('/broken/again'), bytesFromText(''));
    await recorder.untilEvents(1);
    await recorder.stop();
    assert.deepEqual(
      recorder.events.map(({ modRevision }) => modRevision),
      [revision],
    );
  });
});
