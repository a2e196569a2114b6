import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { type CommandId, commands } from '../../host/ids';
import type { ConnectionFeatureServices } from './connectionCommands';

/** Adding, changing and removing connections, and connecting them. */
export function register(services: ConnectionFeatureServices): Disposable {
  const disposables = new DisposableStore();
  const add = (id: CommandId, handler: (target: unknown) => unknown) =>
    disposables.add(registerCommand(services, id, handler));
  const load = () => import('./connectionCommands');
  add(commands.addConnection, async () => (await load()).addConnection(services));
  add(commands.editConnection, async target => (await load()).editChosenConnection(services, target));
  add(commands.renameConnection, async target => (await load()).renameConnection(services, target));
  add(commands.removeConnection, async target => (await load()).removeConnection(services, target));
  add(commands.connect, async target => (await load()).connect(services, target));
  add(commands.retryConnection, async target => (await load()).retryConnection(services, target));
  add(commands.disconnect, async target => (await load()).disconnect(services, target));
  const loadEncryption = () => import('./encryptionCommands');
  add(commands.setEncryptionConfiguration, async target =>
    (await loadEncryption()).setEncryptionConfiguration(services, target),
  );
  add(commands.setKmsPlugin, async target => (await loadEncryption()).setKmsPlugin(services, target));
  add(commands.showLog, () => services.log.show());
  add(commands.openSettings, async () => (await load()).openSettings());
  return disposables;
}
