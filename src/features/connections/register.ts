import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { confirmDanger } from '../../host/confirmation';
import type { Connection } from '../../host/connections/connection';
import type { ConnectionServices } from '../../host/connections/createConnections';
import { commands, extensionId, views } from '../../host/ids';
import type { Services } from '../../host/services';
import { chosenConnection } from './chosenConnection';
import { connectAndTell } from './connectAndTell';
import { acceptedValue } from './stepSequence';

/** What this feature is given: it is the only one that changes the configuration of connections. */
export type ConnectionFeatureServices = Services & Omit<ConnectionServices, 'dispose' | 'openSnapshots'>;

/** Adding, changing and removing connections, and connecting them. */
export function register(services: ConnectionFeatureServices): Disposable {
  const { connections, connectionSettings, connectionSecrets, log } = services;
  const disposables = new DisposableStore();
  const add = (id: Parameters<typeof registerCommand>[1], handler: Parameters<typeof registerCommand>[2]) =>
    disposables.add(registerCommand(services, id, handler));

  add(commands.addConnection, async () => {
    const { askNewConnection } = await import('./connectionDialogs');
    const draft = await askNewConnection(namesOfOthers(services));
    if (draft !== undefined) {
      const id = await connectionSettings.add(draft);
      await vscode.commands.executeCommand(`${views.keyspace}.focus`);
      await connectAndTell(services, id);
    }
  });

  add(commands.editConnection, async target => {
    const connection = await chosenConnection(connections, target, { title: vscode.l10n.t('Edit Connection') });
    if (connection !== undefined) {
      const { editConnection } = await import('./editConnection');
      await editConnection(services, connection, namesOfOthers(services, connection));
    }
  });

  add(commands.renameConnection, async target => {
    const title = vscode.l10n.t('Rename Connection');
    const connection = await chosenConnection(connections, target, { title });
    if (connection !== undefined) {
      const { id, name } = connection.configuration;
      const { askName } = await import('./connectionDialogs');
      const newName = acceptedValue(await askName({ title }, name, namesOfOthers(services, connection)));
      if (newName !== undefined && newName !== name) {
        await connectionSettings.update(id, { name: newName });
      }
    }
  });

  add(commands.removeConnection, async target => {
    const connection = await chosenConnection(connections, target, { title: vscode.l10n.t('Remove Connection') });
    if (connection !== undefined && (await confirmRemoval(connection))) {
      const { id } = connection.configuration;
      await connectionSettings.remove(id);
      await connectionSecrets.removeAll(id);
    }
  });

  add(commands.connect, async target => {
    const connection = await chosenConnection(connections, target, {
      title: vscode.l10n.t('Connect'),
      applies: ({ state }) => state.kind === 'disconnected' || state.kind === 'failed',
      none: vscode.l10n.t('Every connection is connected already.'),
    });
    return connection !== undefined && connectAndTell(services, connection.configuration.id);
  });

  add(commands.retryConnection, async target => {
    const connection = await chosenConnection(connections, target, {
      title: vscode.l10n.t('Retry'),
      applies: ({ state }) => state.kind === 'failed',
      none: vscode.l10n.t('No connection has failed.'),
    });
    return connection !== undefined && connectAndTell(services, connection.configuration.id);
  });

  add(commands.disconnect, async target => {
    const connection = await chosenConnection(connections, target, {
      title: vscode.l10n.t('Disconnect'),
      applies: ({ state }) => state.kind === 'connected' || state.kind === 'connecting',
      none: vscode.l10n.t('No connection is connected.'),
    });
    if (connection !== undefined) {
      await connections.disconnect(connection.configuration.id);
    }
  });

  add(commands.showLog, () => log.show());

  add(commands.openSettings, () => openSettings());

  return disposables;
}

/** Connections belong to the machine that the extension runs on, and so do their settings. */
function openSettings(): Thenable<unknown> {
  const query = `@ext:${extensionId}`;
  return vscode.env.remoteName === undefined
    ? vscode.commands.executeCommand('workbench.action.openSettings', query)
    : vscode.commands.executeCommand('workbench.action.openRemoteSettings', { query });
}

function namesOfOthers({ connections }: Services, connection?: Connection): readonly string[] {
  return connections.all
    .filter(({ configuration }) => configuration.id !== connection?.configuration.id)
    .map(({ configuration }) => configuration.name);
}

function confirmRemoval({ configuration: { name } }: Connection): Promise<boolean> {
  return confirmDanger({
    message: vscode.l10n.t("Remove the connection '{0}'?", name),
    detail: vscode.l10n.t(
      'Its settings and its stored password are removed from VS Code. The cluster and its keys are not touched.',
    ),
    confirmLabel: vscode.l10n.t('Remove'),
  });
}
