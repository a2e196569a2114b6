import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { ClusterFacts, MemberFacts } from '../../core/health';
import { leaderOf } from '../../core/health/members/quorum';
import type { SampleView } from '../../protocol/dashboard';
import type { SampleHistory } from '../../protocol/sampleHistory';
import { ClusterMemory } from './clusterMemory';
import { MeasuresMemory } from './measuresMemory';
import { inOrderOfNames, memberKey } from './memberIdentity';
import { Poller } from './poller';
import type { Sampler } from './sampler';

export interface ClusterWatchOptions {
  /** One look at all members; told of each as soon as it has answered. A brief one leaves out what takes most time. */
  readonly collect: (look: Look) => Promise<ClusterFacts>;
  readonly intervalMilliseconds: () => number;
  /** What was seen before, to which this watch adds; by default nothing. */
  readonly memory?: ClusterMemory;
}

export interface Look {
  readonly isBrief: boolean;
  readonly signal: AbortSignal;
  readonly onMember: (member: MemberFacts) => void;
}

export type WatchState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'live'; readonly facts: ClusterFacts }
  /** The last sheet, where there is one, is of the time before. */
  | { readonly phase: 'failed'; readonly error: unknown };

/** Without a sample for as many intervals, and at least for so many milliseconds, the lines of the charts are broken. */
const mostIntervalsApart = 3;
const leastGap = 10_000;

/** Milliseconds from one look that asks for everything to the next: /metrics is long, and the certificate stays. */
const wholeLookInterval = 5000;

/** Looks at a cluster again and again while it runs, and adds what it sees to what is remembered. */
export class ClusterWatch implements Disposable {
  readonly history: SampleHistory;
  private readonly sampler: Sampler;
  private readonly poller: Poller;
  private readonly changes = new Emitter<void>();
  private readonly samples = new Emitter<SampleView>();
  private readonly memory = new MeasuresMemory();
  private current: WatchState = { phase: 'connecting' };
  private wholeLookAt = Number.NEGATIVE_INFINITY;

  /** The state is another one, or a member's part of it. */
  readonly onDidChange = this.changes.event;
  readonly onDidSample = this.samples.event;

  constructor(private readonly options: ClusterWatchOptions) {
    ({ history: this.history, sampler: this.sampler } = options.memory ?? new ClusterMemory());
    this.poller = new Poller({
      work: signal => this.look(signal),
      intervalMilliseconds: options.intervalMilliseconds,
    });
  }

  get state(): WatchState {
    return this.current;
  }

  get isRunning(): boolean {
    return this.poller.isRunning;
  }

  get leaderChanges(): number {
    return this.sampler.leaderChanges;
  }

  start(): void {
    this.poller.start();
  }

  stop(): void {
    this.poller.stop();
  }

  /** Looks at once, whatever is under way. */
  lookNow(): void {
    this.wholeLookAt = Number.NEGATIVE_INFINITY;
    this.poller.restart();
  }

  dispose(): void {
    this.poller.dispose();
    this.changes.dispose();
    this.samples.dispose();
  }

  private async look(signal: AbortSignal): Promise<void> {
    const started = performance.now();
    const isBrief = started - this.wholeLookAt < wholeLookInterval;
    try {
      const onMember = (member: MemberFacts) => {
        if (!signal.aborted) {
          this.takeMember(this.memory.completed(member, isBrief));
        }
      };
      const facts = await this.options.collect({ isBrief, signal, onMember });
      if (!signal.aborted) {
        this.wholeLookAt = isBrief ? this.wholeLookAt : started;
        this.take({ ...facts, members: facts.members.map(member => this.memory.completed(member, isBrief)) });
      }
    } catch (error) {
      if (!signal.aborted) {
        this.setState({ phase: 'failed', error });
      }
    }
  }

  /** Shows a member that has answered while others are still waited for. */
  private takeMember(member: MemberFacts): void {
    const facts = this.current.phase === 'live' ? this.current.facts : nothingYet();
    const key = memberKey(member);
    const isListed = facts.members.some(each => memberKey(each) === key);
    const members = isListed
      ? facts.members.map(each => (memberKey(each) === key ? member : each))
      : [...facts.members, member];
    const { leader: _, ...rest } = facts;
    const leader = leaderOf(members);
    this.setState({
      phase: 'live',
      facts: { ...rest, members: inOrderOfNames(members), ...(leader !== undefined && { leader }) },
    });
  }

  private take(answered: ClusterFacts): void {
    const facts = { ...answered, members: inOrderOfNames(answered.members) };
    this.setState({ phase: 'live', facts });
    const { lastTime } = this.history;
    const mostApart = Math.max(leastGap, mostIntervalsApart * this.options.intervalMilliseconds());
    if (lastTime !== undefined && facts.takenAt - lastTime > mostApart) {
      this.addSample({ time: lastTime + 1, members: [] });
    }
    this.addSample(this.sampler.next(facts));
  }

  private addSample(sample: SampleView): void {
    this.history.add(sample);
    this.samples.fire(sample);
  }

  private setState(state: WatchState): void {
    this.current = state;
    this.changes.fire();
  }
}

/** A sheet to which the first answers are added, before the whole one is there. */
function nothingYet(): ClusterFacts {
  return {
    takenAt: Date.now(),
    durationMilliseconds: 0,
    configuredEndpoints: [],
    memberList: { value: [] },
    members: [],
    unmatchedEndpoints: [],
  };
}
