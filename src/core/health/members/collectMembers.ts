import { throwIfAborted } from '../../base/limiter';
import type { ClusterMember, EtcdStore } from '../../etcd';
import { type Fact, notAsked } from '../fact';
import type { ClusterFacts, EndpointFacts, MemberFacts, MemberRole } from '../healthFacts';
import { MetricsMemory } from '../metrics/metricsMemory';
import { Deadline, sleep } from './deadline';
import { type EndpointAnswer, EndpointAnswers } from './endpointAnswers';
import { firstThat } from './firstThat';
import { measureMember, unmeasured } from './measureMember';
import { firstMemberList, unlisted, whyUnreached } from './memberList';
import { leaderOf, quorumOf } from './quorum';
import { statusAlarms } from './statusAlarms';

export interface CollectMembersOptions {
  readonly signal?: AbortSignal;
  /** For all questions to all members together, 3000 by default: none is waited for any longer. */
  readonly deadlineMilliseconds?: number;
  /**
   * Asks only for what changes by the second: status and linearizable read. The other measures are `notWanted` then,
   * the certificate is absent. For whoever looks often.
   */
  readonly isBrief?: boolean;
  /** Leaves out the serializable read, which is `notWanted` then: for whoever shows the linearizable one alone. */
  readonly isLinearizableEnough?: boolean;
  /** Called with each member as soon as all of its own answers have come, while others are still waited for. */
  readonly onMember?: (member: MemberFacts) => void;
}

export const defaultDeadlineMilliseconds = 3000;

/**
 * Milliseconds that the connection's own endpoints get to tell the members, and which of them they lead to, before more
 * of them are asked, and the other addresses of members not yet found dialed.
 */
const headStart = 150;

/**
 * Asks every member for itself, all at once: at the connection's endpoints, and where those lead to other members, at
 * the addresses that these advertise. What does not answer within the deadline is a fact too.
 *
 * @throws {EtcdscopeError} `cancelled` once the signal fires; nothing else.
 */
export function collectMembers(store: EtcdStore, options: CollectMembersOptions = {}): Promise<ClusterFacts> {
  return surveyMembers(store, options);
}

/** A member that has answered, before the rest of its answers. */
export interface ReachedMember {
  readonly endpoint: string;
  readonly status: MemberFacts['status'];
}

/** A member's status, or why it has none, before the rest of its answers. */
export type MemberStanding = Pick<MemberFacts, 'id' | 'endpoint' | 'status'>;

/** Tells what is known before the survey is over, so that more can be asked meanwhile. */
export interface SurveyListeners {
  /** Called with each member that answers, once its reads were timed and nothing that is asked of it spoils them. */
  readonly onReached?: (member: ReachedMember) => void;
  /** Called once, when {@link onReached} was called for the last member that answers, and none else is waited for. */
  readonly onAllReached?: (members: readonly MemberStanding[]) => void;
}

/** As {@link collectMembers}. */
export async function surveyMembers(
  store: EtcdStore,
  options: CollectMembersOptions,
  listeners: SurveyListeners = {},
): Promise<ClusterFacts> {
  const { signal, deadlineMilliseconds = defaultDeadlineMilliseconds } = options;
  throwIfAborted(signal);
  return new Survey(store, new Deadline(deadlineMilliseconds), options, listeners).run();
}

class Survey {
  private readonly takenAt = Date.now();
  private readonly started = performance.now();
  private readonly answers: EndpointAnswers;
  private readonly configured: readonly string[];
  private readonly standings: MemberStanding[] = [];
  private memberCount = 0;

  constructor(
    private readonly store: EtcdStore,
    private readonly deadline: Deadline,
    private readonly options: CollectMembersOptions,
    private readonly listeners: SurveyListeners,
  ) {
    this.answers = new EndpointAnswers(store, deadline, options.signal);
    this.configured = store.memberAccess.endpoints;
  }

  async run(): Promise<ClusterFacts> {
    const asked = this.configured.map(url => this.answers.ask(url));
    const ownAnswers = Promise.all(asked);
    ownAnswers.catch(() => undefined);
    const memberList = await firstMemberList(this.answers, this.configured, {
      headStart,
      // Who looks every few seconds need not know the members a moment sooner.
      askedFirst: this.options.isBrief ? 1 : 2,
    });
    return this.summary(memberList, await this.ask(memberList, ownAnswers));
  }

  private async ask(
    memberList: Fact<readonly ClusterMember[]>,
    ownAnswers: Promise<readonly EndpointAnswer[]>,
  ): Promise<readonly MemberFacts[]> {
    if (memberList.value) {
      this.memberCount = memberList.value.length;
      return Promise.all(memberList.value.map(member => this.listed(member, ownAnswers)));
    }
    const answers = unlisted(await ownAnswers);
    this.memberCount = answers.length;
    return Promise.all(answers.map(answer => this.answering(answer)));
  }

  private async listed(member: ClusterMember, ownAnswers: Promise<readonly EndpointAnswer[]>): Promise<MemberFacts> {
    const advertised = member.clientUrls.slice(0, mostAddresses).map(url => this.store.memberAccess.resolve(url));
    const urls = advertised.flatMap(address => ('endpoint' in address ? [address.endpoint] : []));
    // Nothing listens for a member that was only announced.
    const answer = hasStarted(member) ? await this.find(member, urls, ownAnswers) : undefined;
    return this.describe(member, advertised, answer);
  }

  /** The answer of the member itself, at whichever address it comes first. */
  private async find(
    member: ClusterMember,
    advertised: readonly string[],
    ownAnswers: Promise<readonly EndpointAnswer[]>,
  ): Promise<EndpointAnswer | undefined> {
    // One that may not say who it is counts for the member that advertises its address.
    const isIt = ({ memberId, isRefusal, url }: EndpointAnswer) =>
      memberId.value === member.id || (isRefusal && advertised.includes(url));
    const own = firstThat(
      this.configured.map(url => this.answers.ask(url)),
      isIt,
    );
    await Promise.race([own, ownAnswers, sleep(headStart)]);
    const known = this.configured.map(url => this.answers.at(url)).find(answer => answer && isIt(answer));
    if (known) {
      return known;
    }
    return firstThat(
      [...new Set([...this.configured, ...advertised])].map(url => this.answers.ask(url)),
      isIt,
    );
  }

  private async describe(
    member: ClusterMember,
    advertised: readonly ReturnType<EtcdStore['memberAccess']['resolve']>[],
    answer: EndpointAnswer | undefined,
  ): Promise<MemberFacts> {
    const endpoints = this.endpointsOf(member, advertised, answer);
    const isStarted = hasStarted(member) || answer !== undefined;
    const status = answer?.status ?? { problem: whyUnreached(isStarted, endpoints) };
    const isSecure = (answer?.url ?? this.configured[0])?.startsWith('https:') ?? false;
    const onRead = () => this.take({ id: member.id, ...(answer && { endpoint: answer.url }), status });
    if (!answer) {
      onRead();
    }
    const measures = answer ? await this.measure(answer, onRead) : unmeasured(isSecure);
    const { value: metrics } = measures.metrics;
    const earlierMetrics = metrics && memoryOf(this.store).next(member.id, metrics);
    const facts: MemberFacts = {
      ...member,
      isStarted,
      endpoints,
      ...(answer && { endpoint: answer.url }),
      status,
      ...roleOf(status.value),
      alarms: status.value ? statusAlarms(status.value) : [],
      ...measures,
      ...(earlierMetrics && { earlierMetrics }),
    };
    this.options.onMember?.(facts);
    return facts;
  }

  /** A member of which nothing but its own answer is known. */
  private answering(answer: EndpointAnswer): Promise<MemberFacts> {
    const id = answer.memberId.value ?? 0n;
    const isLearner = answer.status.value?.isLearner ?? false;
    return this.describe({ id, name: '', peerUrls: [], clientUrls: [], isLearner }, [], answer);
  }

  private measure({ url, status }: EndpointAnswer, onRead: () => void) {
    const { isBrief = false, isLinearizableEnough = false, signal } = this.options;
    return measureMember({
      access: this.store.memberAccess,
      endpoint: url,
      status,
      deadline: this.deadline,
      isBrief,
      isLinearizableEnough,
      signal,
      onRead,
    });
  }

  private take(member: MemberStanding): void {
    const { endpoint, status } = member;
    this.standings.push(member);
    if (endpoint !== undefined) {
      this.listeners.onReached?.({ endpoint, status });
    }
    if (this.standings.length === this.memberCount) {
      this.listeners.onAllReached?.(this.standings);
    }
  }

  private endpointsOf(
    member: ClusterMember,
    advertised: readonly ReturnType<EtcdStore['memberAccess']['resolve']>[],
    answer: EndpointAnswer | undefined,
  ): readonly EndpointFacts[] {
    const byUrl = new Map<string, EndpointFacts>();
    for (const url of this.configured) {
      const found = this.answers.at(url);
      if (found && (found.memberId.value === member.id || url === answer?.url)) {
        byUrl.set(url, { url, isConfigured: true, isAdvertised: false, answeredBy: found.memberId });
      }
    }
    for (const [index, address] of advertised.entries()) {
      const url =
        'endpoint' in address ? address.endpoint : (member.clientUrls[index] ?? '').slice(0, mostUrlCharacters);
      const answeredBy = 'endpoint' in address ? this.answers.at(url)?.memberId : notAsked(address.reason);
      byUrl.set(url, {
        url,
        isConfigured: this.configured.includes(url),
        isAdvertised: true,
        ...(answeredBy && { answeredBy }),
      });
    }
    const endpoints = [...byUrl.values()];
    // What it answered at stands first, then what was given, then the rest.
    const rank = ({ url, isConfigured }: EndpointFacts) => (url === answer?.url ? 0 : isConfigured ? 1 : 2);
    return endpoints.sort((a, b) => rank(a) - rank(b));
  }

  private summary(memberList: Fact<readonly ClusterMember[]>, members: readonly MemberFacts[]): ClusterFacts {
    const matched = new Set(members.flatMap(({ endpoints }) => endpoints.map(({ url }) => url)));
    const leader = leaderOf(members);
    const clusterId = members.find(({ status }) => status.value)?.status.value?.header.clusterId;
    return {
      takenAt: this.takenAt,
      durationMilliseconds: performance.now() - this.started,
      configuredEndpoints: this.configured,
      ...(clusterId !== undefined && { clusterId }),
      memberList,
      members,
      unmatchedEndpoints: this.configured
        .filter(url => !matched.has(url))
        .map(url => ({
          url,
          isConfigured: true,
          isAdvertised: false,
          answeredBy: this.answers.at(url)?.memberId ?? { problem: { code: 'call.timeout', facts: { endpoint: url } } },
        })),
      ...(memberList.value && { quorum: quorumOf(members) }),
      ...(leader !== undefined && { leader }),
    };
  }
}

/** For as long as a store is in use. */
const memories = new WeakMap<EtcdStore, MetricsMemory>();

function memoryOf(store: EtcdStore): MetricsMemory {
  const memory = memories.get(store) ?? new MetricsMemory();
  memories.set(store, memory);
  return memory;
}

/** A member's addresses that are looked at. */
const mostAddresses = 8;
const mostUrlCharacters = 300;

/** A member tells its name and its addresses when it starts for the first time. */
function hasStarted({ name, clientUrls }: ClusterMember): boolean {
  return name !== '' || clientUrls.length > 0;
}

function roleOf(status: MemberFacts['status']['value']): { readonly role?: MemberRole } {
  if (!status) {
    return {};
  }
  if (status.isLearner) {
    return { role: 'learner' };
  }
  return { role: status.leader === status.header.memberId ? 'leader' : 'follower' };
}
