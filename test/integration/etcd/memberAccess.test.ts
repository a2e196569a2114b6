import assert from 'node:assert/strict';
import { bytesFromText } from '../../../src/core/base/bytes';
import { etcdVersionUnderTest, rejectsWith, withEtcd } from '../../support/etcd';
import { startTcpProxy } from '../../support/tcpProxy';

const soon = { timeoutMilliseconds: 10_000 };

describe('access to each member by itself', function () {
  this.timeout(60_000);

  it('reads over HTTP within its bounds, again over a connection that broke', () =>
    withEtcd({}, async ({ etcd, open }) => {
      const proxy = await startTcpProxy(etcd.members[0]?.port ?? 0);
      const endpoint = `http://127.0.0.1:${proxy.port}`;
      try {
        const { memberAccess } = await open({ endpoints: [endpoint] });
        const answer = await memberAccess.httpGet(endpoint, '/version', soon);
        assert.equal(answer.status, 200);
        assert.ok(answer.body.includes(etcd.binaries.version));
        assert.ok(Math.abs((answer.date ?? 0) - answer.answeredAt) < 5000);
        assert.equal(answer.certificate, undefined);
        assert.equal((await memberAccess.httpGet(endpoint, '/nowhere', soon)).status, 404);
        await rejectsWith(
          memberAccess.httpGet(endpoint, '/metrics', { ...soon, mostBytes: 1000 }),
          'message.tooLarge',
          {
            endpoint,
            limit: 1000,
          },
        );
        proxy.reset();
        assert.equal((await memberAccess.httpGet(endpoint, '/version', soon)).status, 200);
        proxy.stall();
        await rejectsWith(memberAccess.httpGet(endpoint, '/version', { timeoutMilliseconds: 200 }), 'call.timeout', {
          endpoint,
          milliseconds: 200,
        });
        await rejectsWith(memberAccess.status(endpoint, { timeoutMilliseconds: 200 }), 'call.timeout', { endpoint });
      } finally {
        await proxy.close();
      }
    }));

  it('trusts over HTTP whom it trusts over gRPC, and shows the certificate each time', () =>
    withEtcd({ tls: 'mutual' }, async ({ etcd, open }) => {
      const endpoint = etcd.endpoints[0] ?? '';
      const { memberAccess } = await open();
      for (let turn = 0; turn < 3; turn++) {
        const { certificate } = await memberAccess.httpGet(endpoint, '/version', soon);
        assert.equal(certificate?.subject, 'server');
        assert.deepEqual(certificate?.names.slice(0, 2), ['DNS:localhost', 'IP Address:127.0.0.1']);
      }
      const other = endpoint.replace('127.0.0.1', '127.0.0.2');
      // Nobody signed a certificate for this address of the same machine.
      const refusal = await memberAccess.httpGet(other, '/version', soon).catch(error => error);
      assert.ok(['tls.other', 'connection.refused'].includes(refusal.code), String(refusal));
      assert.equal(await memberAccess.acceptsNoCertificate(endpoint, soon), false);
    }));

  it('finds members at the addresses that they advertise, and calls them', () =>
    withEtcd({ members: 3 }, async ({ etcd, open }) => {
      const store = await open({ endpoints: etcd.endpoints.slice(0, 1) });
      const { memberAccess } = store;
      await store.put(bytesFromText('/a'), bytesFromText('1'));
      const ids = new Set<bigint>();
      for (const { clientUrls } of await store.members()) {
        const address = memberAccess.resolve(clientUrls[0] ?? '');
        assert.ok('endpoint' in address);
        const { header } = await memberAccess.status(address.endpoint, soon);
        ids.add(header.memberId);
        const key = bytesFromText('/a');
        assert.equal((await memberAccess.look(address.endpoint, { key, isSerializable: false }, soon)).revision, 2n);
        const reader = memberAccess.reader(address.endpoint, () => soon);
        assert.equal((await reader.range({ key })).keyValues[0]?.modRevision, 2n);
        assert.deepEqual(
          (await reader.ranges([{ key }, { key: bytesFromText('/b') }])).map(({ count }) => count),
          [1, 0],
        );
        assert.deepEqual(await reader.ranges([]), []);
        assert.deepEqual(await memberAccess.alarms(address.endpoint, soon), []);
        if (etcdVersionUnderTest() === '3.5') {
          assert.equal((await memberAccess.authStatus(address.endpoint, soon)).isEnabled, false);
        } else {
          await assert.rejects(memberAccess.authStatus(address.endpoint, soon));
        }
      }
      assert.equal(ids.size, 3);
      await rejectsWith(memberAccess.hashKv(etcd.endpoints[1] ?? '', 99n, soon), 'revision.future');
    }));

  it('goes nowhere that it was not told of by an address that can be dialed', () =>
    withEtcd({}, async ({ open }) => {
      const { memberAccess } = await open();
      assert.throws(() => memberAccess.status('http://0.0.0.0:2379', soon), { code: 'configuration.invalid' });
      assert.deepEqual(memberAccess.resolve('nonsense://x'), { reason: 'malformedAddress' });
    }));

  it('ends what is under way when the store is closed', () =>
    withEtcd({ members: 3 }, async ({ etcd, open }) => {
      const store = await open({ endpoints: etcd.endpoints.slice(0, 1) });
      const found = etcd.endpoints[1] ?? '';
      await store.memberAccess.status(found, soon);
      etcd.members[1]?.pause();
      const calls = [
        rejectsWith(store.memberAccess.status(found, { timeoutMilliseconds: 300_000 }), 'connection.closed'),
        assert.rejects(store.memberAccess.httpGet(found, '/version', { timeoutMilliseconds: 300_000 })),
      ];
      setTimeout(() => store.close(), 150);
      await Promise.all(calls);
    }));
});
