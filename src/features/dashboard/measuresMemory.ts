import type { MemberFacts } from '../../core/health';
import { memberKey } from './memberIdentity';

type Measures = Pick<MemberFacts, 'metrics' | 'certificate'>;

const mostMembers = 100;

/** What members told in the last look that asked for everything, to complete the brief looks after it. */
export class MeasuresMemory {
  private readonly measures = new Map<string, Measures>();

  /** The member as it answered; after a brief look with what it told before, unless it does not answer any more. */
  completed(member: MemberFacts, isBrief: boolean): MemberFacts {
    const key = memberKey(member);
    if (member.endpoint === undefined) {
      this.measures.delete(key);
      return member;
    }
    if (isBrief) {
      return { ...member, ...this.measures.get(key) };
    }
    const { metrics, certificate } = member;
    this.measures.delete(key);
    this.measures.set(key, { metrics, ...(certificate && { certificate }) });
    for (const oldest of this.measures.keys()) {
      if (this.measures.size <= mostMembers) {
        break;
      }
      this.measures.delete(oldest);
    }
    return member;
  }
}
