import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { type Connection, placeOf } from '../../host/connections/connection';
import { commands } from '../../host/ids';
import { targetFromUri } from '../../host/keyUri';
import { withoutIcons } from '../../host/messageText';
import type { Services } from '../../host/services';
import type { EditBases } from './editBases';
import type { DocumentFacts } from './loadedDocument';
import { isKeyDocument } from './openDocuments';

/** Left of the language and the encoding, which VS Code shows at 100. */
const priority = 101;

/** Says in the status bar which cluster the active document is on, and which revision of the key it shows. */
export function showDocumentStatus({ connections }: Services, bases: EditBases): Disposable {
  const disposables = new DisposableStore();
  const item = disposables.add(
    vscode.window.createStatusBarItem('etcdscope.document', vscode.StatusBarAlignment.Right, priority),
  );
  item.name = vscode.l10n.t('etcd Key');
  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !isKeyDocument(document)) {
      item.hide();
      return;
    }
    const connection = connections.find(document.uri.authority);
    const facts = bases.shownBy(document.uri.toString())?.facts;
    const isProduction = connection?.configuration.production === true;
    item.text = textOf(document.uri, connection, facts);
    item.tooltip = tooltipOf(connection, facts);
    item.backgroundColor = isProduction ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.accessibilityInformation = { label: item.text.replace(/\$\([^)]*\)\s*/g, '') };
    item.command = revealCommand(document.uri);
    item.show();
  };
  disposables.add(vscode.window.onDidChangeActiveTextEditor(update));
  disposables.add(bases.onDidChange(update));
  disposables.add(connections.onDidChangeList(update));
  update();
  return disposables;
}

function textOf(uri: vscode.Uri, connection: Connection | undefined, facts: DocumentFacts | undefined): string {
  const name = connection?.configuration.name ?? uri.authority;
  const isSnapshot = connection?.configuration.snapshot !== undefined;
  const parts = [
    `$(${isSnapshot ? 'archive' : 'server-environment'}) ${withoutIcons(name)}${snapshotMark(connection)}`,
  ];
  if (facts) {
    parts.push(
      facts.keyValue
        ? vscode.l10n.t('Revision {0}', String(facts.keyValue.modRevision))
        : vscode.l10n.t('New Key, Not Saved'),
      formatOf(facts),
      ...formOf(uri),
    );
    if (!facts.isEditable || uri.query !== '' || connection?.configuration.readOnly) {
      parts.push(vscode.l10n.t('Read-Only'));
    }
  }
  return parts.join(' · ');
}

function readOnlyText({ state }: Connection): string {
  const snapshot = state.kind === 'connected' ? state.snapshot : undefined;
  return snapshot
    ? vscode.l10n.t('read-only snapshot of revision {0}', String(snapshot.store.revision))
    : vscode.l10n.t('read-only');
}

function editingText({ isEditable }: DocumentFacts): string {
  return isEditable
    ? vscode.l10n.t('Can be edited')
    : vscode.l10n.t('Cannot be edited: only text, JSON and objects of Kubernetes can');
}

/** The newest revision that a snapshot holds, beside its name. */
function snapshotMark(connection: Connection | undefined): string {
  const snapshot = connection?.state.kind === 'connected' ? connection.state.snapshot : undefined;
  return snapshot ? ` @${snapshot.store.revision}` : '';
}

/** The tabs of one key's forms have the same name, so this tells them apart. */
function formOf(uri: vscode.Uri): readonly string[] {
  switch (targetFromUri(uri).format) {
    case 'yaml':
      return [vscode.l10n.t('as YAML')];
    case 'json':
      return [vscode.l10n.t('as JSON')];
    case 'hex':
      return [vscode.l10n.t('Hex Dump')];
    case 'structure':
      return [vscode.l10n.t('Wire Structure')];
    case 'decoded':
      return [vscode.l10n.t('Decoded Data')];
    case undefined:
      return [];
  }
}

function formatOf({ format, kind, atRest }: DocumentFacts): string {
  switch (format) {
    case 'kubernetes-protobuf':
      return withoutIcons(kind ?? 'Kubernetes');
    case 'json':
      return withoutIcons(kind ?? 'JSON');
    case 'yaml':
      return withoutIcons(kind ?? 'YAML');
    case 'cbor':
      return withoutIcons(kind ?? 'CBOR');
    case 'encrypted':
      return atRest
        ? vscode.l10n.t('Encrypted: {0}', withoutIcons(`${atRest.provider} ${atRest.version}`))
        : vscode.l10n.t('Encrypted');
    case 'protobuf':
      return vscode.l10n.t('Protobuf');
    case 'text':
      return vscode.l10n.t('Text');
    case 'binary':
      return vscode.l10n.t('Binary');
  }
}

function tooltipOf(connection: Connection | undefined, facts: DocumentFacts | undefined): string {
  const lines: string[] = [];
  if (connection) {
    const { name, production, readOnly } = connection.configuration;
    const marks = [
      ...(production ? [vscode.l10n.t('production')] : []),
      ...(readOnly ? [readOnlyText(connection)] : []),
    ];
    lines.push([`${name} (${placeOf(connection.configuration)})`, ...marks].join(', '));
  }
  if (facts?.keyValue) {
    const { createRevision, modRevision, version, lease } = facts.keyValue;
    lines.push(
      vscode.l10n.t('Created at revision {0}', String(createRevision)),
      vscode.l10n.t('Changed at revision {0}', String(modRevision)),
      vscode.l10n.t('Version {0}', String(version)),
      lease === 0n ? vscode.l10n.t('No lease') : vscode.l10n.t('Lease {0}', lease.toString(16).padStart(16, '0')),
      vscode.l10n.t('{0} bytes', facts.size),
      ...(facts.managedFields === 'hidden' ? [vscode.l10n.t('managedFields are hidden')] : []),
      ...(connection?.configuration.readOnly ? [] : [editingText(facts)]),
    );
  }
  return lines.join('\n');
}

function revealCommand(uri: vscode.Uri): vscode.Command | undefined {
  const { connectionId, key } = targetFromUri(uri);
  return {
    command: commands.revealInTree,
    title: vscode.l10n.t('Reveal in etcd View'),
    arguments: [{ connectionId, key }],
  };
}
