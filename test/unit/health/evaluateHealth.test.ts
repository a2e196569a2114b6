import assert from 'node:assert/strict';
import { type CheckStatus, evaluateHealth, type Problem } from '../../../src/core/health';
import {
  allTook,
  checkOf,
  denied,
  healthFacts,
  memberFacts,
  metricsFacts,
  statusFacts,
  statusOf,
  takenAt,
  three,
  timeout,
  unreachable,
} from '../../support/healthFacts';

describe('evaluateHealth', () => {
  it('finds nothing wrong with a cluster that is well', () => {
    const report = evaluateHealth(healthFacts());
    assert.deepEqual(
      report.checks.filter(({ status }) => status !== 'ok'),
      [],
    );
    assert.equal(report.verdict, 'ok');
    assert.equal(report.clusterId, '63');
    assert.deepEqual(report.counts, { ok: report.checks.length, warning: 0, critical: 0, unknown: 0 });
  });

  it('says the same for the same facts, in plain data, in the same order', () => {
    const facts = three(unreachable(2n));
    const report = evaluateHealth(facts);
    assert.deepEqual(evaluateHealth(facts), report);
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    assert.deepEqual(
      evaluateHealth(healthFacts()).checks.map(({ id }) => id),
      report.checks.map(({ id }) => id),
    );
  });

  it('has one check of each id', () => {
    const ids = evaluateHealth(healthFacts()).checks.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  describe('the verdict', () => {
    it('is the worst of all checks', () => {
      assert.equal(evaluateHealth(three(memberFacts(2n, { linearizableRead: { value: 200 } }))).verdict, 'warning');
      assert.equal(evaluateHealth(three(memberFacts(2n, { linearizableRead: { value: 600 } }))).verdict, 'critical');
    });

    it('is critical where nobody answers', () => {
      const facts = healthFacts({
        members: [],
        memberList: { problem: denied },
        quorum: undefined,
        clusterId: undefined,
        leader: undefined,
        alarmList: { problem: denied },
        compaction: { problem: denied },
        consistency: { problem: denied },
        authentication: { problem: denied },
        kubernetes: { problem: denied },
      });
      assert.equal(evaluateHealth(facts).verdict, 'critical');
      assert.equal(statusOf(facts, 'quorum'), 'unknown');
      assert.equal(statusOf(facts, 'secretsEncryption'), 'unknown');
    });

    it('is ok with much that is not known', () => {
      const problem = { code: 'call.unsupported' as const, facts: {} };
      const members = [1n, 2n, 3n].map(id =>
        memberFacts(id, { metrics: { problem }, livez: { problem }, readyz: { problem }, clock: { problem } }),
      );
      const report = evaluateHealth(healthFacts({ members, quorum: healthFacts().quorum }));
      assert.equal(report.verdict, 'ok');
      assert.ok(report.counts.unknown >= 8, `${report.counts.unknown} are unknown`);
    });
  });

  describe('endpoint health', () => {
    it('is that of etcdctl: a linearizable read, and no alarm', () => {
      const failing = three(memberFacts(2n, { linearizableRead: { problem: timeout } }));
      assert.equal(statusOf(failing, 'endpointHealth'), 'critical');
      assert.deepEqual(checkOf(failing, 'endpointHealth')?.measured, { healthy: 2, members: 3 });
      const alarms = [{ memberId: 2n, type: 'NOSPACE' as const }];
      const alarmed = { ...three(memberFacts(2n, { alarms })), alarmList: { problem: denied } };
      assert.deepEqual(checkOf(alarmed, 'endpointHealth')?.members?.[1]?.details, ['NOSPACE']);
      assert.deepEqual(checkOf(alarmed, 'endpointHealth')?.measured, { healthy: 2, members: 3 });
      const agreed = healthFacts({ alarmList: { value: alarms } });
      assert.deepEqual(checkOf(agreed, 'endpointHealth')?.measured, { healthy: 0, members: 3 });
    });

    it('counts an endpoint that leads to no member, and none that is yet to start', () => {
      const endpoint = { url: 'http://a:1', isConfigured: true, isAdvertised: false };
      const dead = healthFacts({ unmatchedEndpoints: [{ ...endpoint, answeredBy: { problem: timeout } }] });
      assert.deepEqual(checkOf(dead, 'endpointHealth')?.measured, { healthy: 3, members: 4 });
      assert.equal(statusOf(dead, 'endpointHealth'), 'critical');
      const foreign = healthFacts({ unmatchedEndpoints: [{ ...endpoint, answeredBy: { value: 0xabn } }] });
      assert.deepEqual(checkOf(foreign, 'endpointHealth')?.members?.[3], {
        memberId: 'ab',
        name: '',
        endpoint: 'http://a:1',
        status: 'warning',
      });
      const unstarted = unreachable(3n, { isStarted: false, name: '', clientUrls: [], endpoints: [] });
      assert.deepEqual(checkOf(three(unstarted), 'endpointHealth')?.measured, { healthy: 2, members: 2 });
    });

    it('takes another read from a learner, which refuses the linearizable one', () => {
      const unsupported = { problem: { code: 'call.unsupported' as const, facts: {} } };
      const learner = memberFacts(3n, { isLearner: true, role: 'learner', linearizableRead: unsupported });
      assert.equal(statusOf(three(learner), 'endpointHealth'), 'ok');
      assert.equal(
        statusOf(three({ ...learner, serializableRead: { problem: timeout } }), 'endpointHealth'),
        'critical',
      );
    });

    it('tells a member that is down from one that cannot be seen from here', () => {
      const away = (id: bigint, problem: Problem) =>
        unreachable(id, {
          status: { problem },
          endpoints: [{ url: 'http://a:1', isConfigured: false, isAdvertised: true, answeredBy: { problem } }],
        });
      const notFound: Problem = { code: 'connection.hostNotFound', facts: {} };
      // Its peers are connected with it.
      assert.equal(statusOf(three(away(2n, notFound)), 'endpointHealth'), 'warning');
      // They are not.
      const alone = metricsFacts(1n, { activePeers: [3n] });
      const lost = three(memberFacts(1n, { metrics: alone }), away(2n, notFound), memberFacts(3n, { metrics: alone }));
      assert.equal(statusOf(lost, 'endpointHealth'), 'critical');
      // They do not tell.
      const silent = { problem: denied };
      const unknown = three(
        memberFacts(1n, { metrics: silent }),
        away(2n, notFound),
        memberFacts(3n, { metrics: silent }),
      );
      assert.equal(checkOf(unknown, 'endpointHealth')?.members?.[1]?.status, 'unknown');
      assert.equal(statusOf(unknown, 'endpointHealth'), 'unknown');
      // Somebody gave its address.
      assert.equal(statusOf(three(unreachable(2n)), 'endpointHealth'), 'critical');
    });
  });

  it('tells which parts of /livez and /readyz fail', () => {
    const parts = [
      { name: 'data_corruption', isOk: false },
      { name: 'linearizable_read', isOk: true },
    ];
    const facts = three(memberFacts(2n, { readyz: { value: { isOk: false, parts } } }));
    assert.equal(statusOf(facts, 'readyz'), 'critical');
    assert.deepEqual(checkOf(facts, 'readyz')?.members?.[1]?.details, ['data_corruption']);
    assert.deepEqual(checkOf(facts, 'readyz')?.measured, { ok: 2, asked: 3 });
    const older = three(memberFacts(2n, { livez: { problem: { code: 'call.unsupported', facts: { status: 404 } } } }));
    assert.deepEqual(checkOf(older, 'livez')?.measured, { ok: 2, asked: 2 });
    assert.equal(statusOf(older, 'livez'), 'ok');
  });

  it('does not mind that a learner is not ready, unless there is another reason', () => {
    const failing = (...names: readonly string[]) => {
      const parts = names.map(name => ({ name, isOk: false }));
      const learner = memberFacts(4n, { isLearner: true, readyz: { value: { isOk: false, parts } } });
      return healthFacts({ members: [memberFacts(1n), memberFacts(2n), memberFacts(3n), learner] });
    };
    assert.equal(statusOf(failing('non_learner'), 'readyz'), 'ok');
    assert.deepEqual(checkOf(failing('non_learner'), 'readyz')?.measured, { ok: 3, asked: 3 });
    assert.equal(statusOf(failing('non_learner', 'data_corruption'), 'readyz'), 'critical');
  });

  describe('quorum', () => {
    const table: readonly (readonly [down: number, of: number, CheckStatus])[] = [
      [0, 1, 'ok'],
      [1, 1, 'critical'],
      [0, 2, 'ok'],
      [1, 2, 'critical'],
      [0, 3, 'ok'],
      [1, 3, 'warning'],
      [2, 3, 'critical'],
      [1, 5, 'warning'],
      [2, 5, 'warning'],
      [3, 5, 'critical'],
    ];
    for (const [down, of, status] of table) {
      it(`${down} of ${of} down: ${status}`, () => {
        const members = Array.from({ length: of }, (_, index) => {
          const id = BigInt(index + 1);
          const isStuck = down > Math.floor((of - 1) / 2);
          const stuck = isStuck ? { linearizableRead: { problem: timeout } } : {};
          return index < down ? unreachable(id) : memberFacts(id, stuck);
        });
        assert.equal(statusOf(healthFacts({ members }), 'quorum'), status);
      });
    }

    it('is proven by a linearizable read, however few members are reached from here', () => {
      const facts = three(unreachable(2n), unreachable(3n));
      assert.equal(statusOf(facts, 'quorum'), 'warning');
      assert.equal(checkOf(facts, 'quorum')?.measured?.tolerance, -1);
    });
  });

  it('warns of one member and of even numbers', () => {
    const of = (count: number) =>
      statusOf(
        healthFacts({ members: Array.from({ length: count }, (_, index) => memberFacts(BigInt(index + 1))) }),
        'memberCount',
      );
    assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(of), ['warning', 'warning', 'ok', 'warning', 'ok', 'warning', 'ok']);
  });

  it('warns of learners and of members that never started', () => {
    assert.equal(statusOf(three(memberFacts(3n, { isLearner: true })), 'learners'), 'warning');
    const unstarted = unreachable(3n, { isStarted: false, name: '', clientUrls: [], endpoints: [] });
    assert.equal(statusOf(three(unstarted), 'unstartedMembers'), 'warning');
    assert.deepEqual(checkOf(three(unstarted), 'unstartedMembers')?.measured, { unstarted: 1 });
  });

  it('wants one leader and one term', () => {
    const split = three(memberFacts(2n, { status: statusFacts(2n, { leader: 2n }) }));
    assert.equal(statusOf(split, 'leaderAgreement'), 'critical');
    assert.deepEqual(checkOf(split, 'leaderAgreement')?.measured, { leaders: ['1', '2'], withoutLeader: 0 });
    const headless = three(memberFacts(2n, { status: statusFacts(2n, { leader: 0n }) }));
    assert.deepEqual(checkOf(headless, 'leaderAgreement')?.measured, { leaders: ['1'], withoutLeader: 1 });
    assert.equal(statusOf(headless, 'leaderAgreement'), 'critical');
    assert.equal(
      statusOf(three(memberFacts(2n, { status: statusFacts(2n, { raftTerm: 8n }) })), 'raftTerm'),
      'warning',
    );
  });

  it('does not take the leader that every start brings for trouble, nor the first minutes for a rate', () => {
    const changed = (leaderChanges: number) =>
      three(memberFacts(2n, { metrics: metricsFacts(2n, { leaderChanges, startedAt: takenAt - 60_000 }) }));
    assert.equal(checkOf(changed(1), 'leaderChanges')?.measured?.worst, 0);
    assert.equal(checkOf(changed(2), 'leaderChanges')?.measured?.worst, 1);
    assert.equal(statusOf(changed(2), 'leaderChanges'), 'ok');
    assert.equal(statusOf(changed(3), 'leaderChanges'), 'warning');
  });

  it('does not let a calm month hide the storm of the last minutes', () => {
    const startedAt = takenAt - 30 * 24 * 3_600_000;
    const reading = (leaderChanges: number, minutesAgo: number) => ({
      ...metricsFacts(2n, { leaderChanges, startedAt, readAt: takenAt - minutesAgo * 60_000 }),
    });
    const member = memberFacts(2n, { earlierMetrics: reading(3, 8).value, metrics: reading(9, 0) });
    const finding = checkOf(three(member), 'leaderChanges')?.members?.[1];
    assert.deepEqual([finding?.value, finding?.basis, finding?.status], [6, 'recent', 'critical']);
    const calm = memberFacts(2n, { earlierMetrics: reading(9, 8).value, metrics: reading(9, 0) });
    assert.equal(checkOf(three(calm), 'leaderChanges')?.members?.[1]?.basis, 'sinceStart');
  });

  it('judges by what happened between two readings, where that is enough', () => {
    const quick = allTook(2);
    const slow = { ...quick, counts: [0, 1000, 1060, 1060] };
    const member = memberFacts(2n, {
      earlierMetrics: metricsFacts(2n, { walFsync: quick }).value,
      metrics: metricsFacts(2n, { walFsync: slow }),
    });
    const finding = checkOf(three(member), 'walFsync')?.members?.[1];
    assert.equal(finding?.basis, 'recent');
    assert.equal(finding?.status, 'critical');
    assert.equal(checkOf(three(), 'walFsync')?.members?.[0]?.basis, 'sinceStart');
    const few = memberFacts(2n, { metrics: metricsFacts(2n, { walFsync: allTook(900, 49) }) });
    assert.deepEqual(checkOf(three(few), 'walFsync')?.members?.[1]?.problem?.facts.reason, 'fewObservations');
    assert.equal(statusOf(three(few), 'walFsync'), 'ok');
  });

  it('leaves out Kubernetes where there is none, and knows nothing where it may not look', () => {
    const none = evaluateHealth(healthFacts({ kubernetes: undefined }));
    assert.deepEqual(
      none.checks.filter(({ theme }) => theme === 'kubernetes'),
      [],
    );
    const refused = healthFacts({ kubernetes: { problem: denied } });
    assert.equal(statusOf(refused, 'eventsShare'), 'unknown');
    assert.equal(checkOf(refused, 'eventsShare')?.problem?.code, 'auth.permissionDenied');
  });

  it('minds a Secret in clear', () => {
    const value = healthFacts().kubernetes?.value;
    assert.ok(value);
    const secrets = (sampled: number, plaintext: number) =>
      statusOf(
        healthFacts({ kubernetes: { value: { ...value, secrets: { count: 50, sampled, plaintext } } } }),
        'secretsEncryption',
      );
    assert.deepEqual([secrets(50, 0), secrets(50, 1), secrets(0, 0)], ['ok', 'critical', 'unknown']);
  });
});
