import { DisposableStore } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { Connections } from '../connections/connection';
import type { Log } from '../log';
import type { AtRestValues } from './atRestValues';

/** Stands for what opens encrypted values; that loads with the first of them. */
export function createAtRestValues(services: { readonly connections: Connections; readonly log: Log }): AtRestValues {
  const disposables = new DisposableStore();
  const changes = disposables.add(new Emitter<string>());
  let loading: Promise<Omit<AtRestValues, 'onDidChange'>> | undefined;
  const create = async () => {
    const [{ ConnectionVaults }, { watchFile }] = await Promise.all([
      import('./connectionVaults'),
      import('./watchFile'),
    ]);
    return disposables.add(new ConnectionVaults({ ...services, watchFile }, id => changes.fire(id)));
  };
  const load = () => {
    loading ??= create();
    return loading;
  };
  return {
    onDidChange: changes.event,
    open: async (target, value, options) => (await load()).open(target, value, options),
    seal: async (target, plaintext, options) => (await load()).seal(target, plaintext, options),
    kmsDecrypt: connectionId => async request => (await load()).kmsDecrypt(connectionId)(request),
    kmsKeyId: connectionId => async (plugin, options) => (await load()).kmsKeyId(connectionId)(plugin, options),
    dispose: () => disposables.dispose(),
  };
}
