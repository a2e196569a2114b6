import * as vscode from 'vscode';

/** A whole number with the separators of the user's language. */
export function countText(count: number): string {
  return count.toLocaleString(vscode.env.language);
}

/** "1 key", "1,234 keys". */
export function keysText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 key') : vscode.l10n.t('{0} keys', countText(count));
}
