import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { EtcdscopeError } from '../../../../src/core/base/errors';
import type { ClusterFacts, MemberFacts } from '../../../../src/core/health';
import { ClusterMemory } from '../../../../src/features/dashboard/clusterMemory';
import { ClusterWatch, type Look } from '../../../../src/features/dashboard/clusterWatch';
import type { SampleView } from '../../../../src/protocol/dashboard';
import { answering, clusterOf, metricsAt, statusOf, takenAt, unreachable } from './clusterFacts';

/** A cluster that answers when it is told to. */
class Rounds {
  readonly begun: Look[] = [];
  private readonly settling: { resolve(facts: ClusterFacts): void; reject(error: unknown): void }[] = [];

  readonly collect = (look: Look): Promise<ClusterFacts> => {
    this.begun.push(look);
    return new Promise((resolve, reject) => this.settling.push({ resolve, reject }));
  };

  async answer(round: number, facts: ClusterFacts): Promise<void> {
    this.settling[round]?.resolve(facts);
    await settled();
  }

  async fail(round: number, error: unknown): Promise<void> {
    this.settling[round]?.reject(error);
    await settled();
  }
}

/** Long enough for whatever follows at once. */
function settled(): Promise<void> {
  return sleep(1);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await sleep(1);
  }
}

describe('watching a cluster', () => {
  let rounds: Rounds;
  let watch: ClusterWatch;
  let samples: SampleView[];

  beforeEach(() => {
    rounds = new Rounds();
    watch = new ClusterWatch({ collect: rounds.collect, intervalMilliseconds: () => 5 });
    samples = [];
    watch.onDidSample(sample => samples.push(sample));
  });
  afterEach(() => watch.dispose());

  const at = (seconds: number, ...members: readonly MemberFacts[]) =>
    clusterOf(members, { takenAt: takenAt + seconds * 1000 });

  it('looks once at a time, again and again', async () => {
    watch.start();
    watch.start();
    assert.equal(rounds.begun.length, 1);
    await sleep(20);
    assert.equal(rounds.begun.length, 1, 'a round that lasts is waited for');
    await rounds.answer(0, at(0, answering(1)));
    await until(() => rounds.begun.length === 2);
    await rounds.answer(1, at(2, answering(1)));
    assert.deepEqual(
      samples.map(({ time }) => time - takenAt),
      [0, 2000],
    );
  });

  it('looks at nothing while it is stopped, and remembers what it saw', async () => {
    watch.start();
    await rounds.answer(0, at(0, answering(1)));
    await until(() => rounds.begun.length === 2);
    watch.stop();
    assert.equal(rounds.begun[1]?.signal.aborted, true);
    await rounds.answer(1, at(2, answering(1)));
    await sleep(20);
    assert.equal(rounds.begun.length, 2);
    assert.equal(samples.length, 1, 'what came after the stop does not count');
    watch.start();
    assert.equal(rounds.begun.length, 3);
    assert.equal(watch.history.view.times.length, 1);
  });

  it('breaks the lines where it was stopped for long', async () => {
    watch.start();
    await rounds.answer(0, at(0, answering(1)));
    await until(() => rounds.begun.length === 2);
    await rounds.answer(1, at(60, answering(1)));
    assert.deepEqual(watch.history.view.members[0]?.series.readLatency, [2.5, null, 2.5]);
  });

  it('shows a member as soon as it answers', async () => {
    watch.start();
    rounds.begun[0]?.onMember(answering(2));
    rounds.begun[0]?.onMember(answering(1));
    const names = () => (watch.state.phase === 'live' ? watch.state.facts.members.map(({ name }) => name) : []);
    assert.deepEqual(names(), ['member1', 'member2']);
    await rounds.answer(0, at(0, answering(10), answering(2), answering(1)));
    assert.deepEqual(names(), ['member1', 'member2', 'member10']);
    assert.equal(samples.length, 1, 'only the whole is a sample');
  });

  it('tells apart members that may not say who they are', async () => {
    const nameless = (id: number) => answering(id, { id: 0n, name: '' });
    watch.start();
    rounds.begun[0]?.onMember(nameless(1));
    rounds.begun[0]?.onMember(nameless(2));
    const addresses = () =>
      watch.state.phase === 'live' ? watch.state.facts.members.map(({ endpoint }) => endpoint) : [];
    assert.deepEqual(addresses(), ['http://10.0.0.1:2379', 'http://10.0.0.2:2379']);
    const withKeys = (id: number) => ({ ...nameless(id), metrics: { value: metricsAt(0, { keys: id }) } });
    await rounds.answer(0, at(0, withKeys(1), withKeys(2)));
    await until(() => rounds.begun.length === 2);
    await rounds.answer(1, at(2, nameless(1), nameless(2)));
    assert.deepEqual(
      watch.history.view.members.map(({ name, series }) => [name, series.keys]),
      [
        ['http://10.0.0.1:2379', [1, 1]],
        ['http://10.0.0.2:2379', [2, 2]],
      ],
    );
  });

  it('does not name a leader that the members do not know any more', async () => {
    watch.start();
    await rounds.answer(0, at(0, answering(1), unreachable(2), unreachable(3)));
    await until(() => rounds.begun.length === 2);
    const leader = () => (watch.state.phase === 'live' ? watch.state.facts.leader : undefined);
    assert.equal(leader(), 1n);
    rounds.begun[1]?.onMember(answering(1, { status: { value: statusOf(1n, { leader: 0n }) }, role: 'follower' }));
    assert.equal(leader(), undefined);
  });

  it('adds to what an earlier watch saw', async () => {
    const memory = new ClusterMemory();
    for (const seconds of [0, 2]) {
      const [answers, next] = [new Rounds(), () => 5];
      const another = new ClusterWatch({ collect: answers.collect, intervalMilliseconds: next, memory });
      another.start();
      await answers.answer(0, at(seconds, answering(1)));
      another.dispose();
    }
    assert.deepEqual(memory.history.view.members[0]?.series.readLatency, [2.5, 2.5]);
  });

  it('asks for everything once in a while, and keeps what it was told meanwhile', async () => {
    const metrics = { value: metricsAt(0, { keys: 5 }) };
    watch.start();
    await rounds.answer(0, at(0, answering(1, { metrics })));
    await until(() => rounds.begun.length === 2);
    await rounds.answer(1, at(2, answering(1)));
    await until(() => rounds.begun.length === 3);
    await rounds.answer(2, at(4, unreachable(1)));
    watch.lookNow();
    assert.deepEqual(
      rounds.begun.map(({ isBrief }) => isBrief),
      [false, true, true, false],
    );
    assert.deepEqual(watch.history.view.members[0]?.series.keys, [5, 5, null]);
  });

  it('goes on after a failure, which it tells', async () => {
    watch.start();
    await rounds.fail(0, new EtcdscopeError('connection.refused'));
    assert.equal(watch.state.phase, 'failed');
    await until(() => rounds.begun.length === 2);
    await rounds.answer(1, at(0, answering(1)));
    assert.equal(watch.state.phase, 'live');
  });

  it('looks at once when asked, and gives up what is under way', () => {
    watch.start();
    watch.lookNow();
    assert.deepEqual(
      rounds.begun.map(({ signal }) => signal.aborted),
      [true, false],
    );
  });

  it('leaves nothing running when it is disposed of', async () => {
    watch.start();
    watch.dispose();
    assert.equal(rounds.begun[0]?.signal.aborted, true);
    await rounds.answer(0, at(0, answering(1)));
    await sleep(20);
    assert.deepEqual([rounds.begun.length, watch.isRunning], [1, false]);
  });
});
