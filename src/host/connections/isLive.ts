import type { Connection } from './connection';

/** Whether it is connected to a cluster; a snapshot file has no members. */
export function isLive({ state }: Pick<Connection, 'state'>): boolean {
  return state.kind === 'connected' && state.store !== undefined;
}
