import * as vscode from 'vscode';
import { Limiter } from '../../core/base/limiter';
import { withoutLinks } from '../messageText';
import type { ConnectionConfiguration } from './connection';
import type { ConnectionSecrets, SecretKind } from './connectionSecrets';
import type { SecretRequest } from './openConnection';

/** VS Code shows one input box at a time and closes the earlier one, so that connections connecting together take turns. */
const onePrompt = new Limiter(1);

/** Asks for a secret; undefined when the user closes the box. An abort closes it, too. */
export function askSecret(
  configuration: ConnectionConfiguration,
  request: SecretRequest,
  signal: AbortSignal,
): Promise<string | undefined> {
  return onePrompt.run(async () => {
    const source = new vscode.CancellationTokenSource();
    const cancel = () => source.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await vscode.window.showInputBox(
        { ...wording(configuration, request), password: true, ignoreFocusOut: true },
        source.token,
      );
    } finally {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    }
  }, signal);
}

/** Offers to keep a secret that has just proved right. Until then it is remembered for this window. */
export async function offerToStore(
  secrets: ConnectionSecrets,
  { id, name }: ConnectionConfiguration,
  kind: SecretKind,
  secret: string,
): Promise<void> {
  const store = vscode.l10n.t('Store');
  const question =
    kind === 'password'
      ? vscode.l10n.t("Store the password of '{0}' in the secret storage of VS Code?", name)
      : vscode.l10n.t("Store the passphrase of '{0}' in the secret storage of VS Code?", name);
  const answer = await vscode.window.showInformationMessage(withoutLinks(question), store, vscode.l10n.t('Not Now'));
  if (answer === store) {
    await secrets.store(id, kind, secret);
  }
}

function wording(
  { name, username, tls }: ConnectionConfiguration,
  { kind, wasRefused }: SecretRequest,
): vscode.InputBoxOptions {
  if (kind === 'password') {
    const user = username ?? '';
    const prompt = wasRefused
      ? vscode.l10n.t("'{0}' does not accept user {1} with this password. Enter another one.", name, user)
      : vscode.l10n.t('Password of user {0}', user);
    return { title: vscode.l10n.t("Password for '{0}'", name), prompt: withoutLinks(prompt) };
  }
  const file = tls?.keyFile ?? '';
  const prompt = wasRefused
    ? vscode.l10n.t('This passphrase does not open {0}. Enter another one.', file)
    : vscode.l10n.t('Passphrase of {0}', file);
  return { title: vscode.l10n.t("Passphrase for '{0}'", name), prompt: withoutLinks(prompt) };
}
