import * as vscode from 'vscode';
import { shortened } from '../../host/messageText';
import { healthScheme } from './healthScheme';

/** Of VS Code's own Markdown support. */
const previewEditor = 'vscode.markdown.preview.editor';

/** The tab reads `NAME health`; which connection it is about is the authority. */
export function reportUri(connectionId: string, name: string): vscode.Uri {
  const label = shortened(name)
    .replaceAll(/[/\\\p{Cc}]/gu, ' ')
    .trim();
  const path = `/${vscode.l10n.t('{0} health', label === '' ? connectionId : label)}.md`;
  return vscode.Uri.from({ scheme: healthScheme, authority: connectionId, path });
}

/** Shows the report as a preview in a tab of its own, which stays with it whatever else is opened. */
export async function showReport(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, previewEditor, { preview: false });
}

/** The connection whose report is in the active tab. */
export function connectionOfActiveReport(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText
    ? connectionOfReport(input.uri)
    : undefined;
}

export function connectionOfReport(uri: unknown): string | undefined {
  return uri instanceof vscode.Uri && uri.scheme === healthScheme && uri.authority !== '' ? uri.authority : undefined;
}
