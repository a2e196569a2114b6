import * as vscode from 'vscode';
import type { Connection, ConnectionColor, ConnectionConfiguration } from '../../host/connections/connection';
import type { ConnectionNode } from './treeNode';
import { nodeId } from './treeNode';

/** The row of a connection: what it is called, how it is marked, and how it is doing. */
export function connectionItem(node: ConnectionNode, connection: Connection): vscode.TreeItem {
  const { configuration, state, browsedRevision } = connection;
  const item = new vscode.TreeItem(configuration.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = nodeId(node);
  item.iconPath = iconOf(configuration, browsedRevision === undefined ? state.kind : 'past');
  const marks = [...marksOf(configuration), ...pastMark(browsedRevision), stateText(state)];
  item.description = marks.join(' · ');
  item.tooltip = tooltipOf(configuration, stateText(state));
  // The tokens that `viewItem` is matched by in package.json.
  item.contextValue = [
    'connection',
    'live',
    state.kind,
    ...(isWritable(connection) ? ['writable'] : []),
    ...(browsedRevision === undefined ? [] : ['past']),
    ...(configuration.production ? ['production'] : []),
  ].join(' ');
  item.accessibilityInformation = {
    label: [configuration.name, vscode.l10n.t('connection'), ...marks].join(', '),
  };
  return item;
}

/** The past cannot be written to, whatever the connection allows. */
export function isWritable({ configuration, browsedRevision }: Connection): boolean {
  return !configuration.readOnly && browsedRevision === undefined;
}

export function pastMark(browsedRevision: bigint | undefined): string[] {
  return browsedRevision === undefined ? [] : [vscode.l10n.t('at revision {0}', String(browsedRevision))];
}

function marksOf({ label, production, readOnly }: ConnectionConfiguration): string[] {
  const environment = label || (production ? vscode.l10n.t('production') : '');
  return [environment, readOnly ? vscode.l10n.t('read-only') : ''].filter(mark => mark !== '');
}

function stateText(state: Connection['state']): string {
  switch (state.kind) {
    case 'connected':
      return `etcd ${state.version}`;
    case 'connecting':
      return vscode.l10n.t('connecting…');
    case 'disconnected':
      return vscode.l10n.t('disconnected');
    case 'failed':
      return vscode.l10n.t('failed');
  }
}

const stateIcons = {
  connected: 'database',
  connecting: 'loading~spin',
  disconnected: 'debug-disconnect',
  failed: 'error',
  past: 'history',
} as const;

/** State shows in the shape, so that no one has to tell it by colour; the colour is the user's own mark. */
function iconOf({ color, production }: ConnectionConfiguration, state: keyof typeof stateIcons): vscode.ThemeIcon {
  const mark: ConnectionColor | undefined = color ?? (production ? 'red' : undefined);
  const themeColor = mark ? `charts.${mark}` : state === 'failed' ? 'list.errorForeground' : undefined;
  return new vscode.ThemeIcon(stateIcons[state], themeColor ? new vscode.ThemeColor(themeColor) : undefined);
}

/** Names and endpoints are the user's text: shown as text, never as Markdown. */
function tooltipOf(configuration: ConnectionConfiguration, state: string): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('**');
  tooltip.appendText(configuration.name).appendMarkdown('** — ').appendText(state);
  // As code, or each endpoint would become a link to a page that etcd does not have.
  tooltip.appendCodeblock(configuration.endpoints.join('\n'), 'text');
  const notes = [
    ...(configuration.label ? [vscode.l10n.t('Label: {0}', configuration.label)] : []),
    ...(configuration.username ? [vscode.l10n.t('User: {0}', configuration.username)] : []),
    ...(configuration.production
      ? [vscode.l10n.t('Marked production: deleting below it asks for the prefix to be typed.')]
      : []),
    ...(configuration.readOnly ? [vscode.l10n.t('Read-only: every write is refused.')] : []),
  ];
  for (const note of notes) {
    tooltip.appendMarkdown('\n\n').appendText(note);
  }
  return tooltip;
}
