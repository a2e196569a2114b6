import assert from 'node:assert/strict';
import { statusJson } from '../../../../src/features/dashboard/statusJson';
import { answering, clusterOf, statusOf, unreachable } from './clusterFacts';

describe('the status of members as JSON', () => {
  it('has the shape of etcdctl, with 64-bit numbers in full', () => {
    const id = 18_446_744_073_709_551_615n;
    const status = { value: statusOf(id, { raftIndex: 9_007_199_254_740_993n, isLearner: true }) };
    const text = statusJson(clusterOf([answering(1, { id, status })]));
    assert.match(text, /"member_id": 18446744073709551615,/);
    assert.match(text, /"raftIndex": 9007199254740993,/);
    const [row] = JSON.parse(text) as { Endpoint: string; Status: Record<string, unknown> }[];
    assert.equal(row?.Endpoint, 'http://10.0.0.1:2379');
    assert.deepEqual(Object.keys(row?.Status ?? {}), [
      'header',
      'version',
      'dbSize',
      'leader',
      'raftIndex',
      'raftTerm',
      'raftAppliedIndex',
      'dbSizeInUse',
      'isLearner',
    ]);
  });

  it('has the reason of a member that did not answer', () => {
    const [row] = JSON.parse(statusJson(clusterOf([unreachable(1)]))) as unknown[];
    assert.deepEqual(row, {
      Endpoint: 'http://10.0.0.1:2379',
      Name: 'member1',
      Problem: { code: 'connection.refused', endpoint: 'http://10.0.0.1:2379' },
    });
  });

  it('stays JSON whatever members say', () => {
    const errors = ['"], "x": [\u0000\n\\', '</script>'];
    const text = statusJson(clusterOf([answering(1, { status: { value: statusOf(1n, { errors }) } })]));
    const [row] = JSON.parse(text) as { Status: { errors: string[] } }[];
    assert.deepEqual(row?.Status.errors, errors);
  });
});
