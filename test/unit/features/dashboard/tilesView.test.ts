import assert from 'node:assert/strict';
import { tilesView } from '../../../../src/features/dashboard/tilesView';
import { answering, clusterOf, context, statusOf, unreachable } from './clusterFacts';

describe('the figures at a glance', () => {
  const tiles = (...args: Parameters<typeof clusterOf>) =>
    tilesView(clusterOf(...args), 1, context).map(({ value, detail, level }) => [value, detail, level]);

  it('are leader, slowest read, largest database and alarms', () => {
    const slow = answering(2, { linearizableRead: { value: 140 } });
    const databaseSize = 3n * 512n * 1024n ** 2n;
    const large = (databaseQuota?: bigint) =>
      answering(3, { status: { value: statusOf(3n, { databaseSize, ...(databaseQuota && { databaseQuota }) }) } });
    assert.deepEqual(tiles([answering(1), slow, large(2n * 1024n ** 3n)]), [
      ['member1', 'term 7 · 1 change seen', undefined],
      ['140 ms', 'linearizable, at member2', 'warning'],
      ['1.5 GiB', '75% of 2 GiB, at member3', 'warning'],
      ['None', 'told by 3 members', undefined],
    ]);
    assert.deepEqual(tiles([large()])[2], ['1.5 GiB', '75% of the default 2 GiB, at member3', undefined]);
  });

  it('are critical where there is no leader', () => {
    const { leader, ...facts } = clusterOf([answering(1)]);
    assert.ok(leader);
    assert.deepEqual(tilesView(facts, 0, context)[0], {
      label: 'Leader',
      value: 'None',
      detail: 'the members have not elected one',
      level: 'bad',
    });
  });

  it('say nothing where nobody answers', () => {
    const values = tiles([unreachable(1), unreachable(2)], { leader: undefined }).map(([value]) => value);
    assert.deepEqual(values, ['–', '–', '–', '–']);
  });
});
