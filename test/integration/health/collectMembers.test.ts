import assert from 'node:assert/strict';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesFromText } from '../../../src/core/base/bytes';
import type { EtcdStore } from '../../../src/core/etcd';
import { type ClusterFacts, collectMembers, type MemberFacts } from '../../../src/core/health';
import { type EtcdMember, type RunningEtcd, withEtcd } from '../../support/etcd';
import { freePorts } from '../../support/etcd/freePorts';

const bytes = bytesFromText;

/** `etcdctl endpoint status -w json`, one a member. */
interface ControlStatus {
  readonly Endpoint: string;
  readonly Status: {
    readonly header: { readonly member_id: number; readonly revision: number };
    readonly version: string;
    readonly dbSize: number;
    readonly dbSizeInUse: number;
    readonly leader: number;
    readonly raftIndex: number;
    readonly raftTerm: number;
    readonly raftAppliedIndex: number;
    readonly isLearner?: boolean;
  };
}

/** Ids are larger than what JSON's numbers hold exactly; as text they are. */
async function controlStatuses(etcd: RunningEtcd): Promise<readonly Record<string, string>[]> {
  const text = await etcdctlStatus(etcd);
  const exact = text.replace(/"(member_id|cluster_id|leader)":(\d+)/g, '"$1":"$2"');
  return (JSON.parse(exact) as ControlStatus[])
    .map(({ Endpoint, Status }) => ({
      endpoint: Endpoint,
      id: String(Status.header.member_id),
      revision: String(Status.header.revision),
      version: Status.version,
      size: String(Status.dbSize),
      inUse: String(Status.dbSizeInUse),
      leader: String(Status.leader),
      raftIndex: String(Status.raftIndex),
      raftTerm: String(Status.raftTerm),
      applied: String(Status.raftAppliedIndex),
      isLearner: String(Status.isLearner ?? false),
    }))
    .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
}

async function etcdctlStatus(etcd: RunningEtcd): Promise<string> {
  return etcd.etcdctl(['endpoint', 'status', '-w', 'json']);
}

function ourStatuses({ members }: ClusterFacts): readonly Record<string, string>[] {
  return members
    .map(({ endpoint = '', status: { value } }) => {
      assert.ok(value, `${endpoint} has a status`);
      return {
        endpoint,
        id: String(value.header.memberId),
        revision: String(value.header.revision),
        version: value.version,
        size: String(value.databaseSize),
        inUse: String(value.databaseSizeInUse),
        leader: String(value.leader),
        raftIndex: String(value.raftIndex),
        raftTerm: String(value.raftTerm),
        applied: String(value.raftAppliedIndex),
        isLearner: String(value.isLearner),
      };
    })
    .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
}

/** In one moment of a cluster at rest: where etcdctl says the same before and after. */
async function atRest(etcd: RunningEtcd, store: EtcdStore): Promise<readonly [unknown, unknown]> {
  for (let attempt = 1; ; attempt++) {
    const before = await controlStatuses(etcd);
    const facts = await collectMembers(store);
    const after = await controlStatuses(etcd);
    if (JSON.stringify(before) === JSON.stringify(after)) {
      return [ourStatuses(facts), after];
    }
    assert.ok(attempt < 20, 'The cluster comes to rest');
  }
}

function factsAt(facts: ClusterFacts, member: EtcdMember | undefined): MemberFacts {
  const found = facts.members.find(({ endpoints }) => endpoints.some(({ url }) => url === member?.endpoint));
  assert.ok(found, `There are facts of ${member?.endpoint}`);
  return found;
}

describe('facts of members', function () {
  this.timeout(120_000);

  for (const members of [1, 3, 5] as const) {
    it(`tell of ${members} what etcdctl tells, through one endpoint`, () =>
      withEtcd({ members }, async ({ etcd, open }) => {
        const store = await open({ endpoints: etcd.endpoints.slice(0, 1) });
        for (let index = 0; index < 20; index++) {
          await store.put(bytes(`/key/${index}`), new Uint8Array(1000));
        }
        const [ours, theirs] = await atRest(etcd, store);
        assert.deepEqual(ours, theirs);
        const seen: bigint[] = [];
        const facts = await collectMembers(store, { onMember: ({ id }) => seen.push(id) });
        assert.deepEqual(new Set(seen), new Set(facts.members.map(({ id }) => id)));
        assert.equal(seen.length, members);
        assert.equal(facts.quorum?.voters, members);
        assert.equal(facts.quorum?.reachable, members);
        assert.equal(facts.quorum?.tolerance, (members - 1) / 2);
        assert.equal(facts.quorum?.isProven, true);
        assert.deepEqual(facts.unmatchedEndpoints, []);
        for (const member of facts.members) {
          assert.equal(member.role, member.id === facts.leader ? 'leader' : 'follower');
          assert.ok((member.linearizableRead.value ?? -1) > 0);
          assert.ok((member.serializableRead.value ?? -1) > 0);
          assert.equal(member.metrics.value?.keys, 20);
          assert.ok(member.metrics.value?.walFsync && member.metrics.value.backendCommit);
          assert.equal(member.certificate, undefined);
          const { lowest, highest } = member.clock.value ?? { lowest: 1, highest: -1 };
          assert.ok(lowest <= 0 && highest >= 0, `One machine has one clock: ${lowest} to ${highest}`);
        }
      }));
  }

  it('come while a member is stopped, or gone', () =>
    withEtcd({ members: 3 }, async ({ etcd, open }) => {
      const store = await open();
      const first = await collectMembers(store);
      // Not the leader: without it nothing is decided for a while, which is another story.
      const [stopped, killed] = etcd.members.filter(member => factsAt(first, member).role === 'follower');
      stopped?.pause();
      const order: bigint[] = [];
      let isOver = false;
      const facts = await collectMembers(store, {
        deadlineMilliseconds: 2000,
        onMember: ({ id, endpoint }) => {
          order.push(id);
          assert.equal(isOver, false);
          isOver ||= endpoint === undefined;
        },
      });
      assert.equal(order.length, 3);
      const hanging = factsAt(facts, stopped);
      assert.equal(order.at(-1), hanging.id);
      assert.equal(hanging.status.problem?.code, 'call.timeout');
      assert.equal(hanging.metrics.problem?.code, 'notAsked');
      assert.equal(facts.members.filter(({ endpoint }) => endpoint !== undefined).length, 2);
      assert.deepEqual(
        [facts.quorum?.voters, facts.quorum?.reachable, facts.quorum?.tolerance, facts.quorum?.isProven],
        [3, 2, 0, true],
      );
      stopped?.resume();
      await killed?.kill();
      const later = await collectMembers(store);
      assert.equal(factsAt(later, killed).status.problem?.code, 'connection.refused');
      assert.ok(factsAt(later, stopped).status.value);
    }));

  it('tell that there is no quorum, and what is still known', () =>
    withEtcd({ members: 3 }, async ({ etcd, open }) => {
      const store = await open();
      await Promise.all(etcd.members.slice(1).map(member => member.kill()));
      // A leader without followers gives up after its election timeout, a second.
      let facts = await collectMembers(store, { deadlineMilliseconds: 1500 });
      for (let attempt = 0; attempt < 20 && facts.leader !== undefined; attempt++) {
        await sleep(200);
        facts = await collectMembers(store, { deadlineMilliseconds: 1500 });
      }
      const left = factsAt(facts, etcd.members[0]);
      assert.equal(left.linearizableRead.problem?.code, 'cluster.noLeader');
      assert.ok(left.serializableRead.value !== undefined && left.metrics.value);
      assert.deepEqual([facts.quorum?.tolerance, facts.quorum?.isProven], [-1, false]);
      assert.equal(facts.memberList.value?.length, 3);
    }));

  it('tell of a learner, of an unstarted member, and of the leader that moved', () =>
    withEtcd({ members: 3 }, async ({ etcd, open }) => {
      const store = await open();
      const before = await collectMembers(store);
      const heir = before.members.find(({ role }) => role === 'follower');
      const oldLeader = before.members.find(({ role }) => role === 'leader');
      assert.ok(heir && oldLeader?.endpoint);
      await etcd.etcdctl(['move-leader', heir.id.toString(16)]);
      const learner = await etcd.addLearner();
      // A member that is never started takes a vote, so it comes last.
      await etcd.etcdctl(['member', 'add', 'later', '--peer-urls=http://127.0.0.1:9']);
      const facts = await collectMembers(store);
      assert.equal(facts.leader, heir.id);
      const added = factsAt(facts, learner);
      assert.deepEqual([added.role, added.isLearner, added.isStarted], ['learner', true, true]);
      assert.equal(added.linearizableRead.problem?.code, 'call.unsupported');
      assert.ok(added.serializableRead.value !== undefined);
      const unstarted = facts.members.find(({ isStarted }) => !isStarted);
      assert.deepEqual([unstarted?.name, unstarted?.peerUrls], ['', ['http://127.0.0.1:9']]);
      assert.deepEqual(unstarted?.status.problem, { code: 'notAsked', facts: { reason: 'notStarted' } });
      assert.deepEqual([facts.quorum?.voters, facts.quorum?.learners, facts.quorum?.quorum], [4, 1, 3]);
    }));

  it('measure what a slow network between members costs', () =>
    withEtcd({ members: 3, hasPeerProxies: true }, async ({ etcd, open }) => {
      const store = await open();
      const delay = 40;
      await collectMembers(store);
      for (const proxy of etcd.peerProxies) {
        proxy.delay(delay);
      }
      const facts = await collectMembers(store);
      for (const member of facts.members) {
        // A quorum is asked, and answers: at least one way there and one back go through a proxy.
        assert.ok((member.linearizableRead.value ?? 0) >= delay, `${member.linearizableRead.value} ms`);
        assert.ok((member.serializableRead.value ?? delay) < (member.linearizableRead.value ?? 0));
      }
    }));

  it('say which advertised addresses lead nowhere, and why', async () => {
    const wrong = ['http://0.0.0.0:2379', 'http://member.invalid:2379', undefined] as const;
    await withEtcd({ members: 3, advertise: ({ index, url }) => wrong[index] ?? url }, async ({ etcd, open }) => {
      const store = await open({ endpoints: etcd.endpoints.slice(0, 2) });
      const facts = await collectMembers(store);
      const [first, second, third] = ['member1', 'member2', 'member3'].map(name =>
        facts.members.find(member => member.name === name),
      );
      assert.deepEqual(
        first?.endpoints.map(({ url, isConfigured, isAdvertised }) => [url, isConfigured, isAdvertised]),
        [
          [etcd.endpoints[0], true, false],
          ['http://0.0.0.0:2379', false, true],
        ],
      );
      assert.equal(first?.endpoints[1]?.answeredBy?.problem?.facts.reason, 'unspecifiedAddress');
      assert.equal(second?.endpoint, etcd.endpoints[1]);
      assert.equal(third?.endpoint, etcd.endpoints[2]);
      const alone = await open({ endpoints: etcd.endpoints.slice(2) });
      const fewer = await collectMembers(alone);
      const unnamed = fewer.members.find(({ name }) => name === 'member2');
      assert.equal(unnamed?.status.problem?.code, 'connection.hostNotFound');
      const unspecified = fewer.members.find(({ name }) => name === 'member1');
      assert.deepEqual(unspecified?.status.problem?.code, 'notAsked');
      assert.deepEqual([fewer.quorum?.reachable, fewer.quorum?.isProven], [1, true]);
    });
  });

  it('show the certificate, and do not follow a connection with TLS into the clear', async () => {
    const advertise = ({ url }: { readonly url: string }) => url.replace('https:', 'http:').replace(/\d+$/, '1');
    await withEtcd(
      { tls: 'mutual', serverCertificate: ({ expiringServer }) => expiringServer, advertise },
      async ({ open }) => {
        const facts = await collectMembers(await open());
        const [member] = facts.members;
        const certificate = member?.certificate?.value;
        assert.deepEqual([certificate?.subject, certificate?.issuer], ['expiring', 'etcdscope test CA']);
        const days = ((certificate?.validTo ?? 0) - Date.now()) / (24 * 60 * 60 * 1000);
        assert.ok(days > 4.9 && days <= 5, `${days} days`);
        assert.ok(certificate?.names.includes('IP Address:127.0.0.1'));
        assert.equal(member?.endpoints[1]?.answeredBy?.problem?.facts.reason, 'plaintextAddress');
        assert.equal(member?.metrics.problem, undefined);
      },
    );
  });

  it('do without /metrics', () =>
    withEtcd({}, async ({ etcd, open }) => {
      const gate = await refuseHttp(etcd.members[0]?.port ?? 0);
      try {
        const store = await open({ endpoints: [`http://127.0.0.1:${gate.port}`] });
        const [member] = (await collectMembers(store)).members;
        assert.ok(member?.status.value && member.linearizableRead.value !== undefined);
        assert.equal(member.metrics.problem?.code, 'connection.lost');
        assert.equal(member.clock.problem?.code, 'connection.lost');
        // The member is told apart by its id, not by its address.
        assert.deepEqual(
          member.endpoints.map(({ isConfigured, isAdvertised }) => [isConfigured, isAdvertised]),
          [
            [true, false],
            [false, true],
          ],
        );
      } finally {
        gate.close();
      }
    }));

  it('show the certificate of a port that serves gRPC alone', async () => {
    const [port] = await freePorts(1);
    // The flag came with 3.5.10.
    const alone = { version: '3.5', arguments: [`--listen-client-http-urls=https://127.0.0.1:${port}`] } as const;
    await withEtcd({ ...alone, tls: 'mutual' }, async ({ open }) => {
      const [member] = (await collectMembers(await open())).members;
      assert.ok(member?.status.value);
      assert.ok(member.metrics.problem, 'the port serves no /metrics');
      assert.equal(member.certificate?.value?.subject, 'server');
    });
  });

  it('end with the signal', () =>
    withEtcd({}, async ({ etcd, open }) => {
      const store = await open();
      etcd.members[0]?.pause();
      const abort = new AbortController();
      const work = collectMembers(store, { signal: abort.signal, deadlineMilliseconds: 100_000 });
      await sleep(100);
      abort.abort();
      await assert.rejects(work, { code: 'cancelled' });
    }));
});

/** A way to a port that lets HTTP/2 through, as gRPC speaks it, and hangs up on HTTP/1. */
async function refuseHttp(target: number): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    client.once('data', first => {
      if (first.toString('latin1').startsWith('GET ')) {
        client.resetAndDestroy();
        return;
      }
      const member = connectTcp(target, '127.0.0.1');
      sockets.add(member);
      member.on('error', () => client.destroy());
      member.write(first);
      client.pipe(member).pipe(client);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  return {
    port: address.port,
    close: () => {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
    },
  };
}
