import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { type CommandId, commands, keyScheme, settings } from '../../host/ids';
import { type ConnectionTarget, isConnectionTarget } from '../../host/keyTarget';
import { targetFromUri } from '../../host/keyUri';
import type { Services } from '../../host/services';
import { delimiterOf, pageSize, refreshesItself, showsRowDetails } from '../../host/settings';
import { KeyspaceModel } from './keyspaceModel';
import { KeyspaceView } from './keyspaceView';
import { isParentNode } from './locateRow';
import { isTreeNode } from './treeNode';

/** The keyspace in the sidebar: browsing, searching and finding one's way in it. */
export function register(services: Services): Disposable {
  const { atRest, connections, keyChanges, log } = services;
  const disposables = new DisposableStore();
  const logProblem = (what: string, error: unknown) => log.error(what, error);
  const model = disposables.add(
    new KeyspaceModel(connections, { delimiterOf, pageSize, showsRowDetails, logProblem, atRest }),
  );
  const view = disposables.add(new KeyspaceView(model, services));
  const add = (id: CommandId, handler: (target: unknown) => unknown) =>
    disposables.add(registerCommand(services, id, handler));

  disposables.add(keyChanges.event(change => model.followChange(change)));
  disposables.add(
    atRest.onDidChange(id => {
      model.refresh(model.connectionNode(id)).catch(error => log.error('Looking at encrypted values again', error));
    }),
  );
  disposables.add(
    vscode.workspace.onDidChangeConfiguration(event => {
      const names = [settings.delimiter, settings.rowDetails];
      if (names.some(name => event.affectsConfiguration(`${settings.section}.${name}`))) {
        model.refreshAll();
      }
    }),
  );

  const followWhenWanted = () => {
    if (refreshesItself()) {
      disposables.delete(whenWanted);
      import('./autoRefresh/followClusters').then(
        room => disposables.add(room.followClusters(view, services)),
        error => log.error('Auto-refresh', error),
      );
    }
  };
  const whenWanted = disposables.add(vscode.workspace.onDidChangeConfiguration(followWhenWanted));
  followWhenWanted();
  const setAutoRefresh = (isOn: boolean) =>
    vscode.workspace
      .getConfiguration(settings.section)
      .update(settings.autoRefresh, isOn, vscode.ConfigurationTarget.Global);
  add(commands.startAutoRefresh, () => setAutoRefresh(true));
  add(commands.stopAutoRefresh, () => setAutoRefresh(false));
  add(commands.refreshAll, () => model.refreshAll());
  add(commands.refresh, target => {
    const node = isTreeNode(target) ? target : view.selection;
    return node && model.refresh(isParentNode(node) ? node : model.parentOrConnection(node));
  });
  add(commands.loadMore, node => (isTreeNode(node) && node.kind === 'loadMore' ? view.loadMore(node) : undefined));
  add(commands.revealInTree, target => {
    const key = revealTargetOf(target);
    return key
      ? view.revealAndTell(key)
      : void vscode.window.showInformationMessage(vscode.l10n.t('Open a key first, to reveal it in the etcd view.'));
  });
  add(commands.deleteSelected, () => {
    // A key binding brings no row along. Both commands ask before they delete.
    const node = view.selection;
    return node?.kind === 'key' || node?.kind === 'prefix'
      ? vscode.commands.executeCommand(node.kind === 'key' ? commands.deleteKey : commands.deletePrefix, node)
      : undefined;
  });
  add(commands.copyKey, async target => (await import('./copyKey')).copyKey(target ?? view.selection));
  add(commands.copyName, async target => (await import('./copyKey')).copyName(target ?? view.selection));
  add(commands.searchKeys, async target => (await import('./searchForKeys')).searchForKeys(services, target));
  add(commands.goToKey, async target => (await import('./goToKey')).goToKey(services, view, target));
  return disposables;
}

/** What to reveal: what the caller names, an editor's title its document, the palette the active editor. */
function revealTargetOf(target: unknown): ConnectionTarget | undefined {
  if (isConnectionTarget(target)) {
    return target;
  }
  const uri = target instanceof vscode.Uri ? target : activeUri();
  return uri?.scheme === keyScheme ? targetFromUri(uri) : undefined;
}

/** The document of the active tab, whatever kind of editor shows it. */
function activeUri(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
}
