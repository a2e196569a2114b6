import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { type CommandId, commands } from '../../host/ids';
import type { Services } from '../../host/services';
import type { Comparisons } from './comparisons';

/** Comparing two sides, looking at what differs, and putting a key back. */
export function register(services: Services): Disposable {
  const disposables = new DisposableStore();
  let comparisons: Promise<Comparisons> | undefined;
  const load = () => {
    comparisons ??= import('./comparisons').then(loaded => disposables.add(new loaded.Comparisons(services)));
    return comparisons;
  };
  const add = (id: CommandId, handler: (comparisons: Comparisons, target: unknown) => unknown) =>
    disposables.add(registerCommand(services, id, async target => handler(await load(), target)));

  add(commands.compareWith, (loaded, target) => loaded.compareWith(target));
  add(commands.openDifference, (loaded, node) => loaded.open(node));
  add(commands.restoreKey, (loaded, node) => loaded.restore(node));
  add(commands.refreshComparison, loaded => loaded.refresh());
  add(commands.swapComparison, loaded => loaded.swap());
  add(commands.filterDifferences, loaded => loaded.filter());
  add(commands.filterDifferenceKinds, loaded => loaded.filterKinds());
  add(commands.clearDifferenceFilter, loaded => loaded.clearFilter());
  add(commands.exportDifferences, loaded => loaded.export());
  add(commands.clearComparison, loaded => loaded.clear());
  return disposables;
}
