import * as vscode from 'vscode';
import { keyScheme } from '../../../host/ids';
import { shortened } from '../../../host/messageText';
import { findEntry, type OutlineEntry, outlineOfText } from '../outlineOfText';
import type { IdentityMismatch } from './identityMismatches';

const places: Readonly<Record<IdentityMismatch['what'], readonly (readonly string[])[]>> = {
  kind: [['kind']],
  group: [['apiVersion']],
  name: [['metadata', 'name'], ['metadata']],
  namespace: [['metadata', 'namespace'], ['metadata']],
};

/** Warnings where an object says something else than its key does. */
export function identityDiagnostics(
  mismatches: readonly IdentityMismatch[],
  document: vscode.TextDocument,
): readonly vscode.Diagnostic[] {
  const outline = outlineOfText(document.getText());
  return mismatches.map(mismatch => diagnosticOf(mismatch, outline, document));
}

function diagnosticOf(
  mismatch: IdentityMismatch,
  outline: readonly OutlineEntry[],
  document: vscode.TextDocument,
): vscode.Diagnostic {
  const entry = places[mismatch.what].map(path => findEntry(outline, path)).find(found => found !== undefined);
  const range = entry
    ? new vscode.Range(entry.line, entry.column, entry.line, document.lineAt(entry.line).range.end.character)
    : document.lineAt(0).range;
  const diagnostic = new vscode.Diagnostic(range, sentenceOf(mismatch), vscode.DiagnosticSeverity.Warning);
  diagnostic.source = keyScheme;
  diagnostic.code = `${mismatch.what}Mismatch`;
  return diagnostic;
}

function sentenceOf({ what, inKey, inObject }: IdentityMismatch): string {
  const facts = { inKey: shortened(inKey), inObject: shortened(inObject) };
  switch (what) {
    case 'kind':
      return vscode.l10n.t("The key is one of '{inKey}', but this object is of the kind '{inObject}'.", facts);
    case 'group':
      return vscode.l10n.t("The key is one of the group '{inKey}', but this object's is '{inObject}'.", facts);
    case 'name':
      return vscode.l10n.t("The key's name is '{inKey}', but this object is called '{inObject}'.", facts);
    case 'namespace':
      return inKey === ''
        ? vscode.l10n.t("The key has no namespace, but this object has '{inObject}'.", facts)
        : vscode.l10n.t("The key's namespace is '{inKey}', but this object's is '{inObject}'.", facts);
  }
}
