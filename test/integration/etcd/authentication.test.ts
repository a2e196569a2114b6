import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesFromText } from '../../../src/core/base/bytes';
import { type EtcdOptions, type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { type RunningEtcd, rejectsWith, startEtcd } from '../../support/etcd';

const bytes = bytesFromText;
const rootPassword = 'root-password';
const reader = { name: 'reader', password: 'reader-password', permissions: [{ prefix: '/a/', type: 'read' }] } as const;
/** Seconds. etcd checks every second which tokens have run out, and every use renews one. */
const tokenLife = 1;
const untilTokensRunOut = tokenLife * 1000 + 2500;

describe('authentication', function () {
  this.timeout(60_000);
  let etcd: RunningEtcd;
  const stores: EtcdStore[] = [];

  const open = async (options: Partial<EtcdOptions> = {}): Promise<EtcdStore> => {
    const store = await openEtcd({ endpoints: etcd.endpoints, ...options });
    stores.push(store);
    return store;
  };

  /** How often the server has given out a token. */
  const signedIn = async (): Promise<number> => {
    const metrics = await (await fetch(`${etcd.members[0]?.metricsUrl}/metrics`)).text();
    const handled = /^grpc_server_handled_total\{grpc_code="OK",grpc_method="Authenticate",.*\} (\d+)$/m.exec(metrics);
    assert.ok(handled, 'The server counts its calls');
    return Number(handled[1]);
  };

  before(async () => {
    etcd = await startEtcd({
      auth: { rootPassword, users: [reader] },
      arguments: [`--auth-token-ttl=${tokenLife}`],
    });
  });
  afterEach(() => {
    for (const store of stores.splice(0)) {
      store.close();
    }
  });
  after(() => etcd?.stop());

  it('signs in with user and password', async () => {
    const store = await open({ auth: { username: 'root', password: rootPassword } });
    await store.put(bytes('/a/1'), bytes('1'));
    assert.equal((await store.range({ key: bytes('/a/1') })).count, 1);
    assert.equal(store.isAuthenticationDisabled, false);
  });

  it('says that a user is required', async () => {
    await rejectsWith(open(), 'auth.required', { endpoint: etcd.endpoints[0] });
  });

  it('says that the password is wrong, or the user unknown', async () => {
    const facts = { endpoint: etcd.endpoints[0] };
    await rejectsWith(open({ auth: { username: 'root', password: 'wrong' } }), 'auth.failed', {
      ...facts,
      username: 'root',
    });
    await rejectsWith(open({ auth: { username: 'nobody', password: 'wrong' } }), 'auth.failed', {
      ...facts,
      username: 'nobody',
    });
  });

  it('says what a user may not do', async () => {
    const store = await open({ auth: { username: reader.name, password: reader.password } });
    assert.equal((await store.range({ key: bytes('/a/none') })).count, 0);
    const facts = { endpoint: etcd.endpoints[0], outcome: undefined };
    await rejectsWith(store.get(bytes('/b')), 'auth.permissionDenied', facts);
    await rejectsWith(store.put(bytes('/a/1'), bytes('2')), 'auth.permissionDenied', facts);
    await rejectsWith(store.delete(bytes('/a/1')), 'auth.permissionDenied', facts);
  });

  it('gets another token when one has run out, one for all calls', async () => {
    const store = await open({ auth: { username: 'root', password: rootPassword } });
    const { revision } = await store.put(bytes('/a/1'), bytes('1'));
    const before = await signedIn();
    await sleep(untilTokensRunOut);
    await store.put(bytes('/a/1'), bytes('2'), { expectedModRevision: revision });
    assert.equal(await signedIn(), before + 1);
    await sleep(untilTokensRunOut);
    const together = await Promise.all(Array.from({ length: 20 }, () => store.get(bytes('/a/1'))));
    assert.equal(together.length, 20);
    assert.equal(await signedIn(), before + 2);
  });

  it('says so when the password was changed meanwhile', async () => {
    const store = await open({ auth: { username: reader.name, password: reader.password } });
    await etcd.etcdctl(['user', 'delete', reader.name]);
    await etcd.etcdctl(['user', 'add', `${reader.name}:other`]);
    await rejectsWith(store.get(bytes('/a/1')), 'auth.failed', {
      endpoint: etcd.endpoints[0],
      username: reader.name,
    });
  });

  it('goes on after the server forgot its tokens in a restart', async () => {
    const store = await open({ auth: { username: 'root', password: rootPassword } });
    const { revision } = await store.put(bytes('/a/1'), bytes('before'));
    await etcd.kill();
    await etcd.restart();
    assert.equal((await store.get(bytes('/a/1')))?.modRevision, revision);
    await store.put(bytes('/a/1'), bytes('after'), { expectedModRevision: revision });
  });
});

describe('authentication, in other settings', function () {
  this.timeout(60_000);

  it('takes a user although the cluster asks for none, and tells', async () => {
    const etcd = await startEtcd();
    const store = await openEtcd({
      endpoints: etcd.endpoints,
      auth: { username: 'root', password: 'any' },
    });
    try {
      await store.put(bytes('/a'), bytes('1'));
      assert.equal(store.isAuthenticationDisabled, true);
    } finally {
      store.close();
      await etcd.stop();
    }
  });

  it('takes the name in the client certificate for the user', async () => {
    const permissions = [{ prefix: '/own/', type: 'readwrite' }] as const;
    const etcd = await startEtcd({
      tls: 'mutual',
      auth: { rootPassword, users: [{ name: 'client', password: 'unused', permissions }] },
    });
    assert.ok(etcd.certificates);
    const { ca, client } = etcd.certificates;
    const store = await openEtcd({ endpoints: etcd.endpoints, tls: { ca, ...client } });
    try {
      await store.put(bytes('/own/1'), bytes('1'));
      await rejectsWith(store.get(bytes('/other')), 'auth.permissionDenied');
    } finally {
      store.close();
      await etcd.stop();
    }
  });
});
