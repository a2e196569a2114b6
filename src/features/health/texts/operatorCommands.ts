import type { CheckId, CheckOf, MemberFinding } from '../../../core/health/healthReport';
import type { Patient } from './checkText';

/** The members that a check found something at. */
export function failing<Id extends CheckId>({ members = [] }: CheckOf<Id>): readonly MemberFinding[] {
  return members.filter(({ status }) => status === 'warning' || status === 'critical');
}

/** What tells how members are doing: by etcd itself, and by what starts it, which also answers where etcd does not. */
export function inspectMembers({ etcdctl, hasKubernetes }: Patient): readonly string[] {
  return [
    etcdctl(['endpoint', 'health', '--cluster', '-w', 'table']),
    ...(hasKubernetes
      ? // Of the container runtime, as the API server may be down with its etcd.
        ['crictl ps --all --name etcd', 'journalctl --unit kubelet --since=-15min --no-pager | tail -n 50']
      : ['systemctl status etcd', 'journalctl --unit etcd --since=-15min --no-pager | tail -n 50']),
  ];
}

/** A defragmentation for each member concerned, the leader last: a member that is at it answers nobody. */
export function defragmentOneByOne(
  concerned: readonly Pick<MemberFinding, 'memberId' | 'endpoint'>[],
  { etcdctl, leader }: Patient,
): readonly string[] {
  return concerned
    .filter(({ endpoint }) => endpoint !== undefined)
    .toSorted((a, b) => Number(a.memberId === leader) - Number(b.memberId === leader))
    .map(({ endpoint }) => etcdctl(['defrag'], endpoint));
}
