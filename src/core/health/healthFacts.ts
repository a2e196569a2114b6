/** The fact sheet: what the members and the store said, each by itself, and what could not be known. No judgement here. */
import type { CertificateDetails, ClusterMember, MemberStatus } from '../etcd';
import type { Fact } from './fact';
import type { MemberMetrics } from './metrics/memberMetrics';

export type MemberRole = 'leader' | 'follower' | 'learner';

/** An address that leads to a member, or should. */
export interface EndpointFacts {
  /** As `scheme://host:port`. */
  readonly url: string;
  /** Given in the connection, advertised by the member, or both. */
  readonly isConfigured: boolean;
  readonly isAdvertised: boolean;
  /**
   * The id of the member that answers there; the problem tells why none did. Absent where nobody had to ask, as the
   * member answered at another address.
   */
  readonly answeredBy?: Fact<bigint>;
}

export type AlarmType = 'NOSPACE' | 'CORRUPT' | 'unknown';

export interface AlarmFacts {
  readonly memberId: bigint;
  readonly type: AlarmType;
}

/**
 * How far a member's clock is ahead of ours, in milliseconds: somewhere between the two, for certain. An HTTP date has
 * whole seconds, and an answer is under way for a while, so it is never one number.
 */
export interface ClockOffset {
  readonly lowest: number;
  readonly highest: number;
}

/** What `/livez`, `/readyz` or `/health` said. */
export interface ProbeFacts {
  readonly isOk: boolean;
  /** The parts that the answer names, such as `serializable_read`; none for `/health`. */
  readonly parts: readonly { readonly name: string; readonly isOk: boolean }[];
}

export interface HashFacts {
  /** CRC-32C over the keys and their history, of HashKV. */
  readonly hash: number;
  readonly compactRevision: bigint;
}

export interface MemberFacts {
  /** 0n where the member list is not known and the member, which answered, may not say who it is. */
  readonly id: bigint;
  /** Empty before the member has started for the first time, and where the member list is not known. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
  readonly isStarted: boolean;
  /** The addresses that lead to it: those of the connection first, then the advertised ones. */
  readonly endpoints: readonly EndpointFacts[];
  /** The address at which it answered, and from which all else here comes; absent while it is not reached. */
  readonly endpoint?: string;
  /** Its own answer. The problem of an unreachable member is that of the address that tells most. */
  readonly status: Fact<MemberStatus>;
  /** By its own status; absent without one. */
  readonly role?: MemberRole;
  /** Milliseconds for a read that a quorum agrees to; also known when the user may not read the key. */
  readonly linearizableRead: Fact<number>;
  /** Milliseconds for a read that the member answers alone. */
  readonly serializableRead: Fact<number>;
  /** Alarms as this member knows them. */
  readonly alarms: readonly AlarmFacts[];
  readonly metrics: Fact<MemberMetrics>;
  /** A reading through the same store up to ten minutes before; absent where there was none. */
  readonly earlierMetrics?: MemberMetrics;
  /** Of the handshake; absent over plain HTTP. */
  readonly certificate?: Fact<CertificateDetails>;
  readonly clock: Fact<ClockOffset>;

  // The rest is asked for a health check only.

  /** A second reading, after {@link metrics}; only where the caller asked for it. */
  readonly laterMetrics?: Fact<MemberMetrics>;
  /** `/health`, asked only of members too old for the two below. */
  readonly health?: Fact<ProbeFacts>;
  readonly livez?: Fact<ProbeFacts>;
  readonly readyz?: Fact<ProbeFacts>;
  readonly hash?: Fact<HashFacts>;
  /** Whether it speaks to a client without a certificate; absent over plain HTTP. */
  readonly acceptsNoCertificate?: Fact<boolean>;
}

export interface QuorumFacts {
  /** Members with a vote: all but learners. */
  readonly voters: number;
  readonly learners: number;
  /** Votes that a decision needs. */
  readonly quorum: number;
  /** Voters that answered here. */
  readonly reachable: number;
  /**
   * How many more voters may fail now while decisions are still made, as far as seen from here; negative when fewer
   * answered than a quorum.
   */
  readonly tolerance: number;
  /**
   * Whether a member answered a linearizable read. Only a quorum can agree to that, so decisions are made, however few
   * members can be reached from here, as through a tunnel to one of them.
   */
  readonly isProven: boolean;
}

/** The members of a cluster, each by its own answer. */
export interface ClusterFacts {
  /** Milliseconds since 1970, when the questions began. */
  readonly takenAt: number;
  readonly durationMilliseconds: number;
  /** The connection's own endpoints. */
  readonly configuredEndpoints: readonly string[];
  readonly clusterId?: bigint;
  /** As one member tells it, without asking the others; so known without a quorum too. */
  readonly memberList: Fact<readonly ClusterMember[]>;
  /** In the order of the member list; where that is not known, those that answered. */
  readonly members: readonly MemberFacts[];
  /** Endpoints of the connection of which nobody knows which member they lead to. */
  readonly unmatchedEndpoints: readonly EndpointFacts[];
  /** Absent while the member list is not known. */
  readonly quorum?: QuorumFacts;
  /** The leader that most of the members name; absent when none does. */
  readonly leader?: bigint;
}

export interface AuthenticationFacts {
  readonly isEnabled: boolean;
}

/** Whether all members hold the same data. The hashes are with the members. */
export interface ConsistencyFacts {
  /** The revision that all were asked for. */
  readonly revision: bigint;
}

export interface CompactionFacts {
  readonly currentRevision: bigint;
  /** Nothing below it can be read any more; 0n where nothing was ever compacted. */
  readonly compactRevision: bigint;
  /** Milliseconds since 1970 by the member's clock; absent where it tells none or was started since. */
  readonly lastCompactionAt?: number;
  /** When the oldest revision that can still be read was written, as a Kubernetes lease tells; milliseconds since 1970. */
  readonly oldestRevisionAt?: number;
}

/** One kind of objects, by counting all of its keys and weighing some of its values. */
export interface ResourceFacts {
  /** `secrets`, `widgets.lab.example.com`. */
  readonly resource: string;
  /** Exact. */
  readonly count: number;
  readonly sampled: number;
  /** Bytes of keys and values, of those sampled. */
  readonly sampledBytes: number;
  /** Bytes of keys and values: exact where all were sampled, else scaled up from the sample. */
  readonly estimatedBytes: number;
}

export interface LargeObject {
  readonly key: Uint8Array;
  readonly resource: string;
  /** Bytes of the value. */
  readonly size: number;
}

export interface KubernetesFacts {
  /** Such as `/registry/`. */
  readonly prefix: string;
  /** The largest first. */
  readonly resources: readonly ResourceFacts[];
  /** Whether every kind of objects was counted and sampled; false when a bound was met before. */
  readonly isComplete: boolean;
  readonly secrets: {
    readonly count: number;
    readonly sampled: number;
    readonly plaintext: number;
  };
  /** Among those sampled, the largest first; at most 10. */
  readonly largestObjects: readonly LargeObject[];
}

/** All that a health check judges. */
export interface HealthFacts extends ClusterFacts {
  /** Whether the connection signs in with user and password. */
  readonly hasCredentials: boolean;
  readonly hasClientCertificate: boolean;
  /** The one that the connection shows to the members. */
  readonly clientCertificate?: CertificateDetails;
  readonly alarmList: Fact<readonly AlarmFacts[]>;
  readonly authentication: Fact<AuthenticationFacts>;
  readonly consistency: Fact<ConsistencyFacts>;
  readonly compaction: Fact<CompactionFacts>;
  /** Absent where the store holds no Kubernetes. */
  readonly kubernetes?: Fact<KubernetesFacts>;
}
