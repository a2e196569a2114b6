import { throwIfAborted } from '../base/limiter';
import type { EtcdStore } from '../etcd';
import { authenticationFacts } from './cluster/authenticationFacts';
import { compactionFacts } from './cluster/compactionFacts';
import { hashMembers } from './cluster/hashMembers';
import { type Fact, factOf, known, notAsked } from './fact';
import type { AlarmFacts, ClusterFacts, HealthFacts, MemberFacts } from './healthFacts';
import { type MemberStanding, type ReachedMember, surveyMembers } from './members/collectMembers';
import { Deadline } from './members/deadline';
import { MemberProbing } from './members/memberProbing';
import { alarmType } from './members/statusAlarms';

export interface CollectHealthOptions {
  readonly signal?: AbortSignal;
  /** For all questions together, 6000 by default; what is not answered by then is a fact too. */
  readonly deadlineMilliseconds?: number;
  /** Called with each member once its own answers have come, while others are still waited for. */
  readonly onMember?: (member: MemberFacts) => void;
  /** Bytes in use of the largest database whose members are asked for a hash of it, 2 GiB by default; 0 for none. */
  readonly mostHashedBytes?: number;
  /**
   * Milliseconds after which /metrics is read a second time; by default it is not: what happened lately is told by an
   * earlier collection.
   */
  readonly metricsGapMilliseconds?: number;
}

/** The member through which the cluster as a whole is asked. */
export interface ChosenMember {
  readonly endpoint: string;
  readonly deadline: Deadline;
}

const defaultDeadline = 6000;
/** etcd's own default quota: up to there a hash takes seconds at most. */
const defaultMostHashedBytes = 2 * 1024 ** 3;
/** Of the whole time, so that some is left for what needs to know all members first. */
const shareForMembers = 0.6;
const mostForMembers = 3000;

/**
 * All facts of the members and of the cluster but those of the keyspace.
 *
 * @param onChosen Called at most once, as soon as a member is found that answers: for what can be asked meanwhile.
 * @throws {EtcdscopeError} `cancelled` once the signal fires; nothing else.
 */
export async function collectHealth(
  store: EtcdStore,
  options: CollectHealthOptions = {},
  onChosen?: (chosen: ChosenMember) => void,
): Promise<HealthFacts> {
  const { signal, onMember, deadlineMilliseconds = defaultDeadline } = options;
  throwIfAborted(signal);
  const started = performance.now();
  const deadline = new Deadline(deadlineMilliseconds);
  const chosen = new FirstOne<ReachedMember>();
  const standings = new FirstOne<readonly MemberStanding[]>();
  const probing = new MemberProbing({
    access: store.memberAccess,
    deadline,
    signal,
    onMember,
    metricsGap: options.metricsGapMilliseconds,
  });
  const surveying = surveyMembers(
    store,
    {
      signal,
      deadlineMilliseconds: Math.min(mostForMembers, deadlineMilliseconds * shareForMembers),
      onMember: member => probing.complete(member),
    },
    {
      onReached: reached => {
        probing.begin(reached.endpoint);
        if (!chosen.isFound) {
          chosen.find(reached);
          onChosen?.({ endpoint: reached.endpoint, deadline });
        }
      },
      onAllReached: members => standings.find(members),
    },
  ).finally(() => {
    chosen.giveUp();
    standings.giveUp();
  });
  const hashing = standings.wait.then((members = []) =>
    hashMembers(members, {
      access: store.memberAccess,
      deadline,
      mostHashedBytes: options.mostHashedBytes ?? defaultMostHashedBytes,
      signal,
    }),
  );
  const [cluster, whole, { consistency, hashes }] = await Promise.all([
    surveying,
    askCluster(store, chosen.wait, deadline, signal),
    hashing,
  ]);
  const members = await Promise.all(cluster.members.map(member => probing.whole(member)));
  const { clientCertificate } = store.memberAccess;
  return {
    ...cluster,
    durationMilliseconds: performance.now() - started,
    members: members.map(member => withHash(member, cluster, hashes.get(member.id))),
    hasCredentials: store.memberAccess.hasCredentials,
    hasClientCertificate: clientCertificate !== undefined,
    ...(clientCertificate && { clientCertificate }),
    ...whole,
    consistency,
    compaction: compactionFacts(members, hashes),
  };
}

function withHash(member: MemberFacts, { members }: ClusterFacts, hash: MemberFacts['hash']): MemberFacts {
  // One member alone has nothing to be compared with.
  return members.length < 2 ? member : { ...member, ...(hash && { hash }) };
}

/** What any member can tell for all of them. */
async function askCluster(
  store: EtcdStore,
  choosing: Promise<ReachedMember | undefined>,
  deadline: Deadline,
  signal: AbortSignal | undefined,
): Promise<Pick<HealthFacts, 'alarmList' | 'authentication'>> {
  const member = await choosing;
  if (!member) {
    const problem = notAsked('memberUnreachable');
    return { alarmList: problem, authentication: problem };
  }
  const { endpoint, status } = member;
  const [alarmList, authentication] = await Promise.all([
    // The list is agreed on by a quorum, which a member without a leader would wait for.
    status.value?.leader === 0n
      ? { problem: { code: 'cluster.noLeader' as const, facts: { endpoint } } }
      : alarmsOf(store, endpoint, deadline, signal),
    authenticationFacts(store, endpoint, deadline, signal),
  ]);
  return { alarmList, authentication };
}

async function alarmsOf(
  store: EtcdStore,
  endpoint: string,
  deadline: Deadline,
  signal: AbortSignal | undefined,
): Promise<Fact<readonly AlarmFacts[]>> {
  const asked = await factOf(store.memberAccess.alarms(endpoint, { timeoutMilliseconds: deadline.left, signal }));
  return asked.value
    ? known(asked.value.map(({ memberId, type }) => ({ memberId, type: alarmType(type) })))
    : { problem: asked.problem };
}

/** Something that is found once, or not at all. */
class FirstOne<Value> {
  isFound = false;
  readonly wait: Promise<Value | undefined>;
  private settle: (value: Value | undefined) => void = () => {};

  constructor() {
    this.wait = new Promise(resolve => {
      this.settle = resolve;
    });
  }

  find(value: Value): void {
    this.isFound = true;
    this.settle(value);
  }

  giveUp(): void {
    this.settle(undefined);
  }
}
