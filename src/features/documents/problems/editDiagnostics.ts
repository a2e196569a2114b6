import * as vscode from 'vscode';
import type { EditProblem } from '../../../core/kubernetes';
import { keyScheme } from '../../../host/ids';
import { editProblemSentence } from './editProblemSentence';

/** What keeps a text from being stored, as the list of problems has it. A parser may stumble twice at one place. */
export function editDiagnostics(problems: readonly EditProblem[]): readonly vscode.Diagnostic[] {
  const places = problems.map(({ code, line, column }) => `${code} ${line}:${column}`);
  return problems.filter((_, index) => places.indexOf(places[index] ?? '') === index).map(diagnosticOf);
}

function diagnosticOf(problem: EditProblem): vscode.Diagnostic {
  const { code, line, column, endLine, endColumn } = problem;
  const range = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  const diagnostic = new vscode.Diagnostic(range, editProblemSentence(problem, vscode.l10n));
  diagnostic.code = code;
  diagnostic.source = keyScheme;
  return diagnostic;
}
