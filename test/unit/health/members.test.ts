import assert from 'node:assert/strict';
import { clockOffset } from '../../../src/core/health/members/clockOffset';
import { leaderOf, quorumOf } from '../../../src/core/health/members/quorum';
import { alarmType, statusAlarms } from '../../../src/core/health/members/statusAlarms';
import { memberFacts, statusFacts, unreachable } from '../../support/healthFacts';

describe('clockOffset', () => {
  const now = 1_700_000_000_000;

  it('has the bounds that a date in whole seconds allows', () => {
    assert.deepEqual(clockOffset([{ date: now, sentAt: now + 300, answeredAt: now + 320 }]), {
      lowest: -320,
      highest: 700,
    });
  });

  it('narrows with each reading', () => {
    const readings = [
      { date: now, sentAt: now + 300, answeredAt: now + 320 },
      { date: now, sentAt: now + 900, answeredAt: now + 950 },
      { date: now + 1000, sentAt: now + 1010, answeredAt: now + 1020 },
    ];
    assert.deepEqual(clockOffset(readings), { lowest: -20, highest: 100 });
  });

  it('holds the truth, whatever the offset and the way there', () => {
    for (const offset of [-5000, -999, -1, 0, 1, 500, 7777]) {
      for (const [sent, way, back] of [
        [0, 0, 0],
        [123, 40, 900],
        [999, 3, 1],
      ] as const) {
        const sentAt = now + sent;
        const there = sentAt + way + offset;
        const found = clockOffset([{ date: Math.floor(there / 1000) * 1000, sentAt, answeredAt: sentAt + way + back }]);
        assert.ok(found && found.lowest <= offset && offset <= found.highest, `${offset}`);
      }
    }
  });

  it('goes by the last where a clock was set meanwhile, and is not known without a date', () => {
    const jumped = [
      { date: now, sentAt: now, answeredAt: now },
      { date: now + 60_000, sentAt: now + 10, answeredAt: now + 20 },
    ];
    assert.deepEqual(clockOffset(jumped), { lowest: 59_980, highest: 60_990 });
    assert.equal(clockOffset([{ sentAt: now, answeredAt: now }]), undefined);
  });
});

describe('statusAlarms', () => {
  const of = (...errors: readonly string[]) => {
    const status = statusFacts(1n, { errors }).value;
    assert.ok(status);
    return statusAlarms(status);
  };

  it('reads what etcd writes among the errors of a status', () => {
    assert.deepEqual(of('memberID:8630161756594109333 alarm:NOSPACE ', 'memberID:1 alarm:CORRUPT'), [
      { memberId: 8630161756594109333n, type: 'NOSPACE' },
      { memberId: 1n, type: 'CORRUPT' },
    ]);
    assert.deepEqual(of('etcdserver: no leader', '', 'memberID:x alarm:NOSPACE'), []);
    assert.deepEqual(of('memberID:1 alarm:MELTDOWN'), [{ memberId: 1n, type: 'unknown' }]);
    assert.deepEqual([1, 2, 3].map(alarmType), ['NOSPACE', 'CORRUPT', 'unknown']);
  });

  it('has a bound', () => {
    assert.equal(of(...new Array<string>(500).fill('memberID:1 alarm:NOSPACE')).length, 100);
  });
});

describe('quorumOf and leaderOf', () => {
  it('count votes, not learners', () => {
    const members = [memberFacts(1n), memberFacts(2n), unreachable(3n), memberFacts(4n, { isLearner: true })];
    assert.deepEqual(quorumOf(members), {
      voters: 3,
      learners: 1,
      quorum: 2,
      reachable: 2,
      tolerance: 0,
      isProven: true,
    });
  });

  it('name the leader that most name, of the highest term where they are even', () => {
    const named = (id: bigint, leader: bigint, raftTerm = 7n) =>
      memberFacts(id, { status: statusFacts(id, { leader, raftTerm }) });
    assert.equal(leaderOf([named(1n, 1n), named(2n, 2n), named(3n, 1n)]), 1n);
    assert.equal(leaderOf([named(1n, 1n, 7n), named(2n, 2n, 8n)]), 2n);
    assert.equal(leaderOf([named(1n, 0n), named(2n, 3n), named(3n, 0n)]), 3n);
    assert.equal(leaderOf([named(1n, 0n), unreachable(2n)]), undefined);
  });
});
