import type { EtcdStore, MemberAccess, MemberStatus, Members } from '../../etcd';
import { type Fact, factOf, type Problem } from '../fact';
import type { Deadline } from './deadline';

/** What answered at an address. */
export interface EndpointAnswer {
  readonly url: string;
  readonly status: Fact<MemberStatus>;
  readonly members: Fact<Members>;
  /** Who answered; the problem is that of the status. */
  readonly memberId: Fact<bigint>;
  /**
   * A member answered, but told the user neither its status nor the members: 3.6.0 to 3.6.11 want root for the one,
   * 3.6.9 for both.
   */
  readonly isRefusal: boolean;
}

/** Asks every address once who is there, and keeps the answers. */
export class EndpointAnswers {
  private readonly asked = new Map<string, Promise<EndpointAnswer>>();
  private readonly answered = new Map<string, EndpointAnswer>();
  private readonly access: MemberAccess;

  constructor(
    store: EtcdStore,
    private readonly deadline: Deadline,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.access = store.memberAccess;
  }

  /** Rejects with `cancelled` only. */
  ask(url: string): Promise<EndpointAnswer> {
    let answer = this.asked.get(url);
    if (!answer) {
      answer = this.question(url);
      // Somebody may have stopped waiting before it fails.
      answer.catch(() => undefined);
      this.asked.set(url, answer);
    }
    return answer;
  }

  /** The answer that has come already. */
  at(url: string): EndpointAnswer | undefined {
    return this.answered.get(url);
  }

  private async question(url: string): Promise<EndpointAnswer> {
    const options = { timeoutMilliseconds: this.deadline.left, signal: this.signal };
    // Both are answered by the member alone. Where one is not permitted, the other tells who is there.
    const [status, members] = await Promise.all([
      factOf(this.access.status(url, options)),
      factOf(this.access.members(url, options)),
    ]);
    const id = status.value?.header.memberId ?? members.value?.header.memberId;
    const answer = {
      url,
      status,
      members,
      memberId: id === undefined ? { problem: status.problem as Problem } : { value: id },
      isRefusal: id === undefined && /^auth\./.test(status.problem?.code ?? ''),
    };
    this.answered.set(url, answer);
    return answer;
  }
}
