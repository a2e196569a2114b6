import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { hasCode } from '../../core/base/errors';
import type { Protection } from '../../host/atRest/atRestValues';
import { commands, keyScheme } from '../../host/ids';
import { targetFromUri } from '../../host/keyUri';
import { shortened, withoutIcons } from '../../host/messageText';
import type { EditBases } from './editBases';
import { isKeyDocument } from './openDocuments';

/** Left of what documentStatus shows at 101. */
const priority = 102;

/**
 * Marks documents of values that are encrypted where they are stored: a line above the text and an item in the status
 * bar say by which key they were opened, or offer what they need to be.
 */
export function markProtection(bases: EditBases): Disposable {
  const disposables = new DisposableStore();
  const changes = disposables.add(new vscode.EventEmitter<void>());
  const protectionOf = (uri: vscode.Uri) => bases.shownBy(uri.toString())?.facts?.protection;
  disposables.add(bases.onDidChange(() => changes.fire()));
  disposables.add(
    vscode.languages.registerCodeLensProvider(
      { scheme: keyScheme },
      {
        onDidChangeCodeLenses: changes.event,
        provideCodeLenses: ({ uri }) => {
          const protection = protectionOf(uri);
          return protection ? lensesOf(uri, protection) : [];
        },
      },
    ),
  );

  const item = disposables.add(
    vscode.window.createStatusBarItem('etcdscope.protection', vscode.StatusBarAlignment.Right, priority),
  );
  item.name = vscode.l10n.t('etcd Value Encrypted at Rest');
  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    const protection = document && isKeyDocument(document) ? protectionOf(document.uri) : undefined;
    if (!document || !protection) {
      item.hide();
      return;
    }
    item.text = `${protection.kind === 'opened' ? '$(unlock)' : '$(lock)'} ${withoutIcons(statusText(protection))}`;
    item.tooltip = tooltipOf(protection);
    item.accessibilityInformation = { label: statusText(protection) };
    item.command = showRawBytes(document.uri);
    item.show();
  };
  disposables.add(vscode.window.onDidChangeActiveTextEditor(update));
  disposables.add(bases.onDidChange(update));
  update();
  return disposables;
}

function statusText(protection: Protection): string {
  return protection.kind === 'opened'
    ? vscode.l10n.t('Decrypted: {0}', shortened(protection.keyName))
    : vscode.l10n.t('Locked: {0}', shortened(protection.keyName));
}

function tooltipOf(protection: Protection): string {
  const names = namesOf(protection);
  if (protection.kind === 'locked') {
    return [
      vscode.l10n.t('Encrypted at rest by {0}, and not opened', names),
      vscode.l10n.t('Click to see its bytes as they are stored'),
    ].join('\n');
  }
  return [
    vscode.l10n.t('Encrypted at rest by {0}, and decrypted on this machine', names),
    ...(protection.isAuthenticated ? [] : [vscode.l10n.t('AES-CBC has no check of its own: a changed value may pass')]),
    ...(protection.isStale ? [vscode.l10n.t('The API server would write it under another key now')] : []),
    protection.canSeal
      ? vscode.l10n.t('A save is encrypted under the first provider and key of the EncryptionConfiguration')
      : vscode.l10n.t('Cannot be saved: nothing says how the API server would encrypt it'),
    vscode.l10n.t('Click to see its bytes as they are stored'),
  ].join('\n');
}

function lensesOf(uri: vscode.Uri, protection: Protection): vscode.CodeLens[] {
  const { connectionId } = targetFromUri(uri);
  const range = new vscode.Range(0, 0, 0, 0);
  const lens = (command: vscode.Command) => new vscode.CodeLens(range, command);
  const bytes = showRawBytes(uri);
  if (protection.kind === 'opened') {
    const names = withoutIcons(namesOf(protection));
    const title = protection.isStale
      ? vscode.l10n.t('$(unlock)\u00a0Decrypted locally from {0}, which is not the first key any more', names)
      : vscode.l10n.t('$(unlock)\u00a0Decrypted locally from {0}', names);
    return [lens({ ...bytes, title, tooltip: bytes.title })];
  }
  const { error, provider, version, keyName } = protection;
  const needsPlugin = provider === 'kms' && version === 'v2';
  const needsFile = error === undefined || !hasCode(error, ...ofPlugins);
  return [
    ...(needsFile
      ? [
          lens({
            title: vscode.l10n.t('$(key)\u00a0Choose EncryptionConfiguration…'),
            command: commands.setEncryptionConfiguration,
            arguments: [{ connectionId }],
          }),
        ]
      : []),
    ...(needsPlugin
      ? [
          lens({
            title: vscode.l10n.t("$(plug)\u00a0Set KMS Plugin '{0}'…", withoutIcons(shortened(keyName))),
            command: commands.setKmsPlugin,
            arguments: [{ connectionId, plugin: keyName }],
          }),
        ]
      : []),
    lens(bytes),
  ];
}

/** What is about a plugin, and not about the file. */
const ofPlugins = ['encryption.kmsRequired', 'encryption.kmsFailed'] as const;

function showRawBytes(uri: vscode.Uri): vscode.Command {
  const { connectionId, key } = targetFromUri(uri);
  return {
    title: vscode.l10n.t('Show Raw Bytes at Rest'),
    command: commands.showRawBytes,
    arguments: [{ connectionId, key }],
  };
}

function namesOf({ provider, version, keyName }: Protection): string {
  const names = { provider, version, key: shortened(keyName) };
  return provider === 'kms'
    ? vscode.l10n.t("the plugin '{key}' (kms {version})", names)
    : vscode.l10n.t("the key '{key}' ({provider} {version})", names);
}
