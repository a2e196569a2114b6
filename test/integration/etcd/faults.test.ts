import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { bytesFromText, textFromBytes } from '../../../src/core/base/bytes';
import { type EtcdOptions, type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { freePorts, type RunningEtcd, rejectsWith, startEtcd } from '../../support/etcd';
import { startTcpProxy } from '../../support/tcpProxy';

const bytes = bytesFromText;
const key = bytes('/fault');
const run = promisify(execFile);

/** Long enough for a call to be on its way, short enough to wait for. */
const onItsWay = 150;

function memberOf(etcd: RunningEtcd) {
  const [member] = etcd.members;
  assert.ok(member);
  return member;
}

describe('a member that fails', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let stores: EtcdStore[];

  const open = async (options: Partial<EtcdOptions> = {}): Promise<EtcdStore> => {
    const store = await openEtcd({ endpoints: etcd.endpoints, ...options });
    stores.push(store);
    return store;
  };

  beforeEach(async () => {
    stores = [];
    etcd = await startEtcd();
  });
  afterEach(async () => {
    for (const store of stores) {
      store.close();
    }
    await etcd.stop();
  });

  it('killed during a read: the read tries again, and tells what it found', async () => {
    const store = await open();
    memberOf(etcd).pause();
    const read = rejectsWith(store.get(key), 'connection.refused', { endpoint: etcd.endpoints[0] });
    await sleep(onItsWay);
    await memberOf(etcd).kill();
    await read;
  });

  it('killed during a write: nobody knows, and it is not sent again', async () => {
    const store = await open();
    memberOf(etcd).pause();
    const write = rejectsWith(store.put(key, bytes('1')), 'connection.lost', {
      endpoint: etcd.endpoints[0],
      outcome: 'unknown',
    });
    await sleep(onItsWay);
    await memberOf(etcd).kill();
    await write;
  });

  it('killed and started again: the next call works', async () => {
    const store = await open();
    await store.put(key, bytes('1'));
    await memberOf(etcd).kill();
    // Until the end of the connection has arrived here too; a write before that is lost with it.
    await sleep(onItsWay);
    await rejectsWith(store.put(key, bytes('2')), 'connection.refused', {
      endpoint: etcd.endpoints[0],
      outcome: undefined,
    });
    await memberOf(etcd).restart();
    const found = await store.get(key);
    assert.equal(found && textFromBytes(found.value), '1');
    await store.put(key, bytes('2'), { expectedModRevision: found?.modRevision });
  });

  it('paused: every call ends at its deadline', async () => {
    const store = await open({ timeouts: { connect: 400, call: 300, range: 500 } });
    memberOf(etcd).pause();
    const endpoint = etcd.endpoints[0];
    await rejectsWith(store.get(key), 'call.timeout', { endpoint, milliseconds: 300, outcome: undefined });
    await rejectsWith(store.put(key, bytes('1')), 'call.timeout', {
      endpoint,
      milliseconds: 300,
      outcome: 'unknown',
    });
    await rejectsWith(store.ranges([{ key }]), 'call.timeout', { endpoint, milliseconds: 500 });
    await rejectsWith(open({ timeouts: { connect: 400 } }), 'connection.timeout', { endpoint, stage: 'http2' });
    memberOf(etcd).resume();
    await store.get(key);
  });

  it('paused: an abort ends the call at once', async () => {
    const store = await open();
    memberOf(etcd).pause();
    for (const [work, outcome] of [
      [(signal: AbortSignal) => store.get(key, { signal }), undefined],
      [(signal: AbortSignal) => store.put(key, bytes('1'), { signal }), 'unknown'],
      [(signal: AbortSignal) => open({ signal }), undefined],
    ] as const) {
      const abort = new AbortController();
      const cancelled = rejectsWith(work(abort.signal), 'cancelled', { outcome });
      await sleep(onItsWay);
      abort.abort();
      await cancelled;
    }
    await rejectsWith(store.get(key, { signal: AbortSignal.abort() }), 'cancelled');
  });

  it('closed store: calls under way and later ones say so', async () => {
    // A deadline beyond the test's own: only closing can end the call.
    const store = await open({ timeouts: { call: 300_000 } });
    memberOf(etcd).pause();
    const underWay = rejectsWith(store.get(key), 'connection.closed', { endpoint: etcd.endpoints[0] });
    await sleep(onItsWay);
    store.close();
    await underWay;
    await rejectsWith(store.get(key), 'connection.closed');
    store.close();
  });

  describe('behind a bad network', () => {
    it('slow: calls take longer and work', async () => {
      const proxy = await startTcpProxy(memberOf(etcd).port);
      try {
        proxy.delay(50);
        const store = await open({ endpoints: [`http://127.0.0.1:${proxy.port}`] });
        const results = await Promise.all(Array.from({ length: 20 }, (_, index) => store.put(bytes(`/${index}`), key)));
        assert.equal(new Set(results.map(({ revision }) => revision)).size, 20);
      } finally {
        await proxy.close();
      }
    });

    it('cut or reset: a read goes over a new connection, a write is not repeated', async () => {
      const proxy = await startTcpProxy(memberOf(etcd).port);
      const endpoint = `http://127.0.0.1:${proxy.port}`;
      try {
        const store = await open({ endpoints: [endpoint] });
        for (const breakIt of [() => proxy.cut(), () => proxy.reset()]) {
          await store.get(key);
          proxy.stall();
          const read = store.get(key);
          const write = rejectsWith(store.put(key, bytes('never')), 'connection.lost', {
            endpoint,
            outcome: 'unknown',
          });
          await sleep(onItsWay);
          breakIt();
          proxy.resume();
          assert.equal(await read, undefined);
          await write;
        }
        assert.equal(await store.get(key), undefined);
      } finally {
        await proxy.close();
      }
    });

    it('cut between calls: the next write works', async () => {
      const proxy = await startTcpProxy(memberOf(etcd).port);
      try {
        const store = await open({ endpoints: [`http://127.0.0.1:${proxy.port}`] });
        await store.put(key, bytes('1'));
        proxy.cut();
        await sleep(onItsWay);
        await store.put(key, bytes('2'));
      } finally {
        await proxy.close();
      }
    });
  });
});

describe('a cluster of three', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let store: EtcdStore;

  beforeEach(async () => {
    etcd = await startEtcd({ members: 3 });
    store = await openEtcd({ endpoints: etcd.endpoints, timeouts: { connect: 1000, call: 4000 } });
  });
  afterEach(async () => {
    store?.close();
    await etcd?.stop();
  });

  it('goes on with the others when the member in use is killed', async () => {
    await store.put(key, bytes('1'));
    await memberOf(etcd).kill();
    const found = await store.get(key);
    assert.equal(found && textFromBytes(found.value), '1');
    await store.put(key, bytes('2'));
    const other = await openEtcd({ endpoints: etcd.endpoints });
    assert.equal(textFromBytes((await other.get(key))?.value ?? bytes('')), '2');
    other.close();
    await rejectsWith(store.status({ endpoint: etcd.endpoints[0] }), 'connection.refused', {
      endpoint: etcd.endpoints[0],
    });
    const statuses = await Promise.all(etcd.endpoints.slice(1).map(endpoint => store.status({ endpoint })));
    assert.equal(new Set(statuses.map(({ header }) => header.memberId)).size, 2);
  });

  it('moves a read that was under way to another member', async () => {
    await store.get(key);
    memberOf(etcd).pause();
    const read = store.get(key);
    await sleep(onItsWay);
    await memberOf(etcd).kill();
    assert.equal(await read, undefined);
  });

  it('begins with another member after one did not answer in time', async () => {
    await store.get(key);
    memberOf(etcd).pause();
    await rejectsWith(store.get(key), 'call.timeout', { endpoint: etcd.endpoints[0] });
    assert.equal(await store.get(key), undefined);
  });

  it('says that there is no leader when the majority is gone, and opens all the same', async () => {
    await Promise.all(etcd.members.slice(1).map(member => member.kill()));
    await rejectsWith(store.get(key), 'cluster.noLeader', { endpoint: etcd.endpoints[0] });
    await rejectsWith(store.put(key, bytes('1')), 'cluster.noLeader', {
      endpoint: etcd.endpoints[0],
      outcome: 'unknown',
    });
    const other = await openEtcd({ endpoints: etcd.endpoints });
    assert.equal((await other.status({ endpoint: etcd.endpoints[0] })).leader, 0n);
    other.close();
  });

  it('tells the failure that says most when no member can be reached', async () => {
    const [port] = await freePorts(1);
    await etcd.kill();
    const tlsEndpoints = [...etcd.endpoints, 'http://etcd.invalid:2379', `http://127.0.0.1:${port}`];
    const timeouts = { connect: 10_000 };
    await rejectsWith(openEtcd({ endpoints: tlsEndpoints, timeouts }), 'connection.hostNotFound', {
      endpoint: 'http://etcd.invalid:2379',
    });
    await rejectsWith(openEtcd({ endpoints: etcd.endpoints, timeouts }), 'connection.refused');
  });
});

describe('closing', function () {
  this.timeout(60_000);

  it('leaves nothing that keeps the process', async () => {
    const etcd = await startEtcd({ tls: 'server' });
    const [refused] = await freePorts(1);
    try {
      const script = `
        const { openEtcd } = require(${JSON.stringify(join(__dirname, '../../../src/core/etcd/index.js'))});
        const ca = ${JSON.stringify(etcd.certificates?.ca)};
        (async () => {
          const store = await openEtcd({ endpoints: ${JSON.stringify(etcd.endpoints)}, tls: { ca } });
          await store.put(Buffer.from('a'), Buffer.from('b'));
          const underWay = store.get(Buffer.from('a')).catch(error => error.code);
          store.close();
          const failed = await openEtcd({ endpoints: ['http://127.0.0.1:${refused}'] }).catch(error => error.code);
          console.log(await underWay, failed);
        })();`;
      const { stdout } = await run(process.execPath, ['-e', script], { timeout: 10_000 });
      assert.equal(stdout.trim(), 'connection.closed connection.refused');
    } finally {
      await etcd.stop();
    }
  });
});
