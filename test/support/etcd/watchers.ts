import type { RunningEtcd } from './startEtcd';

/** Watches that a server has open, by its own metrics. */
export async function watchersOf({ endpoints }: Pick<RunningEtcd, 'endpoints'>): Promise<number> {
  const response = await fetch(`${endpoints[0]}/metrics`);
  const [, count] = /^etcd_debugging_mvcc_watcher_total (\d+)$/m.exec(await response.text()) ?? [];
  if (count === undefined) {
    throw new Error('The server does not tell how many watches it has open.');
  }
  return Number(count);
}
