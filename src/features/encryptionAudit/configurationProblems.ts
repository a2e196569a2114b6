import * as vscode from 'vscode';
import { isEtcdscopeError } from '../../core/base/errors';
import { isConfigurationError } from '../../core/encryption';
import { errorSentence } from '../../host/errorSentences';
import { withoutLinks } from '../../host/messageText';
import type { Services } from '../../host/services';

/** What went wrong in an audit or with its file: as for every error, but a file is not one of a connection here. */
export function auditErrorSentence(error: unknown, connections: Services['connections']): string {
  if (isEtcdscopeError(error) && error.code === 'file.unreadable') {
    const { path, reason } = error.facts;
    return withoutLinks(fileSentence(String(path), String(reason)));
  }
  return errorSentence(error, connections);
}

/** Says why a configuration was not read, with a way to the place in the file. */
export async function showConfigurationProblems(
  { connections }: Pick<Services, 'connections'>,
  file: string,
  error: unknown,
): Promise<void> {
  const sentence = auditErrorSentence(error, connections);
  if (!isConfigurationError(error)) {
    await vscode.window.showErrorMessage(sentence);
    return;
  }
  const open = vscode.l10n.t('Open File');
  if ((await vscode.window.showErrorMessage(sentence, open)) === open) {
    const [problem] = error.problems;
    const selection = problem
      ? new vscode.Range(problem.line - 1, problem.column - 1, problem.endLine - 1, problem.endColumn - 1)
      : undefined;
    await vscode.window.showTextDocument(vscode.Uri.file(file), { selection });
  }
}

/** By the codes that Node gives. */
function fileSentence(path: string, reason: string): string {
  switch (reason) {
    case 'ENOENT':
      return vscode.l10n.t('{0} does not exist on the machine where the extension runs.', path);
    case 'EACCES':
    case 'EPERM':
      return vscode.l10n.t('{0} may not be read by the user that VS Code runs as. It is usually for root alone.', path);
    case 'tooLarge':
      return vscode.l10n.t('{0} is far larger than any EncryptionConfiguration.', path);
    default:
      return vscode.l10n.t('{0} cannot be read ({1}).', path, reason);
  }
}
