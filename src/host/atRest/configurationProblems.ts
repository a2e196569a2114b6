import * as vscode from 'vscode';
import { isConfigurationError } from '../../core/encryption';
import { errorSentence } from '../errorSentences';

/** A configuration is a file's, and not a cluster's. */
const noConnections = { all: [] };

/** Says why a configuration was not read, with a way to the place in the file. */
export async function showConfigurationProblems(file: string, error: unknown): Promise<void> {
  const sentence = errorSentence(error, noConnections);
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
