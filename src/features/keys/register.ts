import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { commands } from '../../host/ids';
import type { Services } from '../../host/services';

/** Deleting keys, each time after asking. */
export function register(services: Services): Disposable {
  const disposables = new DisposableStore();
  disposables.add(
    registerCommand(services, commands.deleteKey, async row => (await import('./deleteKey')).deleteKey(services, row)),
  );
  disposables.add(
    registerCommand(services, commands.deletePrefix, async row =>
      (await import('./deletePrefix')).deletePrefix(services, row),
    ),
  );
  return disposables;
}
