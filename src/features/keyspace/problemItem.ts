import * as vscode from 'vscode';
import type { Connections } from '../../host/connections/connection';
import { errorSentence, errorSummary } from '../../host/errorSentences';
import { commands } from '../../host/ids';
import { nodeId, type ProblemNode } from './treeNode';

/** The row that says what went wrong. It loads on first use: the sentences for all errors are many. */
export function problemItem(node: ProblemNode, connections: Pick<Connections, 'all'>): vscode.TreeItem {
  const { parent, error } = node;
  const sentence = errorSentence(error, connections);
  const item = new vscode.TreeItem(errorSummary(error), vscode.TreeItemCollapsibleState.None);
  item.id = nodeId(node);
  // Below a connection the rows that follow name the ways out.
  item.description = parent.kind === 'connection' ? undefined : vscode.l10n.t('click to retry');
  item.tooltip = sentence;
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.contextValue = 'problem';
  item.command =
    parent.kind === 'connection' && isFailed(parent.connectionId, connections)
      ? { command: commands.retryConnection, title: vscode.l10n.t('Retry'), arguments: [parent] }
      : { command: commands.refresh, title: vscode.l10n.t('Retry'), arguments: [parent] };
  item.accessibilityInformation = { label: vscode.l10n.t('Error: {0}', sentence) };
  return item;
}

function isFailed(connectionId: string, { all }: Pick<Connections, 'all'>): boolean {
  return all.some(({ configuration, state }) => configuration.id === connectionId && state.kind === 'failed');
}
