import * as vscode from 'vscode';
import type { SnapshotStore } from '../../core/snapshot';
import type { Connection } from '../../host/connections/connection';
import type { FileChange } from '../../host/connections/snapshot/openedSnapshot';
import { pastMark } from './connectionItem';
import { type ConnectionNode, nodeId } from './treeNode';

/** The row of a snapshot file. It loads on first use, as few windows have one. */
export function snapshotItem(node: ConnectionNode, connection: Connection): vscode.TreeItem {
  const { configuration, state, browsedRevision } = connection;
  const item = new vscode.TreeItem(configuration.name, vscode.TreeItemCollapsibleState.Collapsed);
  const marks = [...pastMark(browsedRevision), ...marksOf(connection)];
  const snapshot = state.kind === 'connected' ? state.snapshot : undefined;
  const isImpaired = snapshot && (snapshot.store.damage.unreadablePages > 0 || snapshot.change !== undefined);
  item.id = nodeId(node);
  item.iconPath = iconOf(state.kind, { isImpaired: isImpaired === true, isPast: browsedRevision !== undefined });
  item.description = marks.join(' · ');
  item.tooltip = tooltipOf(connection);
  // The tokens that `viewItem` is matched by in package.json.
  item.contextValue = [
    'connection',
    'snapshot',
    state.kind,
    ...(snapshot?.change && snapshot.change !== 'deleted' ? ['changed'] : []),
    ...(browsedRevision === undefined ? [] : ['past']),
  ].join(' ');
  item.accessibilityInformation = { label: [configuration.name, ...marks, vscode.l10n.t('read-only')].join(', ') };
  return item;
}

function marksOf({ state }: Connection): string[] {
  const what = vscode.l10n.t('snapshot');
  switch (state.kind) {
    case 'disconnected':
      return [what, vscode.l10n.t('not read yet')];
    case 'connecting':
      return [what, vscode.l10n.t('opening…')];
    case 'failed':
      return [vscode.l10n.t('cannot be opened'), what];
    case 'connected': {
      const { store, change } = state.snapshot ?? {};
      return [
        // What is wrong comes first: the end of a row is often out of sight.
        ...(change ? [changeTexts()[change]] : []),
        ...(store && store.damage.unreadablePages > 0 ? [damageText(store)] : []),
        ...(store ? [vscode.l10n.t('revision {0}', String(store.revision)), what] : [what]),
      ];
    }
  }
}

function damageText({ damage: { unreadablePages: pages }, recoveredLeaves }: SnapshotStore): string {
  if (recoveredLeaves > 0) {
    return vscode.l10n.t('recovered in part');
  }
  return pages === 1
    ? vscode.l10n.t('incomplete: 1 page unreadable')
    : vscode.l10n.t('incomplete: {0} pages unreadable', pages);
}

function changeTexts(): Readonly<Record<FileChange, string>> {
  return {
    written: vscode.l10n.t('file has changed'),
    shorter: vscode.l10n.t('file has become shorter'),
    replaced: vscode.l10n.t('file was replaced'),
    deleted: vscode.l10n.t('file is gone'),
  };
}

function iconOf(
  state: Connection['state']['kind'],
  { isImpaired, isPast }: { readonly isImpaired: boolean; readonly isPast: boolean },
): vscode.ThemeIcon {
  switch (state) {
    case 'connecting':
      return new vscode.ThemeIcon('loading~spin');
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    default:
      return new vscode.ThemeIcon(
        isPast ? 'history' : 'archive',
        isImpaired ? new vscode.ThemeColor('list.warningForeground') : undefined,
      );
  }
}

/** Names and paths are not ours: shown as text, never as Markdown. */
function tooltipOf({ configuration: { name, snapshot }, state }: Connection): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('**');
  tooltip.appendText(name).appendMarkdown('**');
  tooltip.appendCodeblock(snapshot?.path ?? '', 'text');
  for (const note of notesOf(state)) {
    tooltip.appendMarkdown('\n\n').appendText(note);
  }
  return tooltip;
}

function notesOf(state: Connection['state']): string[] {
  const opened = state.kind === 'connected' ? state.snapshot : undefined;
  if (!opened) {
    return [vscode.l10n.t('A snapshot file, read when its row is opened.')];
  }
  const { store, change } = opened;
  const { compactRevision, revision, damage } = store;
  const [first] = damage.firstPages;
  return [
    compactRevision > 0n
      ? vscode.l10n.t('Revisions {0} to {1} can be read.', String(compactRevision), String(revision))
      : vscode.l10n.t('Every revision up to {0} can be read.', String(revision)),
    vscode.l10n.t('Read-only: nothing can be written to a snapshot.'),
    ...(store.recoveredLeaves > 0
      ? [
          vscode.l10n.t(
            'Nothing leads to the keys of this file any more, as after a copy that was interrupted. What is shown was gathered from the pages that are left: keys may be missing, older than they were, or deleted long ago. Look for another copy.',
          ),
        ]
      : first
        ? [
            vscode.l10n.t(
              'Damaged: {0}, the first of them page {1}. What can still be read is shown; look for another copy.',
              damageText(store),
              first.page,
            ),
          ]
        : []),
    ...(change ? [changeNotes()[change]] : []),
  ];
}

function changeNotes(): Readonly<Record<FileChange, string>> {
  return {
    written: vscode.l10n.t(
      'The file was written to after it was opened, perhaps by the server that it belongs to. Values may be missing by now; open it again to see what it holds.',
    ),
    shorter: vscode.l10n.t(
      'The file has become shorter after it was opened, so values may be missing. Look for another copy.',
    ),
    replaced: vscode.l10n.t(
      'Another file has its name now. What is shown is the file that was opened; open it again to see the new one.',
    ),
    deleted: vscode.l10n.t(
      'The file was deleted or moved after it was opened. It can be read here until it is closed, and no longer.',
    ),
  };
}
