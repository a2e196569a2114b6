import * as vscode from 'vscode';
import { commands } from '../../host/ids';
import { shortened } from '../../host/messageText';
import type { RevisionRow } from './revisionRow';

/** The row of a revision. A click shows what it changed. */
export function revisionItem(row: RevisionRow): vscode.TreeItem {
  const { told, previous } = row;
  const item = new vscode.TreeItem(vscode.l10n.t('Revision {0}', String(told.modRevision)));
  const isReadable = told.type === 'put';
  const notes = notesOf(row);
  item.id = `${told.modRevision}`;
  item.description = notes.join(' · ');
  item.iconPath = new vscode.ThemeIcon(iconOf(row));
  item.tooltip = tooltipOf(row).join('\n');
  // The tokens that `viewItem` is matched by in package.json.
  item.contextValue = ['revision', told.type, ...(isReadable && previous ? ['comparable'] : [])].join(' ');
  item.command =
    isReadable && previous
      ? { command: commands.compareWithPrevious, title: vscode.l10n.t('Compare with Previous'), arguments: [row] }
      : { command: commands.openRevision, title: vscode.l10n.t('Open This Revision'), arguments: [row] };
  item.accessibilityInformation = { label: [item.label, ...notes].join(', ') };
  return item;
}

function whatHappened({ told }: RevisionRow): string {
  if (told.type === 'delete') {
    return vscode.l10n.t('deleted');
  }
  return told.version === 1n ? vscode.l10n.t('created') : vscode.l10n.t('changed');
}

function iconOf({ told }: RevisionRow): string {
  if (told.type === 'delete') {
    return 'trash';
  }
  return told.version === 1n ? 'add' : 'edit';
}

/** The time first, as a narrow view cuts the end. */
function notesOf(row: RevisionRow): string[] {
  const { manager, time, size } = row.details ?? {};
  const happened = whatHappened(row);
  return [
    ...(time === undefined ? [] : [timeText(time)]),
    // The icon tells of a mere change.
    ...(manager === undefined || row.told.version === 1n ? [happened] : []),
    ...(manager === undefined ? [] : [shortened(manager)]),
    ...(size === undefined ? [] : [bytesText(size)]),
  ];
}

/** Plain text: names of managers come from the cluster. */
function tooltipOf({ told, details }: RevisionRow): string[] {
  const { modRevision, createRevision, version, lease, type } = told;
  if (type === 'delete') {
    return [vscode.l10n.t('Deleted at revision {0}', String(modRevision))];
  }
  return [
    vscode.l10n.t('Written at revision {0}', String(modRevision)),
    vscode.l10n.t('Version {0} since it was created at revision {1}', String(version), String(createRevision)),
    ...(lease === 0n ? [] : [vscode.l10n.t('Lease {0}', lease.toString(16).padStart(16, '0'))]),
    ...(details?.manager === undefined
      ? []
      : [vscode.l10n.t('Last field manager, as the object says: {0}', shortened(details.manager))]),
    ...(details?.time === undefined ? [] : [new Date(details.time).toISOString()]),
    ...(details ? [bytesText(details.size)] : []),
  ];
}

function timeText(time: number): string {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(vscode.env.language, {
    ...(!isToday && { month: 'short', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}

function bytesText(size: number): string {
  return vscode.l10n.t('{0} bytes', size.toLocaleString(vscode.env.language));
}
