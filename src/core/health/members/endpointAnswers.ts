import type { EtcdStore, MemberAccess, MemberCallOptions, MemberStatus, Members } from '../../etcd';
import { type Fact, factOf, type Problem } from '../fact';
import type { Deadline } from './deadline';

/** What answered at an address. */
export interface EndpointAnswer {
  readonly url: string;
  readonly status: Fact<MemberStatus>;
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
  private readonly lists = new Map<string, Promise<Fact<Members>>>();
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

  /** The members as the one at this address knows them. Rejects with `cancelled` only. */
  members(url: string): Promise<Fact<Members>> {
    let members = this.lists.get(url);
    if (!members) {
      members = factOf(this.access.members(url, this.options));
      members.catch(() => undefined);
      this.lists.set(url, members);
    }
    return members;
  }

  private async question(url: string): Promise<EndpointAnswer> {
    const status = await factOf(this.access.status(url, this.options));
    const isRefused = /^auth\./.test(status.problem?.code ?? '');
    // Another answer, which may be permitted, tells who is there.
    const header = status.value?.header ?? (isRefused ? (await this.members(url)).value?.header : undefined);
    const answer = {
      url,
      status,
      memberId: header ? { value: header.memberId } : { problem: status.problem as Problem },
      isRefusal: isRefused && header === undefined,
    };
    this.answered.set(url, answer);
    return answer;
  }

  private get options(): MemberCallOptions {
    return { timeoutMilliseconds: this.deadline.left, ...(this.signal && { signal: this.signal }) };
  }
}
