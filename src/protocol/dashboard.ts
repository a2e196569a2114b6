/** What the dashboard of a cluster's members and its host say to each other. */
import { contract } from './contract';
import {
  count,
  everyOf,
  flag,
  list,
  nothing,
  oneOf,
  optional,
  record,
  type Shape,
  type ShapeType,
  text,
} from './shape';

/** Members drawn; etcd's own advice ends at seven (etcd.io, FAQ, "maximum cluster size"). */
export const mostMembers = 32;
/** Samples kept of each series: an hour at one every three seconds. */
export const mostSamples = 1_200;

const level = oneOf('good', 'information', 'warning', 'bad');
export type Level = ShapeType<typeof level>;

/** Nothing known at this moment is null. */
const measure: Shape<number | null> = (value): value is number | null =>
  value === null || (typeof value === 'number' && Number.isFinite(value));
const number: Shape<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);

/** What is measured over time, of each member. */
export const seriesNames = [
  'readLatency',
  'databaseSize',
  'raftIndexRate',
  'leaderChanges',
  'walFsyncP50',
  'walFsyncP99',
  'backendCommitP50',
  'backendCommitP99',
  'peerRoundTripP50',
  'peerRoundTripP99',
  'proposalsPending',
  'proposalsFailed',
  'slowApplies',
  'watchers',
  'keys',
] as const;
export type SeriesName = (typeof seriesNames)[number];

/** One figure of a member; `detail` says more where one looks closer. */
const fact = record({ text: text(), detail: optional(text()), level: optional(level) });
export type FactView = ShapeType<typeof fact>;

export const factNames = [
  'version',
  'storage',
  'latency',
  'term',
  'index',
  'lag',
  'applied',
  'size',
  'inUse',
  'reclaimable',
  'quota',
  'certificate',
] as const;
export type FactName = (typeof factNames)[number];

export const roles = ['leader', 'follower', 'learner', 'unstarted', 'unknown'] as const;
export const reaches = ['reachable', 'partly', 'unreachable'] as const;

const note = record({ level, text: text() });
export type NoteView = ShapeType<typeof note>;

const member = record({
  /** Stands for the member in messages and in its series. */
  key: text(100),
  name: text(),
  /** Hexadecimal, as etcdctl prints it; empty where only an endpoint is known. */
  id: text(100),
  endpoints: list(text(), 50),
  role: oneOf(...roles),
  roleText: text(),
  reach: oneOf(...reaches),
  reachText: text(),
  facts: everyOf(factNames, fact),
  /** Parts of the quota: what is in use, and what a defragmentation would give back. */
  database: optional(record({ inUse: number, reclaimable: number, level })),
  /** Errors, alarms and why something is not known, worst first. */
  notes: list(note, 20),
});
export type MemberView = ShapeType<typeof member>;

const seat = record({ key: text(100), name: text(), role: oneOf(...roles), isUp: flag, stateText: text() });

const quorum = record({
  level,
  sentence: text(),
  detail: text(),
  /** Votes that a decision needs. */
  needed: count,
  /** Members that vote, those that answer first. */
  voters: list(seat, mostMembers),
  learners: list(seat, mostMembers),
  notes: list(note, 10),
});
export type QuorumView = ShapeType<typeof quorum>;

const tile = record({ label: text(200), value: text(), detail: text(), level: optional(level) });
export type TileView = ShapeType<typeof tile>;

const view = record({
  phase: oneOf('connecting', 'live', 'failed'),
  /** Of the connection. */
  name: text(),
  facts: list(text(), 20),
  /** Why there is nothing, or not all, to show. */
  problem: optional(text()),
  quorum: optional(quorum),
  tiles: list(tile, 8),
  members: list(member, mostMembers),
  /** What the charts lack, and why. */
  metricsNotes: list(note, mostMembers + 2),
});
export type DashboardView = ShapeType<typeof view>;

const chartedMember = record({ key: text(100), name: text() });

const history = record({
  /** Milliseconds since 1970, ascending. */
  times: list(number, mostSamples),
  members: list(
    record({ key: text(100), name: text(), series: everyOf(seriesNames, list(measure, mostSamples)) }),
    mostMembers,
  ),
});
export type HistoryView = ShapeType<typeof history>;

const sample = record({
  time: number,
  members: list(record({ key: text(100), name: text(), values: everyOf(seriesNames, measure) }), mostMembers),
});
export type SampleView = ShapeType<typeof sample>;
export type SampleValues = SampleView['members'][number]['values'];
export type ChartedMember = ShapeType<typeof chartedMember>;

const memberEvent = record({ key: text(100) });

export const dashboard = contract({
  toHost: {
    requests: {},
    events: {
      ready: nothing,
      refresh: nothing,
      openStatus: nothing,
      checkHealth: nothing,
      copyMember: memberEvent,
    },
  },
  toPanel: {
    requests: {},
    events: {
      view,
      /** All samples there are, to a page that begins. */
      history,
      /** One more. */
      sample,
    },
  },
});

/** The words of the panel, in the user's language. `{0}` and `{1}` stand for what the panel fills in. */
export const dashboardStringNames = [
  'title',
  'refresh',
  'openStatus',
  'checkHealth',
  'copyMember',
  'copied',
  'connecting',
  'quorum',
  'quorumNeeded',
  'members',
  'member',
  'state',
  'raft',
  'database',
  'learners',
  'overTime',
  'timeSpan',
  'minutes',
  'percentile',
  'median',
  'p99',
  'now',
  'between',
  'noData',
  'notKnown',
  'waitingForSamples',
  'chartHelp',
  'failed',
  ...factNames,
  'good',
  'information',
  'warning',
  'bad',
  'chartReadLatency',
  'chartDatabaseSize',
  'chartRaftIndexRate',
  'chartLeaderChanges',
  'chartWalFsync',
  'chartBackendCommit',
  'chartPeerRoundTrip',
  'chartProposalsPending',
  'chartProposalsFailed',
  'chartSlowApplies',
  'chartWatchers',
  'chartKeys',
] as const;
export type DashboardStrings = Readonly<Record<(typeof dashboardStringNames)[number], string>>;

/** What the page is born with. */
export const dashboardStart = record({ strings: everyOf(dashboardStringNames, text(300)), language: text(50) });
export type DashboardStart = ShapeType<typeof dashboardStart>;
