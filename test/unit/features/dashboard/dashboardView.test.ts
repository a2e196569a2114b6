import assert from 'node:assert/strict';

import type { ClusterFacts, HealthThresholds, MemberFacts } from '../../../../src/core/health';
import { thresholdsWith } from '../../../../src/core/health/thresholds';
import { clusterView } from '../../../../src/features/dashboard/dashboardView';
import { dashboard } from '../../../../src/protocol/dashboard';
import { answering, clusterOf, context, metricsAt, statusOf, takenAt, unreachable } from './clusterFacts';

const day = 24 * 60 * 60 * 1000;

function viewOf(facts: ClusterFacts) {
  return clusterView(facts, { leaderChanges: 0, intervalSeconds: 2 }, context);
}

/** The row of a member among others that are well. */
function rowOf(member: MemberFacts) {
  const { members } = viewOf(clusterOf([member, answering(2), answering(3)]));
  assert.ok(members[0]);
  return members[0];
}

describe('the view of a cluster', () => {
  it('is of the shape that the page takes', () => {
    const view = viewOf(clusterOf([answering(1), unreachable(2)]));
    const whole = { ...view, phase: 'live', name: 'production' };
    assert.ok(dashboard.toPanel.events.view(whole));
  });

  it('writes a row by the answer of its member', () => {
    const { name, id, endpoints, role, roleText, reach, facts, database, notes } = rowOf(answering(1));
    assert.deepEqual(
      [name, id, endpoints, role, roleText, reach],
      ['member1', '1', ['http://10.0.0.1:2379'], 'leader', 'Leader', 'reachable'],
    );
    assert.deepEqual(
      Object.values(facts).map(({ text }) => text),
      [
        '3.5.30',
        '',
        '2.5 ms',
        '7',
        '90,000',
        '0',
        '90,000',
        'plain HTTP',
        '200 MiB',
        '150 MiB',
        '25%',
        '10% of the default 2 GiB',
      ],
    );
    assert.equal(database?.level, 'good');
    assert.deepEqual(notes, []);
  });

  it('leaves empty what a member did not tell, and says why', () => {
    const { reach, reachText, facts, database, notes } = rowOf(unreachable(1));
    assert.deepEqual([reach, reachText], ['unreachable', 'Connection refused']);
    assert.deepEqual([...new Set(Object.values(facts).map(({ text }) => text))], ['']);
    assert.equal(database, undefined);
    assert.equal(notes[0]?.level, 'bad');
    assert.match(notes[0]?.text ?? '', /10\.0\.0\.1:2379 refused the connection/);
  });

  it('tells a member that hangs from one that is not there', () => {
    const problem = { code: 'call.timeout', facts: { endpoint: 'https://10.0.0.1:2379', milliseconds: 2000 } } as const;
    const { reachText, notes } = rowOf(unreachable(1, { status: { problem } }));
    assert.equal(reachText, 'No answer in time');
    assert.match(notes[0]?.text ?? '', /takes the connection, but does not answer/);
  });

  it('tells a member that answers but serves no reads', () => {
    const { reach, notes } = rowOf(
      answering(1, { linearizableRead: { problem: { code: 'cluster.noLeader', facts: {} } } }),
    );
    assert.equal(reach, 'partly');
    assert.equal(notes[0]?.level, 'bad');
  });

  it('finds nothing wrong with a learner that serves no linearizable reads', () => {
    const linearizableRead = { problem: { code: 'call.unsupported', facts: {} } } as const;
    const learner = { isLearner: true, role: 'learner', linearizableRead } as const;
    const { reach, notes, facts } = rowOf(answering(1, learner));
    assert.deepEqual([reach, notes, facts.latency.text], ['reachable', [], '']);
    assert.equal(facts.latency.detail, 'A learner serves no linearizable reads.');
    assert.equal(rowOf(answering(1, { linearizableRead })).reach, 'partly');
  });

  it('says so where the status is for root only', () => {
    const status = { problem: { code: 'auth.permissionDenied', facts: {} } } as const;
    const { reach, reachText, notes } = rowOf(answering(1, { status }));
    assert.deepEqual([reach, reachText], ['partly', 'Status not told']);
    assert.match(notes[0]?.text ?? '', /to root only/);
  });

  it('measures the lag behind the furthest member', () => {
    const behind = (entries: bigint) =>
      rowOf(answering(1, { status: { value: statusOf(1n, { raftIndex: 90_000n - entries }) } })).facts.lag;
    assert.deepEqual([behind(0n).text, behind(0n).level], ['0', undefined]);
    assert.deepEqual([behind(1200n).text, behind(1200n).level], ['1,200', 'warning']);
    assert.equal(behind(6000n).level, 'bad');
  });

  it('takes the quota from 3.6, from /metrics, or for what etcd takes itself', () => {
    const quota = 8 * 1024 ** 3;
    const bySelf = rowOf(answering(1, { status: { value: statusOf(1n, { databaseQuota: BigInt(quota) }) } }));
    const byMetrics = rowOf(answering(1, { metrics: { value: metricsAt(0, { quota }) } }));
    const unset = rowOf(answering(1, { status: { value: statusOf(1n, { databaseQuota: 0n }) } }));
    assert.equal(bySelf.facts.quota.text, '2% of 8 GiB');
    assert.equal(byMetrics.facts.quota.text, '2% of 8 GiB');
    assert.equal(unset.facts.quota.text, '10% of 2 GiB');
    assert.match(unset.facts.quota.detail ?? '', /No quota is set/);
  });

  it('alarms nobody by a quota that the member does not tell', () => {
    const gibibyte = 1024n ** 3n;
    const status = { value: statusOf(1n, { databaseSize: 3n * gibibyte, databaseSizeInUse: 3n * gibibyte }) };
    const { facts, database } = rowOf(answering(1, { status }));
    assert.deepEqual(
      [facts.quota.text, facts.quota.level, database?.level],
      ['150% of the default 2 GiB', undefined, 'good'],
    );
    assert.match(facts.quota.detail ?? '', /does not tell its quota/);
    const told = rowOf(answering(1, { status, metrics: { value: metricsAt(0, { quota: 2 * 1024 ** 3 }) } }));
    assert.deepEqual(
      [told.facts.quota.text, told.facts.quota.level, told.database?.level],
      ['150% of 2 GiB', 'bad', 'bad'],
    );
  });

  it('marks figures by the thresholds of the settings, as the health check does', () => {
    const strict = thresholdsWith({ quotaUse: { warning: 0.05, critical: 0.08 }, readLatency: { warning: 1 } });
    const metrics = { value: metricsAt(0, { quota: 2 * 1024 ** 3 }) };
    const facts = clusterOf([answering(1, { metrics })]);
    const options = { leaderChanges: 0, intervalSeconds: 2 };
    const levels = (thresholds: HealthThresholds) => {
      const { members, tiles } = clusterView(facts, options, { ...context, thresholds });
      const row = members[0];
      return [
        row?.facts.quota.level,
        row?.database?.level,
        row?.facts.latency.level,
        ...tiles.map(({ level }) => level),
      ];
    };
    const none = undefined;
    assert.deepEqual(levels(context.thresholds), [none, 'good', none, none, none, none, none]);
    assert.deepEqual(levels(strict), ['bad', 'bad', 'warning', none, 'warning', 'bad', none]);
  });

  it('counts the days of a certificate', () => {
    const certificate = (days: number) =>
      rowOf(
        answering(1, {
          certificate: {
            value: { subject: 'etcd', issuer: 'ca', validFrom: 0, validTo: takenAt + days * day, names: [] },
          },
        }),
      ).facts.certificate;
    assert.deepEqual([certificate(312).text, certificate(312).level], ['312 days', undefined]);
    assert.deepEqual([certificate(29).text, certificate(29).level], ['29 days', 'warning']);
    assert.deepEqual([certificate(1).text, certificate(1).level], ['1 day', 'bad']);
    assert.deepEqual([certificate(-1).text, certificate(-1).level], ['expired', 'bad']);
  });

  it('shows the storage version and a downgrade of 3.6', () => {
    const storage = (changes: object) =>
      rowOf(
        answering(1, { status: { value: statusOf(1n, { version: '3.6.1', storageVersion: '3.6.0', ...changes }) } }),
      ).facts.storage;
    assert.deepEqual(storage({}), { text: '3.6.0' });
    assert.deepEqual(storage({ downgrade: { isEnabled: true, targetVersion: '3.5.0' } }), {
      text: '3.6.0, to 3.5.0',
      level: 'warning',
    });
  });

  it('shows alarms once, at the member that raised them', () => {
    const alarms = [{ memberId: 1n, type: 'NOSPACE' } as const];
    const errors = ['memberID:1 alarm:NOSPACE '];
    const members = [1, 2, 3].map(id => answering(id, { alarms, status: { value: statusOf(BigInt(id), { errors }) } }));
    const view = viewOf(clusterOf(members));
    assert.deepEqual(
      view.members.map(({ notes }) => notes.length),
      [1, 0, 0],
    );
    assert.deepEqual([view.tiles[3]?.value, view.tiles[3]?.detail], ['NOSPACE', 'raised by member1']);
  });

  it('says which advertised addresses cannot be used', () => {
    const problem = { code: 'notAsked', facts: { reason: 'loopbackAddress' } } as const;
    const advertised = { url: 'https://127.0.0.1:2379', isConfigured: false, isAdvertised: true };
    const { endpoints } = answering(1);
    const { notes } = rowOf(answering(1, { endpoints: [...endpoints, { ...advertised, answeredBy: { problem } }] }));
    assert.deepEqual(
      notes.map(({ level }) => level),
      ['information'],
    );
    assert.match(notes[0]?.text ?? '', /^https:\/\/127\.0\.0\.1:2379 cannot be used from here: .+10\.0\.0\.1:2379\.$/);
  });

  it('says once that no member lets its metrics be read', () => {
    const { metricsNotes } = viewOf(clusterOf([answering(1), answering(2), unreachable(3)]));
    assert.equal(metricsNotes.length, 1);
    assert.match(metricsNotes[0]?.text ?? '', /^No member lets its \/metrics be read .+connection refused/);
  });

  it('says which members lack metrics where others have them', () => {
    const { metricsNotes } = viewOf(clusterOf([answering(1, { metrics: { value: metricsAt(0) } }), answering(2)]));
    assert.match(metricsNotes[0]?.text ?? '', /^The \/metrics of member2 cannot be read: connection refused/);
  });

  it('shows an endpoint that leads to no member', () => {
    const problem = { code: 'connection.hostNotFound', facts: { endpoint: 'https://nowhere:2379' } } as const;
    const unmatched = { url: 'https://nowhere:2379', isConfigured: true, isAdvertised: false, answeredBy: { problem } };
    const { members } = viewOf(clusterOf([answering(1)], { unmatchedEndpoints: [unmatched] }));
    assert.deepEqual(
      members.map(({ name, reach }) => [name, reach]),
      [
        ['member1', 'reachable'],
        ['https://nowhere:2379', 'unreachable'],
      ],
    );
  });

  it('says so where the list of members is not known', () => {
    const memberList = { problem: { code: 'auth.permissionDenied', facts: {} } } as const;
    const { quorum, ...facts } = clusterOf([answering(1)], { memberList });
    assert.ok(quorum);
    assert.match(viewOf(facts).problem ?? '', /^The list of members is not known/);
  });

  it('bounds what hostile members say', () => {
    const long = 'x'.repeat(100_000);
    const members = Array.from({ length: 100 }, (_, index) =>
      answering(index + 1, {
        name: `<img src=x onerror=alert(1)>${long}`,
        endpoints: Array.from({ length: 1000 }, () => ({ url: long, isConfigured: false, isAdvertised: true })),
        status: { value: statusOf(BigInt(index + 1), { version: long, errors: Array(1000).fill(long) }) },
      }),
    );
    const view = viewOf(clusterOf(members));
    const whole = { ...view, phase: 'live', name: 'production' };
    assert.ok(dashboard.toPanel.events.view(whole));
    assert.ok(JSON.stringify(whole).length < 1_000_000);
  });
});
