import * as vscode from 'vscode';
import { type EtcdscopeError, hasCode } from '../../core/base/errors';
import type { Connections } from '../../host/connections/connection';
import { errorSentence } from '../../host/errorSentences';

/** Our errors as VS Code's file systems know them: the code decides what VS Code does, the sentence is what it shows. */
export function fileSystemError(
  error: unknown,
  uri: vscode.Uri,
  connections: Pick<Connections, 'all'>,
): vscode.FileSystemError {
  if (error instanceof vscode.FileSystemError) {
    return error;
  }
  if (hasCode(error, 'key.notFound')) {
    return vscode.FileSystemError.FileNotFound(uri);
  }
  if (hasCode(error, 'edit.invalid')) {
    const sentence = editSentence(error) ?? errorSentence(error, connections);
    return error.facts.reason === 'notEditable'
      ? vscode.FileSystemError.NoPermissions(sentence)
      : vscode.FileSystemError.Unavailable(sentence);
  }
  const sentence = errorSentence(error, connections);
  return hasCode(error, 'store.readOnly', 'auth.permissionDenied')
    ? vscode.FileSystemError.NoPermissions(sentence)
    : vscode.FileSystemError.Unavailable(sentence);
}

function editSentence({ facts }: EtcdscopeError): string | undefined {
  switch (facts.reason) {
    case 'notEditable':
      return vscode.l10n.t('This value cannot be edited yet: only text and JSON can. Nothing was written.');
    case 'notText':
      return vscode.l10n.t(
        'Only UTF-8 text without control characters can be saved. Nothing was written; your text is still in the editor.',
      );
    case 'badJson':
      return vscode.l10n.t(
        'The value was JSON and no longer is: see line {0}, column {1}. Nothing was written; your text is still in the editor.',
        String(facts.line),
        String(facts.column),
      );
    default:
      return undefined;
  }
}
