import assert from 'node:assert/strict';
import { collectMembers } from '../../../src/core/clusterHealth';
import { type EtcdStore, openEtcd } from '../../../src/core/etcd';
import { ClusterWatch } from '../../../src/features/dashboard/clusterWatch';
import { type RunningEtcd, startEtcd } from '../../support/etcd';

describe('looking at members every few seconds', () => {
  let etcd: RunningEtcd;
  let store: EtcdStore;

  before(async () => {
    etcd = await startEtcd({ members: 3 });
    store = await openEtcd({ endpoints: etcd.endpoints });
  });
  after(async () => {
    store?.close();
    await etcd?.stop();
  });

  it('asks briefly for what changes by the second, and for nothing else', async () => {
    const { members, quorum } = await collectMembers(store, { isBrief: true });
    assert.deepEqual([members.length, quorum?.tolerance], [3, 1]);
    for (const { status, linearizableRead, serializableRead, metrics, clock } of members) {
      assert.ok(status.value && linearizableRead.value !== undefined);
      for (const { problem } of [serializableRead, metrics, clock]) {
        assert.deepEqual(problem, { code: 'notAsked', facts: { reason: 'notWanted' } });
      }
    }
  });

  it('sees a member that hangs within a deadline, and has the figures of the others all the same', async () => {
    const watch = new ClusterWatch({
      collect: look => collectMembers(store, { ...look, deadlineMilliseconds: 500 }),
      intervalMilliseconds: () => 100,
    });
    const until = (isSo: () => boolean) =>
      new Promise<void>(resolve => {
        const subscription = watch.onDidChange(() => {
          if (isSo()) {
            subscription.dispose();
            resolve();
          }
        });
      });
    const reached = () =>
      watch.state.phase === 'live' ? watch.state.facts.members.map(({ endpoint }) => endpoint !== undefined) : [];
    try {
      watch.start();
      await until(() => reached().filter(Boolean).length === 3);
      etcd.members[1]?.pause();
      await until(() => reached().join() === 'true,false,true');
      const [first] = watch.state.phase === 'live' ? watch.state.facts.members : [];
      assert.ok(first?.metrics.value, 'told in the whole look before');
      etcd.members[1]?.resume();
      await until(() => reached().filter(Boolean).length === 3);
    } finally {
      watch.dispose();
      etcd.members[1]?.resume();
    }
  });
});
