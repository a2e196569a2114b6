import { oneOf, record, type ShapeType } from '../../src/protocol/shape';

/** Minutes that the charts may show. */
export const timeSpans = ['5', '15', '60'] as const;
export const percentiles = ['p99', 'median'] as const;

/** What the page remembers while its tab is hidden. */
export const layout = record({ minutes: oneOf(...timeSpans), percentile: oneOf(...percentiles) });
export type Layout = ShapeType<typeof layout>;

export const firstLayout: Layout = { minutes: '15', percentile: 'p99' };
