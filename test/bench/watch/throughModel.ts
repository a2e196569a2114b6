import type { KeyRange } from '../../../src/core/base/keyValue';
import type { EtcdStore } from '../../../src/core/etcd';
import { WatchModel } from '../../../src/features/watch/watchModel';
import { WatchRun } from '../../../src/features/watch/watchRun';

/** What a panel's watch holds by default. */
const limits = { entries: 10_000, bytes: 64 * 1024 * 1024 };

/**
 * Runs events through all that a hidden panel does with them, each with the value before: the watch, its model, counts and
 * ring. Resolves with the model once it has counted so many.
 */
export async function throughModel(
  store: EtcdStore,
  range: KeyRange,
  { events, startRevision, onEvents }: { events: number; startRevision: bigint; onEvents?: (count: number) => void },
): Promise<WatchModel> {
  const model = new WatchModel(limits);
  const run = new WatchRun({ range, model, open: async () => store, clock: Date.now });
  run.onDidChange(() => {
    const { created, updated, deleted } = model.totals;
    const count = created + updated + deleted;
    onEvents?.(count);
    if (count >= events) {
      run.stop();
    }
  });
  await run.start({ from: 'revision', revision: startRevision });
  return model;
}
