import type { MemberFacts } from '../../core/health';

/** The raft index of the member that is furthest, of those that told theirs. */
export function highestIndexOf(members: readonly Pick<MemberFacts, 'status'>[]): bigint {
  const indexes = members.map(({ status }) => status.value?.raftIndex ?? 0n);
  return indexes.reduce((highest, next) => (next > highest ? next : highest), 0n);
}
