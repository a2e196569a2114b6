import assert from 'node:assert/strict';
import { clusterView } from '../../../../src/features/dashboard/dashboardView';
import { memberText } from '../../../../src/features/dashboard/memberText';
import { type DashboardStrings, dashboardStringNames } from '../../../../src/protocol/dashboard';
import { answering, clusterOf, context, unreachable } from './clusterFacts';

const strings = Object.fromEntries(dashboardStringNames.map(name => [name, name])) as DashboardStrings;

describe('the facts of a member as text', () => {
  const textOf = (index: number) => {
    const view = clusterView(
      clusterOf([answering(1), unreachable(2)]),
      { leaderChanges: 0, intervalSeconds: 2 },
      context,
    );
    const member = view.members[index];
    assert.ok(member);
    return memberText(member, strings).split('\n');
  };

  it('names the member and each figure that is known', () => {
    const lines = textOf(0);
    assert.deepEqual(lines.slice(0, 5), ['member1', 'id: 1', 'http://10.0.0.1:2379', 'Leader', 'Reachable']);
    assert.ok(lines.includes('latency: 2.5 ms') && lines.includes('size: 200 MiB'));
    assert.ok(!lines.some(line => line.startsWith('storage')));
  });

  it('says why there are none', () => {
    const lines = textOf(1);
    assert.equal(lines.length, 6);
    assert.match(lines[4] ?? '', /refused the connection/);
  });
});
