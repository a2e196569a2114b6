import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { commands } from '../../host/ids';
import type { Services } from '../../host/services';
import type { Watches } from './watches';

/** Of the menu on an event. */
const eventCommands = [
  [commands.watchedCompare, 'compare'],
  [commands.watchedCompareWithNow, 'compareWithNow'],
  [commands.watchedOpen, 'open'],
  [commands.watchedReveal, 'reveal'],
  [commands.watchedHistory, 'showHistory'],
  [commands.watchedCopyKey, 'copyKey'],
  [commands.watchedPin, 'togglePin'],
  [commands.watchedDelete, 'delete'],
] as const;

/** Watches: what happens to a key, below a prefix or in a whole store, as it happens. */
export function register(services: Services): Disposable {
  const disposables = new DisposableStore();
  let watches: Promise<Watches> | undefined;
  const load = () => {
    watches ??= import('./watches').then(({ Watches }) => disposables.add(new Watches(services)));
    return watches;
  };
  disposables.add(registerCommand(services, commands.watch, async target => (await load()).ask(target)));
  for (const [id, action] of eventCommands) {
    disposables.add(registerCommand(services, id, async context => (await load()).act(context, action)));
  }
  return disposables;
}
