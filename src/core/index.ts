/** The public face of `core`: what the extension, the benchmarks and outside checks call. Built alone to dist/core.cjs. */

export { auditEncryption } from './auditEncryption';
export { type ErrorCode, type ErrorFacts, EtcdscopeError, hasCode, isEtcdscopeError } from './base/errors';
export type { CallOptions, KeyRange, KeyValue, RangeRequest, RangeResult } from './base/keyValue';
export { endOfKeyspace, nextKey, prefixEnd, prefixRange } from './base/keyValue';
export {
  type ClusterFacts,
  collectFacts,
  collectMembers,
  defaultThresholds,
  evaluateHealth,
  type HealthFacts,
  type HealthReport,
  type HealthThresholds,
  type MemberFacts,
} from './clusterHealth';
export {
  type AtRestEnvelope,
  type AuditReport,
  createEncryptionConfiguration,
  decryptAtRest,
  encryptAtRest,
  isConfigurationError,
  parseAtRest,
  parseEncryptionConfiguration,
  sealAtRest,
} from './encryption';
export * from './etcd';
export { type CompareOptions, type CompareProgress, compareKeyspaces } from './keyspace/compare/compareKeyspaces';
export type { DifferenceKind, KeyDifference, KeyNumbers } from './keyspace/compare/keyDifference';
export { countKeys, sampleKeys } from './keyspace/countKeys';
export type { HistoryEnd, HistoryReader, KeyHistory } from './keyspace/history/keyHistory';
export { type LiveHistoryOptions, liveHistory } from './keyspace/history/liveHistory';
export { keyFromPath, pathFromKey } from './keyspace/keyPath';
export type { KeyspaceReader } from './keyspace/keyspaceReader';
export { keyText } from './keyspace/keyText';
export type { KeyWriter } from './keyspace/keyWriter';
export type { LevelChild } from './keyspace/level';
export type { LevelCursor } from './keyspace/levelCursor';
export { type LevelPage, type ListLevelOptions, listLevel } from './keyspace/listLevel';
export { searchKeys } from './keyspace/searchKeys';
export * from './kubernetes';
export * from './snapshot';
export { type WatchKeysOptions, watchKeys } from './watchKeys';
