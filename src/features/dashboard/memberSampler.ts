import { difference, type Histogram, type MemberFacts, type MemberMetrics, quantile } from '../../core/health';
import type { SampleValues } from '../../protocol/dashboard';
import { spaceOf } from './memberSpace';

/**
 * Milliseconds over which latencies and rates of counters are taken. Between two readings too little happens for a 99th
 * percentile: the log of an idle member is flushed once in a while.
 */
const windowMilliseconds = 60_000;
/** Readings kept, however often is polled. */
const mostReadings = 64;

/**
 * Turns the answers of one member, one after the other, into the figures of a sample: counters into rates, histograms
 * into percentiles of the last minute.
 */
export class MemberSampler {
  private readonly readings: MemberMetrics[] = [];
  private raft: { readonly index: bigint; readonly at: number } | undefined;
  private leader: bigint | undefined;
  private changes = 0;

  /** Elections of a leader that this member saw since the first answer. */
  get leaderChanges(): number {
    return this.changes;
  }

  /** @param takenAt Milliseconds since 1970, later than in the call before. */
  next(member: MemberFacts, takenAt: number): SampleValues {
    const { metrics } = member;
    const isNew = metrics.value?.readAt !== this.readings.at(-1)?.readAt;
    const earlier = metrics.value && this.keep(metrics.value);
    const raftIndexRate = this.raftIndexRate(member, takenAt);
    this.countLeaderChanges(member, isNew);
    return {
      readLatency: orNull(member.linearizableRead.value),
      databaseSize: orNull(spaceOf(member).size),
      raftIndexRate,
      leaderChanges: member.endpoint === undefined ? null : this.changes,
      ...percentilesOf(metrics.value, earlier),
      proposalsPending: orNull(metrics.value?.proposalsPending),
      proposalsFailed: rateOf('proposalsFailed', metrics.value, earlier),
      slowApplies: rateOf('slowApplies', metrics.value, earlier),
      watchers: orNull(metrics.value?.watchers),
      keys: orNull(metrics.value?.keys),
    };
  }

  /**
   * Keeps a reading, and gives the one to compare it with: the oldest of the last minute, of the same process. A reading
   * may stand for several samples.
   */
  private keep(reading: MemberMetrics): MemberMetrics | undefined {
    const last = this.readings.at(-1);
    if (last?.readAt === reading.readAt) {
      return this.readings.length > 1 ? this.readings[0] : undefined;
    }
    if (last && isAnotherProcess(last, reading)) {
      this.readings.length = 0;
    }
    const isPast = ({ readAt }: MemberMetrics) => reading.readAt - readAt > windowMilliseconds;
    while (this.readings.length >= mostReadings || (this.readings[0] && isPast(this.readings[0]))) {
      this.readings.shift();
    }
    const [oldest] = this.readings;
    this.readings.push(reading);
    return oldest;
  }

  private raftIndexRate({ status }: MemberFacts, at: number): number | null {
    const before = this.raft;
    this.raft = status.value && { index: status.value.raftIndex, at };
    if (!before || !this.raft || at <= before.at) {
      return null;
    }
    const entries = Number(this.raft.index - before.index);
    // Less than before only where its data was replaced.
    return entries < 0 ? null : entries / ((at - before.at) / 1000);
  }

  /** By the member's own counter, which misses none; where there is none, by what the members answered. */
  private countLeaderChanges({ status, metrics }: MemberFacts, isNewReading: boolean): void {
    const reading = metrics.value?.leaderChanges;
    const before = this.readings.at(-2)?.leaderChanges;
    const leader = status.value?.leader;
    if (reading !== undefined && this.readings.length > 0) {
      this.changes += isNewReading && before !== undefined ? Math.max(0, reading - before) : 0;
    } else if (leader !== undefined && leader !== 0n && this.leader !== undefined && leader !== this.leader) {
      this.changes++;
    }
    if (leader !== undefined && leader !== 0n) {
      this.leader = leader;
    }
  }
}

function isAnotherProcess(before: MemberMetrics, after: MemberMetrics): boolean {
  return before.startedAt !== after.startedAt || after.readAt <= before.readAt;
}

type Counter = 'proposalsFailed' | 'slowApplies';

/** Per second. */
function rateOf(counter: Counter, later: MemberMetrics | undefined, earlier: MemberMetrics | undefined): number | null {
  const after = later?.[counter];
  const before = earlier?.[counter];
  if (!later || !earlier || after === undefined || before === undefined || after < before) {
    return null;
  }
  return (after - before) / ((later.readAt - earlier.readAt) / 1000);
}

type Percentiles = Pick<
  SampleValues,
  'walFsyncP50' | 'walFsyncP99' | 'backendCommitP50' | 'backendCommitP99' | 'peerRoundTripP50' | 'peerRoundTripP99'
>;

function percentilesOf(later: MemberMetrics | undefined, earlier: MemberMetrics | undefined): Percentiles {
  const walFsync = between(later?.walFsync, earlier?.walFsync);
  const backendCommit = between(later?.backendCommit, earlier?.backendCommit);
  const roundTrips = peerRoundTrips(later, earlier);
  return {
    walFsyncP50: worst([walFsync], 0.5),
    walFsyncP99: worst([walFsync], 0.99),
    backendCommitP50: worst([backendCommit], 0.5),
    backendCommitP99: worst([backendCommit], 0.99),
    peerRoundTripP50: worst(roundTrips, 0.5),
    peerRoundTripP99: worst(roundTrips, 0.99),
  };
}

function peerRoundTrips(
  later: MemberMetrics | undefined,
  earlier: MemberMetrics | undefined,
): readonly (Histogram | undefined)[] {
  const before = new Map(earlier?.peerRoundTrips.map(({ memberId, histogram }) => [memberId, histogram]));
  return (later?.peerRoundTrips ?? []).map(({ memberId, histogram }) => between(histogram, before.get(memberId)));
}

function between(later: Histogram | undefined, earlier: Histogram | undefined): Histogram | undefined {
  return later && earlier && difference(later, earlier);
}

/** Milliseconds; of several histograms the highest, as the slowest peer is the one to know of. */
function worst(histograms: readonly (Histogram | undefined)[], share: number): number | null {
  const seconds = histograms.flatMap(histogram => (histogram && quantile(histogram, share)) ?? []);
  return seconds.length === 0 ? null : Math.max(...seconds) * 1000;
}

function orNull(value: number | undefined): number | null {
  return value ?? null;
}
