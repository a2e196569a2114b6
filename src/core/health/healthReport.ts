/**
 * The judgement: plain data, with nothing but what JSON can hold. 64-bit numbers are text, member ids hexadecimal as
 * etcdctl writes them, bytes and counts numbers.
 */
import type { Problem } from './fact';

export type CheckStatus = 'ok' | 'warning' | 'critical' | 'unknown';

export type CheckTheme =
  | 'availability'
  | 'consensus'
  | 'latency'
  | 'disk'
  | 'space'
  | 'consistency'
  | 'versions'
  | 'security'
  | 'kubernetes';

export type Unit = 'milliseconds' | 'seconds' | 'days' | 'bytes' | 'share' | 'count' | 'perHour';

/** From where on a figure is worth a warning, or critical. */
export interface Limit {
  readonly unit: Unit;
  /** Which side of the numbers is the bad one: `above` means a figure that is greater, `below` one that is less. */
  readonly bad: 'above' | 'below';
  readonly warning?: number;
  readonly critical?: number;
}

/** A problem whose facts are plain too. */
export interface ReportedProblem {
  readonly code: Problem['code'];
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

/** What a check found at one member. */
export interface MemberFinding {
  /** Hexadecimal, as etcdctl writes it; empty for an endpoint of which nobody knows where it leads. */
  readonly memberId: string;
  /** Empty where unknown. */
  readonly name: string;
  /** The address at which it answered. */
  readonly endpoint?: string;
  readonly status: CheckStatus;
  /** In the unit of the check's threshold. */
  readonly value?: number;
  /** What a value from /metrics covers: the time between two readings, or the process' life. */
  readonly basis?: 'recent' | 'sinceStart';
  /** Words of etcd's own, such as a version, a failed part of /readyz, a hash; hostile text. */
  readonly details?: readonly string[];
  /** Why it is unknown, or why it failed. */
  readonly problem?: ReportedProblem;
}

/** What each check measured. `worst` is the worst of the members' values, in the unit of the threshold. */
export interface CheckMeasures {
  /** As `etcdctl endpoint health` defines it: a linearizable read works, or is not permitted; and no alarm. */
  readonly endpointHealth: { readonly healthy: number; readonly members: number };
  readonly livez: { readonly ok: number; readonly asked: number };
  readonly readyz: { readonly ok: number; readonly asked: number };
  /** How many of the advertised addresses that were tried lead nowhere. */
  readonly advertisedAddresses: { readonly tried: number; readonly failed: number };
  readonly quorum: {
    readonly voters: number;
    readonly quorum: number;
    readonly reachable: number;
    readonly tolerance: number;
    /** Whether a linearizable read worked: then there is a quorum, however few members were reached from here. */
    readonly isProven: boolean;
  };
  readonly memberCount: { readonly voters: number };
  readonly unstartedMembers: { readonly unstarted: number };
  readonly learners: { readonly learners: number; readonly voters: number };
  readonly leaderAgreement: { readonly leaders: readonly string[]; readonly withoutLeader: number };
  /** The worst; the change that every start brings is not counted, and an hour is the least that it is spread over. */
  readonly leaderChanges: { readonly worst: number };
  readonly raftTerm: { readonly terms: readonly string[] };
  /** Entries behind the furthest member. */
  readonly raftIndexLag: { readonly worst: number };
  /** Entries that a member has committed and not yet applied. */
  readonly appliedLag: { readonly worst: number };
  /** A linearizable read from here. */
  readonly readLatency: { readonly worst: number };
  /** p99 between members. */
  readonly peerRoundTrip: { readonly worst: number };
  /** p99 of all unary calls. */
  readonly requestLatency: { readonly worst: number };
  readonly walFsync: { readonly worst: number };
  readonly backendCommit: { readonly worst: number };
  readonly proposalsFailed: { readonly worst: number };
  readonly proposalsPending: { readonly worst: number };
  readonly quotaUse: { readonly worst: number };
  readonly databaseSize: { readonly worst: number };
  /** Share of the file that a defragmentation would give back. */
  readonly reclaimableSpace: { readonly worst: number };
  readonly compaction: {
    /** Revisions that can still be read. */
    readonly revisions: number;
    readonly compactRevision: string;
    readonly currentRevision: string;
    /** Seconds since the oldest of them was written. */
    readonly oldestAge?: number;
    /** Seconds since the last compaction. */
    readonly lastCompactionAge?: number;
  };
  readonly alarmNoSpace: { readonly raised: number };
  readonly alarmCorrupt: { readonly raised: number };
  readonly alarmOther: { readonly raised: number };
  readonly hashKv: { readonly revision: string; readonly hashes: number; readonly compared: number };
  readonly versionsEqual: { readonly versions: readonly string[] };
  readonly versionSupported: { readonly versions: readonly string[] };
  readonly versionKnownBad: { readonly advisories: readonly string[] };
  /** Days until the first one expires; negative afterwards. */
  readonly certificateExpiry: { readonly worst: number };
  /** Days until the connection's own certificate expires; negative afterwards. */
  readonly clientCertificate: { readonly days: number };
  /** Milliseconds that two clocks are apart at least, and at most. */
  readonly clockSkew: { readonly least: number; readonly most: number };
  readonly authentication: { readonly isEnabled: boolean; readonly acceptsNoCertificate: boolean };
  readonly plainHttp: { readonly endpoints: readonly string[] };
  readonly secretsEncryption: { readonly count: number; readonly sampled: number; readonly plaintext: number };
  readonly eventsShare: { readonly share: number; readonly count: number; readonly estimatedBytes: number };
  readonly largeObjects: {
    readonly sampled: number;
    readonly largest: number;
    /** The largest first, those over the limit. */
    readonly objects: readonly { readonly key: string; readonly resource: string; readonly size: number }[];
  };
  readonly largestResource: {
    readonly resource: string;
    readonly count: number;
    readonly estimatedBytes: number;
    readonly share: number;
  };
}

export type CheckId = keyof CheckMeasures;

/** What one check came to. */
export interface CheckOf<Id extends CheckId> {
  readonly id: Id;
  readonly theme: CheckTheme;
  readonly status: CheckStatus;
  /** Absent where nothing could be measured; then there is a problem. */
  readonly measured?: CheckMeasures[Id];
  /** Absent where a check knows no number to compare with. */
  readonly threshold?: Limit;
  /** One each, in the order of the members; absent where a check is about the cluster as a whole. */
  readonly members?: readonly MemberFinding[];
  /** Why it is unknown. */
  readonly problem?: ReportedProblem;
}

/** Told apart by their `id`. */
export type HealthCheck = { readonly [Id in CheckId]: CheckOf<Id> }[CheckId];

export interface HealthReport {
  /** The worst of the checks; `unknown` where not even the members' health could be told. */
  readonly verdict: CheckStatus;
  readonly counts: Readonly<Record<CheckStatus, number>>;
  /** In the order of the list of checks, whatever they found; what does not apply (Kubernetes, TLS) is left out. */
  readonly checks: readonly HealthCheck[];
  /** Milliseconds since 1970, of the facts. */
  readonly takenAt: number;
  readonly durationMilliseconds: number;
  /** Hexadecimal; absent where no member told it. */
  readonly clusterId?: string;
}
