import * as vscode from 'vscode';
import { type OutlineEntry, outlineOfText } from './outlineOfText';

/** Characters of a value beside its name. */
const mostDetail = 60;

const kinds: Readonly<Record<OutlineEntry['kind'], vscode.SymbolKind>> = {
  object: vscode.SymbolKind.Module,
  list: vscode.SymbolKind.Array,
  item: vscode.SymbolKind.Object,
  scalar: vscode.SymbolKind.Property,
};

/** An object's fields for Outline, breadcrumbs, sticky scroll and Go to Symbol. */
export function documentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
  return outlineOfText(document.getText()).map(entry => symbolOf(entry, document));
}

function symbolOf(entry: OutlineEntry, document: vscode.TextDocument): vscode.DocumentSymbol {
  const { name, line, endLine, column, endColumn, kind, value, children } = entry;
  const selection = new vscode.Range(line, column, line, endColumn);
  const range = new vscode.Range(selection.start, document.lineAt(endLine).range.end);
  const detail = kind === 'scalar' && value !== name ? value.slice(0, mostDetail) : '';
  // A symbol without a name is refused.
  const symbol = new vscode.DocumentSymbol(name || '""', detail, kinds[kind], range, selection);
  symbol.children = children.map(child => symbolOf(child, document));
  return symbol;
}
