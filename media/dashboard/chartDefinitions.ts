import type { DashboardStrings, SeriesName } from '../../src/protocol/dashboard';
import type { Unit } from '../../src/protocol/quantityText';
import type { Layout } from './layout';

export interface ChartDefinition {
  readonly title: keyof DashboardStrings;
  readonly unit: Unit;
  /** One series, or one for each choice of the percentile. */
  readonly series: SeriesName | Readonly<Record<Layout['percentile'], SeriesName>>;
}

/** In the order in which one looks: how it feels, how much there is, then what lies beneath. */
export const chartDefinitions: readonly ChartDefinition[] = [
  { title: 'chartReadLatency', unit: 'milliseconds', series: 'readLatency' },
  { title: 'chartDatabaseSize', unit: 'bytes', series: 'databaseSize' },
  { title: 'chartRaftIndexRate', unit: 'perSecond', series: 'raftIndexRate' },
  { title: 'chartLeaderChanges', unit: 'count', series: 'leaderChanges' },
  { title: 'chartWalFsync', unit: 'milliseconds', series: { median: 'walFsyncP50', p99: 'walFsyncP99' } },
  {
    title: 'chartBackendCommit',
    unit: 'milliseconds',
    series: { median: 'backendCommitP50', p99: 'backendCommitP99' },
  },
  {
    title: 'chartPeerRoundTrip',
    unit: 'milliseconds',
    series: { median: 'peerRoundTripP50', p99: 'peerRoundTripP99' },
  },
  { title: 'chartProposalsPending', unit: 'count', series: 'proposalsPending' },
  { title: 'chartProposalsFailed', unit: 'perSecond', series: 'proposalsFailed' },
  { title: 'chartSlowApplies', unit: 'perSecond', series: 'slowApplies' },
  { title: 'chartWatchers', unit: 'count', series: 'watchers' },
  { title: 'chartKeys', unit: 'count', series: 'keys' },
];

export function seriesOf({ series }: ChartDefinition, percentile: Layout['percentile']): SeriesName {
  return typeof series === 'string' ? series : series[percentile];
}
