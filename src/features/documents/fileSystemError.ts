import * as vscode from 'vscode';
import { type EtcdscopeError, hasCode } from '../../core/base/errors';
import { type EditError, isEditError } from '../../core/kubernetes/encode/editError';
import type { Connections } from '../../host/connections/connection';
import { errorSentence } from '../../host/errorSentences';
import { editProblemSentence } from './problems/editProblemSentence';

/** Our errors as VS Code's file systems know them: the code decides what VS Code does, the sentence is what it shows. */
export function fileSystemError(
  error: unknown,
  uri: vscode.Uri,
  connections: Pick<Connections, 'all'>,
): vscode.FileSystemError {
  if (error instanceof vscode.FileSystemError) {
    return error;
  }
  if (isEditError(error)) {
    return vscode.FileSystemError.Unavailable(objectSentence(error));
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

/** Says the first problem; the others stand beside it in the list of problems. */
function objectSentence({ problems, line, column }: EditError): string {
  const [first] = problems;
  const sentence = first ? editProblemSentence(first, vscode.l10n) : '';
  const place = { line: String(line), column: String(column), sentence };
  return problems.length > 1
    ? vscode.l10n.t(
        'Line {line}, column {column}: {sentence} Problems has {more} more. Nothing was written; your text is still in the editor.',
        { ...place, more: String(problems.length - 1) },
      )
    : vscode.l10n.t(
        'Line {line}, column {column}: {sentence} Nothing was written; your text is still in the editor.',
        place,
      );
}

function editSentence({ facts }: EtcdscopeError): string | undefined {
  switch (facts.reason) {
    case 'notEditable':
      return vscode.l10n.t(
        'This value cannot be edited: only text, JSON and objects of Kubernetes can. Nothing was written.',
      );
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
