import { HistogramBuilder } from './histogram';
import type { Histogram, MemberMetrics, PeerHistogram } from './memberMetrics';
import { prometheusSamples } from './prometheusText';
import { wantedFamilies } from './wantedFamilies';

/** Figures without labels. The first name that is there counts: some have changed theirs. */
const gauges = {
  leaderChanges: ['etcd_server_leader_changes_seen_total'],
  proposalsFailed: ['etcd_server_proposals_failed_total'],
  proposalsPending: ['etcd_server_proposals_pending'],
  proposalsCommitted: ['etcd_server_proposals_committed_total'],
  proposalsApplied: ['etcd_server_proposals_applied_total'],
  slowApplies: ['etcd_server_slow_apply_total'],
  slowReadIndexes: ['etcd_server_slow_read_indexes_total'],
  heartbeatFailures: ['etcd_server_heartbeat_send_failures_total'],
  watchers: ['etcd_debugging_mvcc_watcher_total'],
  slowWatchers: ['etcd_debugging_mvcc_slow_watcher_total'],
  watchStreams: ['etcd_debugging_mvcc_watch_stream_total'],
  keys: ['etcd_debugging_mvcc_keys_total'],
  quota: ['etcd_server_quota_backend_bytes'],
  databaseSize: ['etcd_mvcc_db_total_size_in_bytes', 'etcd_debugging_mvcc_db_total_size_in_bytes'],
  databaseSizeInUse: ['etcd_mvcc_db_total_size_in_use_in_bytes'],
  compactRevision: ['etcd_debugging_mvcc_compact_revision'],
  currentRevision: ['etcd_debugging_mvcc_current_revision'],
  residentMemory: ['process_resident_memory_bytes'],
  openFiles: ['process_open_fds'],
  mostOpenFiles: ['process_max_fds'],
} as const satisfies Partial<Record<keyof MemberMetrics, readonly string[]>>;

const startTime = 'process_start_time_seconds';
const lastCompaction = 'etcd_debugging_mvcc_db_compaction_last';
const walFsync = 'etcd_disk_wal_fsync_duration_seconds';
const backendCommit = 'etcd_disk_backend_commit_duration_seconds';
const requests = 'grpc_server_handling_seconds';
const peerRoundTrip = 'etcd_network_peer_round_trip_time_seconds';

const activePeers = 'etcd_network_active_peers';

const histograms: ReadonlySet<string> = new Set([walFsync, backendCommit, requests, peerRoundTrip]);
const plain: readonly string[] = [...Object.values(gauges).flat(), startTime, lastCompaction, activePeers];
const families = new Set([...plain, ...histograms]);
const wanted = new Set([...plain, ...[...histograms].flatMap(name => [`${name}_bucket`, `${name}_sum`])]);

/** Histograms kept: a few by themselves, and one a peer. */
const mostSeries = 100;

/**
 * Reads a member's /metrics, whatever it holds: what is missing or makes no sense is left out.
 * Names: etcd-io/etcd, server/storage, server/etcdserver and server/etcdserver/api, the files named metrics.go.
 *
 * @param readAt Milliseconds since 1970.
 */
export function readMemberMetrics(bytes: Buffer, readAt: number): MemberMetrics {
  const values = new Map<string, number>();
  const builders = new Map<string, HistogramBuilder>();
  const peers = new Map<bigint, number>();
  const text = wantedFamilies(bytes, family => families.has(family));
  for (const { name, labels, value } of prometheusSamples(text, candidate => wanted.has(candidate))) {
    const family = name.replace(/_(bucket|sum)$/, '');
    const remote = name === activePeers ? memberId(labels.get('Remote')) : undefined;
    if (remote !== undefined && peers.size < mostSeries) {
      peers.set(remote, value);
    }
    if (!histograms.has(family)) {
      if (Number.isFinite(value) && labels.size === 0) {
        // Before the first compaction the compact revision is -1.
        values.set(name, Math.max(0, value));
      }
      continue;
    }
    const series = seriesOf(family, labels);
    const builder = series === undefined ? undefined : builderOf(builders, series);
    if (name.endsWith('_sum')) {
      builder?.addSum(value);
    } else {
      builder?.addBucket(boundOf(labels.get('le')), value);
    }
  }
  return {
    readAt,
    ...figures(values),
    ...milliseconds('startedAt', values.get(startTime)),
    // Zero until the process has compacted.
    ...milliseconds('lastCompactionAt', values.get(lastCompaction) || undefined),
    ...histogram('walFsync', builders.get(walFsync)),
    ...histogram('backendCommit', builders.get(backendCommit)),
    ...histogram('requests', builders.get(requests)),
    peerRoundTrips: peersOf(builders),
    ...(peers.size > 0 && { activePeers: [...peers].flatMap(([id, connections]) => (connections > 0 ? [id] : [])) }),
  };
}

/** All unary calls count as one; each peer by itself. */
function seriesOf(family: string, labels: ReadonlyMap<string, string>): string | undefined {
  switch (family) {
    case requests:
      return labels.get('grpc_type') === 'unary' ? requests : undefined;
    case peerRoundTrip:
      return `${peerRoundTrip} ${labels.get('To') ?? ''}`;
    default:
      return family;
  }
}

function builderOf(builders: Map<string, HistogramBuilder>, series: string): HistogramBuilder | undefined {
  let builder = builders.get(series);
  if (!builder && builders.size < mostSeries) {
    builder = new HistogramBuilder();
    builders.set(series, builder);
  }
  return builder;
}

function boundOf(text: string | undefined): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : Number.parseFloat(text ?? '');
}

function figures(values: ReadonlyMap<string, number>): Partial<Record<keyof typeof gauges, number>> {
  const found: Partial<Record<keyof typeof gauges, number>> = {};
  for (const [field, names] of Object.entries(gauges) as [keyof typeof gauges, readonly string[]][]) {
    const name = names.find(each => values.has(each));
    if (name !== undefined) {
      found[field] = values.get(name) as number;
    }
  }
  return found;
}

function milliseconds<Field extends string>(field: Field, seconds: number | undefined): Partial<Record<Field, number>> {
  return seconds === undefined ? {} : ({ [field]: seconds * 1000 } as Record<Field, number>);
}

function histogram<Field extends string>(
  field: Field,
  builder: HistogramBuilder | undefined,
): Partial<Record<Field, Histogram>> {
  const built = builder?.build();
  return built ? ({ [field]: built } as Record<Field, Histogram>) : {};
}

function peersOf(builders: ReadonlyMap<string, HistogramBuilder>): readonly PeerHistogram[] {
  return [...builders].flatMap(([series, builder]) => {
    const id = series.startsWith(`${peerRoundTrip} `) ? memberId(series.slice(peerRoundTrip.length + 1)) : undefined;
    const built = id === undefined ? undefined : builder.build();
    return id !== undefined && built ? [{ memberId: id, histogram: built }] : [];
  });
}

/** From the hexadecimal digits that etcd writes. */
function memberId(text: string | undefined): bigint | undefined {
  return /^[0-9a-f]{1,16}$/.test(text ?? '') ? BigInt(`0x${text}`) : undefined;
}
