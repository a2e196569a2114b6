/** Snapshot files, and the `db` files of data directories, read without a server. Loaded on first use; runs itself as a worker thread. */

export type { KeyRevision } from '../keyspace/history/keyHistory';
export type { DigestState } from './jobs/digest';
export type { JobOptions } from './jobs/runJob';
export { describeSnapshot, openSnapshot, snapshotStatus } from './openSnapshot';
export type { DamagedPage, DamageReason, DamageReport } from './pages/damage';
export type { SnapshotBucket, SnapshotDescription, SnapshotStatus } from './snapshotDescription';
export type { EventOptions, SnapshotEvent, SnapshotStore } from './snapshotStore';
export type { SnapshotAlarm, SnapshotFacts, SnapshotLease, SnapshotMember } from './survey/fileFacts';
