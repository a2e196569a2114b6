import * as vscode from 'vscode';
import { EtcdscopeError } from '../../core/base/errors';
import { isKeyTarget } from '../../host/keyTarget';
import { uriFromKey } from '../../host/keyUri';

/**
 * Opens a key's document; in a preview tab, which the next key takes over, unless the caller wants otherwise. A key that
 * cannot be read shows why in the editor's place, with a way to try again.
 */
export async function openKey(target: unknown, options?: unknown): Promise<void> {
  if (!isKeyTarget(target)) {
    throw new EtcdscopeError('key.invalid');
  }
  await vscode.commands.executeCommand('vscode.open', uriFromKey(target, { revision: target.revision }), {
    preview: true,
    ...(isShowOptions(options) && options),
  } satisfies vscode.TextDocumentShowOptions);
}

function isShowOptions(value: unknown): value is { readonly preview?: boolean; readonly preserveFocus?: boolean } {
  return typeof value === 'object' && value !== null && ('preview' in value || 'preserveFocus' in value);
}
