import type { Connection } from '../connection';

/** Whether it is a damaged snapshot, of which keys may be missing, older than they were last, or deleted long ago. */
export function isIncomplete(connection: Connection | undefined): boolean {
  const state = connection?.state;
  return state?.kind === 'connected' && (state.snapshot?.store.damage.unreadablePages ?? 0) > 0;
}
