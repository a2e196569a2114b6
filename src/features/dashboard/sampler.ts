import type { ClusterFacts } from '../../core/health';
import { mostMembers, type SampleView } from '../../protocol/dashboard';
import { memberKey, memberName } from './memberIdentity';
import { MemberSampler } from './memberSampler';

/** Turns the fact sheets of a cluster, one after the other, into samples. */
export class Sampler {
  private readonly members = new Map<string, MemberSampler>();

  /** Elections of a leader since the first sheet, as the member tells that saw most. */
  get leaderChanges(): number {
    return Math.max(0, ...[...this.members.values()].map(({ leaderChanges }) => leaderChanges));
  }

  next(facts: ClusterFacts): SampleView {
    const { takenAt } = facts;
    const members = facts.members.slice(0, mostMembers);
    const keys = new Set(members.map(memberKey));
    for (const key of this.members.keys()) {
      if (!keys.has(key)) {
        this.members.delete(key);
      }
    }
    return {
      time: takenAt,
      members: members.map(member => {
        const key = memberKey(member);
        const sampler = this.members.get(key) ?? new MemberSampler();
        this.members.set(key, sampler);
        return { key, name: memberName(member), values: sampler.next(member, takenAt) };
      }),
    };
  }
}
