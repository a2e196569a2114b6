import assert from 'node:assert/strict';
import type { MemberMetrics } from '../../../../src/core/health';
import { MemberSampler } from '../../../../src/features/dashboard/memberSampler';
import { answering, histogramOf, metricsAt, statusOf, takenAt, unreachable } from './clusterFacts';

/** The figures of the last of several answers, a reading of /metrics each. */
function afterReadings(...readings: readonly MemberMetrics[]) {
  const sampler = new MemberSampler();
  const samples = readings.map(value => sampler.next(answering(1, { metrics: { value } }), value.readAt));
  const last = samples.at(-1);
  assert.ok(last);
  return last;
}

describe('the samples of a member', () => {
  it('take gauges as they are', () => {
    const sample = afterReadings(metricsAt(0, { watchers: 12, keys: 345, proposalsPending: 2 }));
    assert.deepEqual([sample.watchers, sample.keys, sample.proposalsPending], [12, 345, 2]);
    assert.deepEqual([sample.readLatency, sample.databaseSize], [2.5, 200 * 1024 ** 2]);
  });

  it('know no rate and no percentile after one reading', () => {
    const sample = afterReadings(
      metricsAt(0, { proposalsFailed: 3, slowApplies: 5, walFsync: histogramOf(10, 10, 10, 10) }),
    );
    const { raftIndexRate, proposalsFailed, slowApplies, walFsyncP50, walFsyncP99 } = sample;
    assert.deepEqual([raftIndexRate, proposalsFailed, slowApplies, walFsyncP50, walFsyncP99], Array(5).fill(null));
  });

  it('give the rate of a counter over the last minute', () => {
    const readings = [0, 30, 60, 90].map(seconds => metricsAt(seconds, { slowApplies: seconds * 2 }));
    assert.equal(afterReadings(...readings).slowApplies, 2);
    const burst = afterReadings(...readings, metricsAt(120, { slowApplies: 240 }));
    // From 60 s on: 120 applies in 60 s, whatever was before.
    assert.equal(burst.slowApplies, 2);
  });

  it('give entries a second by the raft index of two answers', () => {
    const sampler = new MemberSampler();
    sampler.next(answering(1, { status: { value: statusOf(1n, { raftIndex: 100n }) } }), takenAt);
    const later = answering(1, { status: { value: statusOf(1n, { raftIndex: 150n }) } });
    assert.equal(sampler.next(later, takenAt + 2000).raftIndexRate, 25);
  });

  it('begin the raft index anew after an answer that did not come', () => {
    const sampler = new MemberSampler();
    sampler.next(answering(1), takenAt);
    assert.equal(sampler.next(unreachable(1), takenAt + 2000).raftIndexRate, null);
    assert.equal(sampler.next(answering(1), takenAt + 4000).raftIndexRate, null);
    assert.equal(sampler.next(answering(1), takenAt + 6000).raftIndexRate, 0);
  });

  it('give percentiles of what was observed since, in milliseconds', () => {
    // Of 1000 old observations all were below 1 ms; of the 10 new ones all between 10 and 100 ms.
    const sample = afterReadings(
      metricsAt(0, { walFsync: histogramOf(1000, 1000, 1000, 1000) }),
      metricsAt(10, { walFsync: histogramOf(1000, 1000, 1010, 1010) }),
    );
    assert.deepEqual([sample.walFsyncP50?.toFixed(3), sample.walFsyncP99?.toFixed(3)], ['55.000', '99.100']);
  });

  it('know no percentile where nothing was observed', () => {
    const idle = histogramOf(7, 7, 7, 7);
    assert.equal(afterReadings(metricsAt(0, { walFsync: idle }), metricsAt(10, { walFsync: idle })).walFsyncP99, null);
  });

  it('take the slowest peer', () => {
    const peers = (fast: number, slow: number) => [
      { memberId: 2n, histogram: histogramOf(fast, fast, fast, fast) },
      { memberId: 3n, histogram: histogramOf(0, slow, slow, slow) },
    ];
    const sample = afterReadings(
      metricsAt(0, { peerRoundTrips: peers(1, 1) }),
      metricsAt(10, { peerRoundTrips: peers(11, 11) }),
    );
    assert.equal(sample.peerRoundTripP50?.toFixed(3), '5.500');
  });

  it('begin anew with a process that was started again', () => {
    const sample = afterReadings(
      metricsAt(0, { proposalsFailed: 100 }),
      metricsAt(10, { proposalsFailed: 2, startedAt: takenAt }),
    );
    assert.equal(sample.proposalsFailed, null);
  });

  it('count the changes of leader that the member counts', () => {
    const readings = [3, 3, 5].map((leaderChanges, index) => metricsAt(index * 2, { leaderChanges }));
    assert.equal(afterReadings(...readings).leaderChanges, 2);
  });

  it('count no change twice where a reading stands for several samples', () => {
    const [before, after] = [metricsAt(0, { leaderChanges: 1 }), metricsAt(6, { leaderChanges: 2, slowApplies: 0 })];
    const sampler = new MemberSampler();
    const counts = [before, before, after, after, after].map(
      (value, index) => sampler.next(answering(1, { metrics: { value } }), takenAt + index * 2000).leaderChanges,
    );
    assert.deepEqual(counts, [0, 0, 1, 1, 1]);
  });

  it('count them by what it answers where it has no counter', () => {
    const sampler = new MemberSampler();
    const leaders = [1n, 1n, 0n, 2n, 2n, 1n];
    const counts = leaders.map(
      (leader, index) =>
        sampler.next(answering(3, { status: { value: statusOf(3n, { leader }) } }), takenAt + index * 1000)
          .leaderChanges,
    );
    assert.deepEqual(counts, [0, 0, 0, 1, 1, 2]);
  });

  it('say nothing of a member that does not answer', () => {
    const sample = new MemberSampler().next(unreachable(2), takenAt);
    assert.deepEqual([...new Set(Object.values(sample))], [null]);
  });

  it('keep no more readings than they need', () => {
    const sampler = new MemberSampler();
    for (let step = 0; step < 1000; step++) {
      const value = metricsAt(step / 10, { slowApplies: step });
      const { slowApplies } = sampler.next(answering(1, { metrics: { value } }), value.readAt);
      assert.ok(step === 0 || (slowApplies !== null && Math.abs(slowApplies - 10) < 1e-9));
    }
  });
});
