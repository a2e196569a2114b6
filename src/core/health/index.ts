/** How a cluster is doing: facts from all members, and their judgement. Loaded on first use. */

export { type CollectHealthOptions, collectHealth } from './collectHealth';
export { evaluateHealth } from './evaluateHealth';
export { type Fact, factOf, type NotAskedReason, type Problem } from './fact';
export type {
  AlarmFacts,
  AlarmType,
  AuthenticationFacts,
  ClockOffset,
  ClusterFacts,
  CompactionFacts,
  ConsistencyFacts,
  EndpointFacts,
  HashFacts,
  HealthFacts,
  KubernetesFacts,
  LargeObject,
  MemberFacts,
  MemberRole,
  ProbeFacts,
  QuorumFacts,
  ResourceFacts,
} from './healthFacts';
export type {
  CheckId,
  CheckMeasures,
  CheckOf,
  CheckStatus,
  CheckTheme,
  HealthCheck,
  HealthReport,
  Limit,
  MemberFinding,
  ReportedProblem,
  Unit,
} from './healthReport';
export { type CollectMembersOptions, collectMembers } from './members/collectMembers';
export { countOf, difference, quantile } from './metrics/histogram';
export type { Histogram, MemberMetrics, PeerHistogram } from './metrics/memberMetrics';
export { defaultThresholds, type HealthThresholds, type ThresholdChanges, type ThresholdName } from './thresholds';
