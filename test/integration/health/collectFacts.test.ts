import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesFromText } from '../../../src/core/base/bytes';
import { collectFacts, evaluateHealth, type HealthCheck, type HealthFacts } from '../../../src/core/clusterHealth';
import {
  type EtcdMember,
  etcdVersionUnderTest,
  type RunningEtcd,
  startRefusingProxy,
  withEtcd,
} from '../../support/etcd';

const bytes = bytesFromText;
const rootPassword = 'root-password';

function check<Id extends HealthCheck['id']>(facts: HealthFacts, id: Id): Extract<HealthCheck, { readonly id: Id }> {
  const found = evaluateHealth(facts).checks.find(each => each.id === id);
  assert.ok(found, `There is a check ${id}`);
  return found as Extract<HealthCheck, { readonly id: Id }>;
}

function statusOf(facts: HealthFacts, ...ids: readonly HealthCheck['id'][]): Record<string, string> {
  return Object.fromEntries(ids.map(id => [id, check(facts, id).status]));
}

describe('facts of a health check', function () {
  this.timeout(120_000);

  it('find three fresh members well, and say the same twice', () =>
    withEtcd({ members: 3 }, async ({ etcd, open }) => {
      const store = await open({ endpoints: etcd.endpoints.slice(0, 1) });
      for (let index = 0; index < 100; index++) {
        await store.put(bytes(`/key/${index % 10}`), bytes(`${index}`));
      }
      await etcd.etcdctl(['compact', '50']);
      const facts = await collectFacts(store);
      const report = evaluateHealth(facts);
      assert.deepEqual(evaluateHealth(facts), report);
      assert.deepEqual(JSON.parse(JSON.stringify(report)), report, 'The report is plain data');
      assert.deepEqual(
        statusOf(
          facts,
          'quorum',
          'endpointHealth',
          'leaderAgreement',
          'raftTerm',
          'raftIndexLag',
          'hashKv',
          'quotaUse',
        ),
        {
          quorum: 'ok',
          endpointHealth: 'ok',
          leaderAgreement: 'ok',
          raftTerm: 'ok',
          raftIndexLag: 'ok',
          hashKv: 'ok',
          quotaUse: 'ok',
        },
      );
      const { measured } = check(facts, 'hashKv');
      assert.deepEqual([measured?.compared, measured?.hashes], [3, 1]);
      const hashes = JSON.parse(
        await etcd.etcdctl(['endpoint', 'hashkv', '-w', 'json', '--rev', measured?.revision ?? '']),
      ) as readonly { readonly HashKV: { readonly hash: number; readonly compact_revision: number } }[];
      assert.deepEqual(
        new Set(hashes.map(({ HashKV }) => HashKV.hash)),
        new Set(facts.members.map(({ hash }) => hash?.value?.hash)),
      );
      assert.equal(facts.compaction.value?.compactRevision, 50n);
      assert.equal(facts.compaction.value?.currentRevision, 101n);
      assert.deepEqual(facts.authentication.value, { isEnabled: false });
      assert.equal(facts.kubernetes, undefined);
      const probes = facts.members.map(({ livez, readyz, health }) => [livez, readyz, health]);
      for (const [livez, readyz, health] of probes) {
        if (etcdVersionUnderTest() === '3.5') {
          assert.equal(health, undefined);
          assert.equal(livez?.value?.isOk, true);
          assert.ok(readyz?.value?.parts.some(({ name, isOk }) => name === 'linearizable_read' && isOk));
        } else {
          assert.equal(livez?.problem?.code, 'call.unsupported');
          assert.equal(health?.value?.isOk, true);
        }
      }
      // A second collection knows of the first, and reads again where it is asked to.
      assert.ok(facts.members.every(({ earlierMetrics, laterMetrics }) => !earlierMetrics && !laterMetrics));
      const again = await collectFacts(store, { metricsGapMilliseconds: 1 });
      for (const { earlierMetrics, metrics, laterMetrics } of again.members) {
        const moments = [earlierMetrics, metrics.value, laterMetrics?.value].map(
          reading => reading?.readAt ?? Number.NaN,
        );
        assert.deepEqual(moments.toSorted(), moments);
        assert.ok(moments.every(Number.isFinite));
      }
    }));

  it('find a member that is stopped within the deadline, and the rest well', () =>
    withEtcd({ members: 3 }, async ({ etcd, open }) => {
      const store = await open();
      const before = await collectFacts(store);
      const leader = before.members.find(({ role }) => role === 'leader');
      const stopped = etcd.members.find(({ endpoint }) => endpoint !== leader?.endpoint);
      stopped?.pause();
      const facts = await collectFacts(store, { deadlineMilliseconds: 2500 });
      const { members, status } = check(facts, 'endpointHealth');
      assert.equal(status, 'critical');
      const bad = members?.filter(finding => finding.status !== 'ok');
      assert.deepEqual(
        bad?.map(({ status: each, problem }) => [each, problem?.code]),
        [['critical', 'call.timeout']],
      );
      assert.equal(check(facts, 'quorum').status, 'warning');
      assert.deepEqual(check(facts, 'hashKv').measured?.compared, 2);
      assert.equal(facts.alarmList.problem, undefined);
      assert.equal(evaluateHealth(facts).verdict, 'critical');
    }));

  it('find a member whose data are not those of the others', () =>
    withEtcd({ members: 3 }, async ({ etcd, open }) => {
      const store = await open();
      await store.put(bytes('/a'), bytes('value-that-will-change'));
      await store.put(bytes('/b'), bytes('another'));
      const victim = etcd.members[2];
      assert.ok(victim);
      await flipValue(etcd, victim, 'value-that-will-change');
      const facts = await collectFacts(store);
      const { status, members, measured } = check(facts, 'hashKv');
      assert.deepEqual([status, measured?.hashes, measured?.compared], ['critical', 2, 3]);
      assert.equal(new Set(members?.map(({ details }) => details?.[0])).size, 2);
    }));

  it('find that the quota is used up, by alarm and by size', () =>
    withEtcd({ quota: 16 * 1024 ** 2 }, async ({ etcd, open }) => {
      const store = await open();
      let isFull = false;
      for (let index = 0; index < 40 && !isFull; index++) {
        await store.put(bytes(`/key/${index}`), new Uint8Array(1024 ** 2)).catch(error => {
          isFull = (error as { code?: string }).code === 'cluster.noSpace';
        });
      }
      assert.ok(isFull, 'The quota was reached');
      const facts = await collectFacts(store);
      assert.deepEqual(statusOf(facts, 'alarmNoSpace', 'quotaUse', 'endpointHealth', 'alarmCorrupt'), {
        alarmNoSpace: 'critical',
        quotaUse: 'critical',
        endpointHealth: 'critical',
        alarmCorrupt: 'ok',
      });
      assert.deepEqual(facts.alarmList.value, [{ memberId: facts.members[0]?.id, type: 'NOSPACE' }]);
      assert.deepEqual(facts.members[0]?.alarms, facts.alarmList.value);
      assert.equal(facts.members[0]?.metrics.value?.quota, 16 * 1024 ** 2);
      await etcd.etcdctl(['alarm', 'disarm']);
    }));

  it('find certificates that run out, and who needs none', async () => {
    await withEtcd({ tls: 'mutual', serverCertificate: ({ expiringServer }) => expiringServer }, async ({ open }) => {
      const facts = await collectFacts(await open());
      const expiry = check(facts, 'certificateExpiry');
      assert.equal(expiry.status, 'critical');
      assert.ok((expiry.measured?.worst ?? 0) > 4.9 && (expiry.measured?.worst ?? 9) <= 5);
      assert.equal(facts.members[0]?.acceptsNoCertificate?.value, false);
      assert.equal(facts.hasClientCertificate, true);
      assert.equal(facts.clientCertificate?.subject, 'client');
      assert.equal(check(facts, 'clientCertificate').status, 'warning');
      // Nobody without a certificate comes in: where 3.5 tells that authentication is off, that is no trouble.
      assert.equal(check(facts, 'authentication').status, etcdVersionUnderTest() === '3.5' ? 'ok' : 'unknown');
      assert.equal(check(facts, 'plainHttp').status, 'ok');
    });
    await withEtcd({ tls: 'server' }, async ({ etcd, open }) => {
      const facts = await collectFacts(await open({ tls: { ca: etcd.certificates?.ca ?? '' } }));
      assert.equal(check(facts, 'certificateExpiry').status, 'warning');
      assert.equal(facts.clientCertificate, undefined);
      assert.equal(facts.members[0]?.acceptsNoCertificate?.value, true);
      // Anybody on this machine comes in, and nobody else.
      assert.equal(check(facts, 'authentication').status, 'warning');
    });
  });

  it('tell what they may with authentication on, as root and as another', () =>
    withEtcd(
      {
        members: 3,
        auth: {
          rootPassword,
          users: [{ name: 'reader', password: 'reader-password', permissions: [{ prefix: '/own/', type: 'read' }] }],
        },
      },
      async ({ open }) => {
        const root = await collectFacts(await open({ auth: { username: 'root', password: rootPassword } }));
        assert.deepEqual(root.authentication.value, { isEnabled: true });
        assert.equal(root.hasCredentials, true);
        assert.deepEqual(statusOf(root, 'endpointHealth', 'authentication', 'alarmCorrupt', 'hashKv'), {
          endpointHealth: 'ok',
          authentication: 'ok',
          alarmCorrupt: 'ok',
          hashKv: 'ok',
        });
        const reader = await collectFacts(await open({ auth: { username: 'reader', password: 'reader-password' } }));
        // The key is not the reader's to read, and yet the read tells that the member is well.
        assert.equal(check(reader, 'endpointHealth').status, 'ok');
        assert.ok(reader.members.every(({ linearizableRead }) => linearizableRead.value !== undefined));
        assert.equal(reader.kubernetes?.problem?.code, 'auth.permissionDenied');
        assert.equal(check(reader, 'secretsEncryption').status, 'unknown');
      },
    ));

  it('do with what 3.6 lets a user know who is not root', () =>
    withEtcd({}, async ({ etcd, open }) => {
      const status = '/etcdserverpb.Maintenance/Status';
      const members = '/etcdserverpb.Cluster/MemberList';
      for (const refused of [[status], [status, members, '/etcdserverpb.Maintenance/Alarm']]) {
        const proxy = await startRefusingProxy(etcd.members[0]?.port ?? 0, refused);
        try {
          const store = await open({ endpoints: [`http://127.0.0.1:${proxy.port}`] });
          const facts = await collectFacts(store);
          const [member] = facts.members;
          assert.equal(facts.members.length, 1);
          assert.equal(member?.endpoint, `http://127.0.0.1:${proxy.port}`);
          assert.equal(member?.status.problem?.code, 'auth.permissionDenied');
          assert.equal(facts.memberList.problem?.code, refused.includes(members) ? 'auth.permissionDenied' : undefined);
          assert.deepEqual(facts.unmatchedEndpoints, []);
          assert.deepEqual(statusOf(facts, 'endpointHealth', 'leaderAgreement', 'quotaUse', 'databaseSize'), {
            endpointHealth: 'ok',
            leaderAgreement: 'unknown',
            quotaUse: 'unknown',
            databaseSize: 'unknown',
          });
        } finally {
          proxy.close();
        }
      }
    }));

  it('weigh what Kubernetes keeps', () =>
    withEtcd({}, async ({ etcd, open }) => {
      const store = await open();
      const put = (key: string, size: number, head = 'k8s\0') => {
        const value = new Uint8Array(size);
        value.set(bytes(head));
        return store.put(bytes(key), value);
      };
      for (let index = 0; index < 60; index++) {
        await put(
          `/registry/secrets/ns-${index % 12}/secret-${index}`,
          500,
          index % 2 ? 'k8s:enc:aescbc:v1:key1:' : 'k8s\0',
        );
        await put(`/registry/events/ns-${index % 3}/event-${index}`, 1000);
      }
      await put('/registry/configmaps/default/large', 1_200_000);
      await put('/registry/apiextensions.k8s.io/customresourcedefinitions/widgets.example.com', 700);
      await put('/registry/example.com/widgets/default/one', 300);
      await put('/registry/services/specs/default/kubernetes', 200);
      await etcd.etcdctl(['compact', '30']);
      const facts = await collectFacts(store);
      const kubernetes = facts.kubernetes?.value;
      assert.ok(kubernetes);
      assert.deepEqual([kubernetes.prefix, kubernetes.isComplete], ['/registry/', true]);
      assert.deepEqual(Object.fromEntries(kubernetes.resources.map(({ resource, count }) => [resource, count])), {
        configmaps: 1,
        events: 60,
        secrets: 60,
        services: 1,
        'customresourcedefinitions.apiextensions.k8s.io': 1,
        'widgets.example.com': 1,
      });
      assert.equal(kubernetes.secrets.count, 60);
      assert.ok(kubernetes.secrets.sampled >= 30, `${kubernetes.secrets.sampled} Secrets sampled`);
      assert.ok(kubernetes.secrets.plaintext > 0 && kubernetes.secrets.plaintext < kubernetes.secrets.sampled);
      assert.equal(check(facts, 'secretsEncryption').status, 'critical');
      const events = kubernetes.resources.find(({ resource }) => resource === 'events');
      assert.ok(
        Math.abs((events?.estimatedBytes ?? 0) - 60 * 1030) < 60 * 20,
        `${events?.estimatedBytes} bytes of events`,
      );
      const large = check(facts, 'largeObjects');
      assert.equal(large.status, 'warning');
      assert.deepEqual(large.measured?.objects, [
        { key: '/registry/configmaps/default/large', resource: 'configmaps', size: 1_200_000 },
      ]);
      assert.equal(check(facts, 'largestResource').measured?.resource, 'configmaps');
    }));

  it('tell the age of the oldest revision by a lease of Kubernetes', () =>
    withEtcd({}, async ({ etcd, open }) => {
      const store = await open();
      const lease = (renewTime: string) =>
        bytes(
          JSON.stringify({
            apiVersion: 'coordination.k8s.io/v1',
            kind: 'Lease',
            metadata: { name: 'kube-controller-manager', namespace: 'kube-system' },
            spec: { renewTime },
          }),
        );
      const key = bytes('/registry/leases/kube-system/kube-controller-manager');
      await store.put(key, lease('2026-01-02T03:00:00.000000Z'));
      await store.put(key, lease('2026-01-02T03:00:10.000000Z'));
      const { revision } = await store.put(key, lease('2026-01-02T03:00:20.000000Z'));
      await store.put(key, lease('2026-01-02T04:00:00.000000Z'));
      await etcd.etcdctl(['compact', revision.toString()]);
      const { compaction } = await collectFacts(store);
      assert.equal(compaction.value?.oldestRevisionAt, Date.parse('2026-01-02T03:00:20Z'));
    }));

  it('end with the signal, and when the store is closed under way', () =>
    withEtcd({ members: 3 }, async ({ etcd, open }) => {
      const store = await open();
      etcd.members[0]?.pause();
      const abort = new AbortController();
      const work = collectFacts(store, { signal: abort.signal, deadlineMilliseconds: 100_000 });
      await sleep(300);
      abort.abort();
      await assert.rejects(work, { code: 'cancelled' });
      const closed = collectFacts(store, { deadlineMilliseconds: 3000 });
      await sleep(100);
      store.close();
      const facts = await closed;
      assert.ok(facts.members.every(({ endpoint, status }) => endpoint !== undefined || status.problem));
    }));
});

/** Changes one byte of a value in a member's database, while the member does not run. Data pages carry no checksum. */
async function flipValue(etcd: RunningEtcd, member: EtcdMember, value: string): Promise<void> {
  assert.ok(etcd.members.includes(member));
  await member.terminate();
  const path = join(member.dataDirectory, 'member', 'snap', 'db');
  const database = await readFile(path);
  let found = 0;
  for (let at = database.indexOf(value); at >= 0; at = database.indexOf(value, at + 1)) {
    database[at] = 'V'.charCodeAt(0);
    found++;
  }
  assert.ok(found > 0, 'The value is in the database');
  await writeFile(path, database);
  await member.restart();
}
