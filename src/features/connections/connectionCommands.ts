/** What the commands on connections do. Loaded with the first of them: most windows only connect by opening a row. */
import * as vscode from 'vscode';
import { confirmDanger } from '../../host/confirmation';
import type { Connection } from '../../host/connections/connection';
import type { ConnectionServices } from '../../host/connections/createConnections';
import { extensionId, views } from '../../host/ids';
import type { Services } from '../../host/services';
import { chosenConnection } from './chosenConnection';
import { connectAndTell } from './connectAndTell';
import { acceptedValue } from './stepSequence';

/** What this feature is given: it is the only one that changes the configuration of connections. */
export type ConnectionFeatureServices = Services & Omit<ConnectionServices, 'dispose'>;

export async function addConnection(services: ConnectionFeatureServices): Promise<void> {
  const { askNewConnection } = await import('./connectionDialogs');
  const draft = await askNewConnection(namesOfOthers(services));
  if (draft !== undefined) {
    const id = await services.connectionSettings.add(draft);
    await vscode.commands.executeCommand(`${views.keyspace}.focus`);
    await connectAndTell(services, id);
  }
}

export async function editChosenConnection(services: ConnectionFeatureServices, target: unknown): Promise<void> {
  const title = vscode.l10n.t('Edit Connection');
  const connection = await chosenConnection(services.connections, target, { title, applies: isConfigured });
  if (connection !== undefined) {
    const { editConnection } = await import('./editConnection');
    await editConnection(services, connection, namesOfOthers(services, connection));
  }
}

export async function renameConnection(services: ConnectionFeatureServices, target: unknown): Promise<void> {
  const title = vscode.l10n.t('Rename Connection');
  const connection = await chosenConnection(services.connections, target, { title, applies: isConfigured });
  if (connection !== undefined) {
    const { id, name } = connection.configuration;
    const { askName } = await import('./connectionDialogs');
    const newName = acceptedValue(await askName({ title }, name, namesOfOthers(services, connection)));
    if (newName !== undefined && newName !== name) {
      await services.connectionSettings.update(id, { name: newName });
    }
  }
}

export async function removeConnection(services: ConnectionFeatureServices, target: unknown): Promise<void> {
  const title = vscode.l10n.t('Remove Connection');
  const connection = await chosenConnection(services.connections, target, { title, applies: isConfigured });
  if (connection !== undefined && (await confirmRemoval(connection))) {
    const { id } = connection.configuration;
    await services.connectionSettings.remove(id);
    await services.connectionSecrets.removeAll(id);
  }
}

/** Snapshot files stand in the view only, and have no settings. */
function isConfigured({ configuration }: Connection): boolean {
  return configuration.snapshot === undefined;
}

/** @returns whether it is connected now. */
export async function connect(services: Services, target: unknown): Promise<boolean> {
  const connection = await chosenConnection(services.connections, target, {
    title: vscode.l10n.t('Connect'),
    applies: ({ state }) => state.kind === 'disconnected' || state.kind === 'failed',
    none: vscode.l10n.t('Every connection is connected already.'),
  });
  return connection !== undefined && connectAndTell(services, connection.configuration.id);
}

/** @returns whether it is connected now. */
export async function retryConnection(services: Services, target: unknown): Promise<boolean> {
  const connection = await chosenConnection(services.connections, target, {
    title: vscode.l10n.t('Retry'),
    applies: ({ state }) => state.kind === 'failed',
    none: vscode.l10n.t('No connection has failed.'),
  });
  return connection !== undefined && connectAndTell(services, connection.configuration.id);
}

export async function disconnect({ connections }: Services, target: unknown): Promise<void> {
  const connection = await chosenConnection(connections, target, {
    title: vscode.l10n.t('Disconnect'),
    applies: ({ state }) => state.kind === 'connected' || state.kind === 'connecting',
    none: vscode.l10n.t('No connection is connected.'),
  });
  if (connection !== undefined) {
    await connections.disconnect(connection.configuration.id);
  }
}

/** Connections belong to the machine that the extension runs on, and so do their settings. */
export async function openSettings(): Promise<void> {
  const query = `@ext:${extensionId}`;
  await (vscode.env.remoteName === undefined
    ? vscode.commands.executeCommand('workbench.action.openSettings', query)
    : vscode.commands.executeCommand('workbench.action.openRemoteSettings', { query }));
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
