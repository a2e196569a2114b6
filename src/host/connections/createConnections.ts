import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { contextKeys } from '../ids';
import { loadEtcd } from '../lazy';
import type { Log } from '../log';
import { callTimeoutSeconds } from '../settings';
import type { ConfigurationProblemNotice } from './configurationProblemNotice';
import type { Connections } from './connection';
import type { ParsedConnections } from './connectionConfiguration';
import { ConnectionManager } from './connectionManager';
import { ConnectionSecrets } from './connectionSecrets';
import type { OpenConnection } from './connectionSession';
import { ConnectionSettings } from './connectionSettings';
import { OpenSnapshots } from './snapshot/openSnapshots';

/** The connections of the window, with what is needed to change their configuration. */
export interface ConnectionServices extends Disposable {
  readonly connections: Connections;
  readonly connectionSettings: ConnectionSettings;
  readonly connectionSecrets: ConnectionSecrets;
  readonly openSnapshots: OpenSnapshots;
}

/** Where VS Code keeps what outlives a window. */
export type ConnectionStorages = Pick<vscode.ExtensionContext, 'secrets' | 'workspaceState' | 'globalStorageUri'>;

/** Builds the connections on VS Code's settings and storages, and keeps their context keys. */
export function createConnections(log: Log, context: ConnectionStorages): ConnectionServices {
  const disposables = new DisposableStore();
  const connectionSettings = disposables.add(new ConnectionSettings());
  const connectionSecrets = new ConnectionSecrets(context.secrets);
  const openSnapshots = disposables.add(new OpenSnapshots(context.workspaceState));
  const connections = disposables.add(new ConnectionManager(opening(log, connectionSecrets, context), log));
  let notice: Promise<ConfigurationProblemNotice> | undefined;
  const follow = (parsed: ParsedConnections) => {
    const isFree = ({ id }: { readonly id: string }) => !parsed.positions.has(id);
    connections.setConfigurations([...parsed.connections, ...openSnapshots.configurations.filter(isFree)]);
    if (parsed.problems.length > 0) {
      notice ??= import('./configurationProblemNotice').then(part => new part.ConfigurationProblemNotice());
    }
    void notice?.then(shown => shown.update(parsed));
    void vscode.commands.executeCommand('setContext', contextKeys.hasConnections, connections.all.length > 0);
  };
  disposables.add(connectionSettings.onDidChange(follow));
  disposables.add(openSnapshots.onDidChange(() => follow(connectionSettings.read())));
  follow(connectionSettings.read());
  void vscode.commands.executeCommand('setContext', contextKeys.ready, true);
  return { connections, connectionSettings, connectionSecrets, openSnapshots, dispose: () => disposables.dispose() };
}

/** Opens connections with what loads on the first of them. */
function opening(log: Log, secrets: ConnectionSecrets, { globalStorageUri }: ConnectionStorages): OpenConnection {
  return async (configuration, options) => {
    if (configuration.snapshot) {
      const { openSnapshotFile } = await import('./snapshot/openSnapshotFile');
      const unpackingDirectory = vscode.Uri.joinPath(globalStorageUri, 'unpacked').fsPath;
      return openSnapshotFile(configuration, configuration.snapshot.path, { ...options, unpackingDirectory, log });
    }
    const { createOpenConnection } = await import('./openConnection');
    const { askSecret, offerToStore } = await import('./secretPrompts');
    const { openEtcd } = await loadEtcd();
    const open = createOpenConnection({
      openEtcd,
      secrets,
      askSecret,
      onSecretProved: (proved, kind, secret) => {
        offerToStore(secrets, proved, kind, secret).catch(error =>
          log.error(`Storing the ${kind} of ${proved.id}`, error),
        );
      },
      callTimeoutSeconds,
    });
    return open(configuration, options);
  };
}
