import * as vscode from 'vscode';
import { hexFromBytes } from '../../core/base/bytes';
import { keyText } from '../../core/keyspace/keyText';
import { commands } from '../../host/ids';
import { shortened } from '../../host/messageText';
import { decoratedUri } from './differenceDecorations';
import { countsText, differenceLooks } from './differenceLook';
import type { DifferenceNode, DifferenceTreeNode, DirectoryNode, MoreNode } from './differenceTree';

export interface ItemContext {
  /** Whether the right side can be written to. */
  readonly isWritable: boolean;
  /** Whether directories open by themselves: VS Code asks for all rows at once then. */
  readonly opensDirectories: boolean;
  /** What the two sides are called. */
  readonly left: string;
  readonly right: string;
}

export function differenceItem(node: DifferenceTreeNode, context: ItemContext): vscode.TreeItem {
  switch (node.kind) {
    case 'directory':
      return directoryItem(node, context);
    case 'difference':
      return keyItem(node, context);
    case 'more':
      return moreItem(node);
  }
}

function directoryItem({ prefix, name, counts }: DirectoryNode, { opensDirectories }: ItemContext): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(shortened(name), opensDirectories ? Expanded : Collapsed);
  item.id = `directory ${hexFromBytes(prefix)}`;
  item.iconPath = new vscode.ThemeIcon('folder');
  item.description = countsText(counts);
  item.tooltip = `${shortened(keyText(prefix))}\n${countsText(counts)}`;
  item.contextValue = 'directory';
  item.accessibilityInformation = { label: [name, vscode.l10n.t('directory'), countsText(counts)].join(', ') };
  return item;
}

function keyItem(node: DifferenceNode, { isWritable, left, right }: ItemContext): vscode.TreeItem {
  const { kind } = node.difference;
  const { icon, color, word } = differenceLooks[kind];
  const item = new vscode.TreeItem(shortened(node.name), vscode.TreeItemCollapsibleState.None);
  item.id = `key ${hexFromBytes(node.key)}`;
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  item.resourceUri = decoratedUri(node.difference, node.connectionId);
  item.tooltip = [shortened(keyText(node.key)), ...revisionLines(node, left, right)].join('\n');
  // The tokens that `viewItem` is matched by in package.json.
  item.contextValue = ['difference', kind, ...(isWritable ? ['writable'] : [])].join(' ');
  item.command = { command: commands.openDifference, title: vscode.l10n.t('Open Difference'), arguments: [node] };
  item.accessibilityInformation = { label: [node.name, word()].join(', ') };
  return item;
}

function revisionLines({ difference }: DifferenceNode, left: string, right: string): readonly string[] {
  const line = (side: string, numbers: typeof difference.left) =>
    numbers
      ? vscode.l10n.t('{0}: last written at revision {1}', side, String(numbers.modRevision))
      : vscode.l10n.t('{0}: no such key', side);
  return [line(left, difference.left), line(right, difference.right)];
}

function moreItem({ prefix, count }: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(
    vscode.l10n.t('{0} more', count.toLocaleString(vscode.env.language)),
    vscode.TreeItemCollapsibleState.None,
  );
  item.id = `more ${hexFromBytes(prefix)}`;
  item.description = vscode.l10n.t('click to filter');
  item.iconPath = new vscode.ThemeIcon('info');
  item.command = { command: commands.filterDifferences, title: vscode.l10n.t('Filter Differences…') };
  return item;
}
