import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesFromText } from '../../../src/core/base/bytes';
import { prefixRange } from '../../../src/core/base/keyValue';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { type RunningEtcd, rejectsWith, startEtcd } from '../../support/etcd';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy';
import { WatchRecorder } from './watchRecorder';

const bytes = bytesFromText;
const alice = { name: 'alice', password: 'wonder', permissions: [{ prefix: '/alice/', type: 'readwrite' }] } as const;
/** Seconds for which the server remembers a token that is not used. */
const tokenSeconds = 1;

describe('a watch of a cluster with authentication', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  let proxy: TcpProxy;
  let store: EtcdStore;
  let root: EtcdStore;

  before(async () => {
    etcd = await startEtcd({
      auth: { rootPassword: 'root', users: [alice] },
      arguments: ['--auth-token-ttl', `${tokenSeconds}`],
    });
    proxy = await startTcpProxy(etcd.members[0]?.port ?? 0);
    root = await openEtcd({ endpoints: etcd.endpoints, auth: { username: 'root', password: 'root' } });
    store = await openEtcd({
      endpoints: [`http://127.0.0.1:${proxy.port}`],
      auth: { username: alice.name, password: alice.password },
      timeouts: { connect: 1000, call: 2000, watch: 500 },
    });
  });
  after(async () => {
    store?.close();
    root?.close();
    await proxy?.close();
    await etcd?.stop();
  });

  const fails = (recorder: WatchRecorder) => recorder.ended.then(error => Promise.reject(error));

  it('signs in again when its token has run out meanwhile', async () => {
    const recorder = new WatchRecorder(store, prefixRange(bytes('/alice/')));
    await recorder.untilState('live');
    // Twice as long as the server keeps it, and with its questions it counts from the last use.
    proxy.stall();
    await sleep(2500 * tokenSeconds);
    await root.put(bytes('/alice/a'), bytes('1'));
    proxy.cut();
    proxy.resume();
    await recorder.untilEvents(1);
    await recorder.stop();
    const codes = recorder.states.flatMap(state => (state.type === 'reconnecting' ? [state.error.code] : []));
    assert.ok(codes.includes('auth.tokenExpired'), codes.join());
  });

  it('signs in again after the server, which had forgotten it, came back', async () => {
    const recorder = new WatchRecorder(store, prefixRange(bytes('/alice/')));
    await recorder.untilState('live');
    await etcd.kill();
    await etcd.restart();
    await root.put(bytes('/alice/b'), bytes('1'));
    await recorder.untilEvents(1);
    await recorder.stop();
  });

  it('says which user may not watch, once it is sure', async () => {
    const recorder = new WatchRecorder(store, prefixRange(bytes('/bob/')));
    await rejectsWith(fails(recorder), 'auth.permissionDenied');
    assert.equal(recorder.events.length, 0);
  });

  it('ends when the user is no longer known', async () => {
    const recorder = new WatchRecorder(store, prefixRange(bytes('/alice/')));
    await recorder.untilState('live');
    await etcd.etcdctl(['user', 'delete', alice.name]);
    await etcd.kill();
    await etcd.restart();
    await rejectsWith(fails(recorder), 'auth.failed');
  });
});
