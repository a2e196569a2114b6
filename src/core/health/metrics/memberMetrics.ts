/** Buckets as Prometheus has them, cumulative, in ascending order of their bounds. */
export interface Histogram {
  /** Upper bounds in seconds, without the last, infinite one. */
  readonly bounds: readonly number[];
  /** Observations up to each bound; one more than bounds, the last being all of them. */
  readonly counts: readonly number[];
  /** Seconds, all observations together. */
  readonly sum: number;
}

export interface PeerHistogram {
  /** The peer's member id. */
  readonly memberId: bigint;
  readonly histogram: Histogram;
}

/**
 * What a member's /metrics tells, as far as it is wanted here. A figure is absent where the member does not tell it:
 * versions differ, and `--metrics=basic` leaves out some. Counters count from the start of the process.
 */
export interface MemberMetrics {
  /** Milliseconds since 1970 by our clock, when the answer came. */
  readonly readAt: number;
  /** Milliseconds since 1970 by the member's clock. */
  readonly startedAt?: number;
  /** etcd_disk_wal_fsync_duration_seconds */
  readonly walFsync?: Histogram;
  /** etcd_disk_backend_commit_duration_seconds */
  readonly backendCommit?: Histogram;
  /** grpc_server_handling_seconds of unary calls; only with `--metrics=extensive`. */
  readonly requests?: Histogram;
  /** etcd_network_peer_round_trip_time_seconds */
  readonly peerRoundTrips: readonly PeerHistogram[];
  /** The members that it is connected with, etcd_network_active_peers; absent where the figure is. */
  readonly activePeers?: readonly bigint[];
  /** etcd_server_leader_changes_seen_total */
  readonly leaderChanges?: number;
  /** etcd_server_proposals_failed_total */
  readonly proposalsFailed?: number;
  /** etcd_server_proposals_pending */
  readonly proposalsPending?: number;
  /** etcd_server_proposals_committed_total: the raft index. */
  readonly proposalsCommitted?: number;
  /** etcd_server_proposals_applied_total */
  readonly proposalsApplied?: number;
  /** etcd_server_slow_apply_total */
  readonly slowApplies?: number;
  /** etcd_server_slow_read_indexes_total */
  readonly slowReadIndexes?: number;
  /** etcd_server_heartbeat_send_failures_total */
  readonly heartbeatFailures?: number;
  /** etcd_debugging_mvcc_watcher_total */
  readonly watchers?: number;
  /** etcd_debugging_mvcc_slow_watcher_total */
  readonly slowWatchers?: number;
  /** etcd_debugging_mvcc_watch_stream_total */
  readonly watchStreams?: number;
  /** etcd_debugging_mvcc_keys_total */
  readonly keys?: number;
  /** Bytes, etcd_server_quota_backend_bytes */
  readonly quota?: number;
  /** Bytes, etcd_mvcc_db_total_size_in_bytes */
  readonly databaseSize?: number;
  /** Bytes, etcd_mvcc_db_total_size_in_use_in_bytes */
  readonly databaseSizeInUse?: number;
  /** etcd_debugging_mvcc_compact_revision */
  readonly compactRevision?: number;
  /** etcd_debugging_mvcc_current_revision */
  readonly currentRevision?: number;
  /** Milliseconds since 1970 by the member's clock, etcd_debugging_mvcc_db_compaction_last; absent until it compacted. */
  readonly lastCompactionAt?: number;
  /** Bytes, process_resident_memory_bytes */
  readonly residentMemory?: number;
  readonly openFiles?: number;
  readonly mostOpenFiles?: number;
}
