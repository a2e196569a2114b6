import type { MemberFacts } from '../../core/health';

type Measures = Pick<MemberFacts, 'metrics' | 'certificate'>;

const mostMembers = 100;

/** What members told in the last look that asked for everything, to complete the brief looks after it. */
export class MeasuresMemory {
  private readonly measures = new Map<bigint, Measures>();

  /** The member as it answered; after a brief look with what it told before, unless it does not answer any more. */
  completed(member: MemberFacts, isBrief: boolean): MemberFacts {
    if (member.endpoint === undefined) {
      this.measures.delete(member.id);
      return member;
    }
    if (isBrief) {
      return { ...member, ...this.measures.get(member.id) };
    }
    const { id, metrics, certificate } = member;
    this.measures.delete(id);
    this.measures.set(id, { metrics, ...(certificate && { certificate }) });
    for (const oldest of this.measures.keys()) {
      if (this.measures.size <= mostMembers) {
        break;
      }
      this.measures.delete(oldest);
    }
    return member;
  }
}
