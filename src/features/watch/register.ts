import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { commands } from '../../host/ids';
import type { Services } from '../../host/services';
import type { Watches } from './watches';

/** Watches: what happens to a key, below a prefix or in a whole store, as it happens. */
export function register(services: Services): Disposable {
  const disposables = new DisposableStore();
  let watches: Promise<Watches> | undefined;
  const load = () => {
    watches ??= import('./watches').then(({ Watches }) => disposables.add(new Watches(services)));
    return watches;
  };
  disposables.add(registerCommand(services, commands.watch, async target => (await load()).ask(target)));
  return disposables;
}
