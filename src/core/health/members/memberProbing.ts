import type { MemberFacts } from '../healthFacts';
import { type ProbeOptions, type Probes, probeMember, readLaterMetrics, withProbes } from './probeMember';

export interface ProbingOptions extends ProbeOptions {
  /** Milliseconds after which /metrics is read a second time; absent or 0 for never. */
  readonly metricsGap?: number;
  /** Called with each member once all of its answers have come. */
  readonly onMember?: (member: MemberFacts) => void;
}

/** Probes each member from the moment it is reached, and adds what came of it to its facts. */
export class MemberProbing {
  /** By the address at which each answered. */
  private readonly probes = new Map<string, Promise<Probes>>();
  private readonly completed = new Map<MemberFacts, Promise<MemberFacts>>();

  constructor(private readonly options: ProbingOptions) {}

  begin(endpoint: string): void {
    const work = probeMember(endpoint, this.options);
    // Waited for later, unless the signal has ended everything before.
    work.catch(() => undefined);
    this.probes.set(endpoint, work);
  }

  complete(member: MemberFacts): void {
    const work = this.add(member);
    work.catch(() => undefined);
    this.completed.set(member, work);
  }

  /** The facts of a member that was {@link complete}d, with its probes. */
  async whole(member: MemberFacts): Promise<MemberFacts> {
    return this.completed.get(member) ?? member;
  }

  private async add(member: MemberFacts): Promise<MemberFacts> {
    const { metricsGap, onMember } = this.options;
    const laterMetrics = metricsGap ? await readLaterMetrics(member, metricsGap, this.options) : undefined;
    const probes = await this.probes.get(member.endpoint ?? '');
    const facts = { ...member, ...(laterMetrics && { laterMetrics }) };
    const whole = probes ? withProbes(facts, probes) : facts;
    onMember?.(whole);
    return whole;
  }
}
