import * as vscode from 'vscode';
import { commands } from '../../host/ids';
import { countText } from './countText';
import { type ActionNode, type LoadMoreNode, type NoticeNode, nodeId } from './treeNode';

/** Rows that are no part of the keyspace: what can be done, what is not shown. */
export function extraItem(node: ActionNode | NoticeNode | LoadMoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem('', vscode.TreeItemCollapsibleState.None);
  item.id = nodeId(node);
  switch (node.kind) {
    case 'action':
      return describeAction(item, node);
    case 'notice':
      return describeNotice(item, node);
    case 'loadMore':
      return describeLoadMore(item, node);
  }
}

function describeAction(item: vscode.TreeItem, { action, parent }: ActionNode): vscode.TreeItem {
  const { label, icon, command } = {
    retry: { label: vscode.l10n.t('Retry'), icon: 'refresh', command: commands.retryConnection },
    showLog: { label: vscode.l10n.t('Show Log'), icon: 'output', command: commands.showLog },
    edit: { label: vscode.l10n.t('Edit Connection…'), icon: 'edit', command: commands.editConnection },
    openAnother: { label: vscode.l10n.t('Open Another File…'), icon: 'folder-opened', command: commands.openSnapshot },
    close: { label: vscode.l10n.t('Close Snapshot'), icon: 'close', command: commands.closeSnapshot },
  }[action];
  item.label = label;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = 'action';
  item.command = { command, title: label, arguments: [parent] };
  return item;
}

function describeNotice(item: vscode.TreeItem, { notice, parent }: NoticeNode): vscode.TreeItem {
  if (notice === 'emptyKeyspace') {
    item.label = vscode.l10n.t('No keys yet');
    item.tooltip = vscode.l10n.t('This etcd holds no key that this connection may see.');
  } else if (notice === 'unreadableKeyspace') {
    item.label = vscode.l10n.t('No keys can be read');
    item.tooltip = vscode.l10n.t(
      'The pages that hold the keys of this snapshot are damaged or cut off. Look for another copy.',
    );
  } else {
    item.label = vscode.l10n.t('More keys than can be shown');
    item.description = vscode.l10n.t('click to search');
    item.command = { command: commands.searchKeys, title: vscode.l10n.t('Search Keys…'), arguments: [parent] };
  }
  item.iconPath = new vscode.ThemeIcon(notice === 'unreadableKeyspace' ? 'warning' : 'info');
  item.contextValue = 'notice';
  return item;
}

function describeLoadMore(item: vscode.TreeItem, node: LoadMoreNode): vscode.TreeItem {
  item.label = node.isLoading ? vscode.l10n.t('Loading…') : vscode.l10n.t('Load more…');
  item.description = vscode.l10n.t('{0} shown', countText(node.after));
  item.iconPath = new vscode.ThemeIcon(node.isLoading ? 'loading~spin' : 'ellipsis');
  item.contextValue = 'loadMore';
  item.command = { command: commands.loadMore, title: vscode.l10n.t('Load more…'), arguments: [node] };
  return item;
}
