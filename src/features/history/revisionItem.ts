import * as vscode from 'vscode';
import type { FieldManager, WriteOrigin } from '../../core/kubernetes/changes';
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
  const { origin, size } = row.details ?? {};
  const time = origin?.told === 'writer' ? origin.time : undefined;
  return [
    ...(time === undefined ? [] : [timeText(time)]),
    // The icon tells of a mere change.
    ...(origin === undefined || row.told.version === 1n ? [whatHappened(row)] : []),
    ...(origin ? [writerNote(origin)] : []),
    ...(size === undefined ? [] : [bytesText(size)]),
  ];
}

function writerNote(origin: WriteOrigin): string {
  switch (origin.told) {
    case 'writer':
      return vscode.l10n.t('by {0}', shortened(origin.manager.name));
    case 'lastManager':
      return vscode.l10n.t('last manager: {0}', shortened(origin.manager.name));
    case 'nobody':
      return vscode.l10n.t('writer unknown');
  }
}

/** Plain text: names of managers come from the cluster. */
function tooltipOf({ told, details }: RevisionRow): string[] {
  const { modRevision, createRevision, version, lease, type } = told;
  if (type === 'delete') {
    return [vscode.l10n.t('Deleted at revision {0}', String(modRevision))];
  }
  return [
    vscode.l10n.t('Written at revision {0}', String(modRevision)),
    ...(details?.origin ? writerLines(details.origin) : []),
    vscode.l10n.t('Version {0} since it was created at revision {1}', String(version), String(createRevision)),
    ...(lease === 0n ? [] : [vscode.l10n.t('Lease {0}', lease.toString(16).padStart(16, '0'))]),
    ...(details ? [bytesText(details.size)] : []),
  ];
}

function writerLines(origin: WriteOrigin): string[] {
  if (origin.told === 'writer') {
    const { manager, time } = origin;
    return [
      vscode.l10n.t('Written by {0}', managerText(manager)),
      ...(time === undefined ? [] : [vscode.l10n.t('Written at {0}', isoText(time))]),
    ];
  }
  const { notBefore } = origin;
  return [
    vscode.l10n.t('The object does not tell who wrote it'),
    ...(origin.told === 'nobody' ? [] : [lastManagerText(origin)]),
    ...(notBefore === undefined ? [] : [vscode.l10n.t('Not before {0}', isoText(notBefore))]),
  ];
}

function lastManagerText({ manager, field }: Extract<WriteOrigin, { told: 'lastManager' }>): string {
  return field === undefined
    ? vscode.l10n.t('Last manager of the object by then: {0}', managerText(manager))
    : vscode.l10n.t('Last manager of {0}: {1}', shortened(field), managerText(manager));
}

function managerText({ name, subresource }: FieldManager): string {
  return shortened(subresource === undefined ? name : `${name} (${subresource})`);
}

/** The API server keeps whole seconds. */
function isoText(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
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
