import { count, flag, record, type ShapeType } from '../../src/protocol/shape';

/** What the page remembers while its tab is hidden. The filter is the host's. */
export const layout = record({ isFollowing: flag, from: count });
export type Layout = ShapeType<typeof layout>;
