import * as vscode from 'vscode';
import type { KeyRevision } from '../../core/keyspace/history/keyHistory';
import { lastSegment } from '../../host/keyNames';
import { uriFromKey } from '../../host/keyUri';
import { isRevisionRow, type RevisionRow } from './revisionRow';

/** Opens the key as it was at the revision of a row; at a deletion, as it was before. */
export async function openRevision(row: unknown): Promise<void> {
  if (!isRevisionRow(row)) {
    return;
  }
  const shown = row.told.type === 'put' ? row.told : row.previous;
  if (shown) {
    await vscode.commands.executeCommand('vscode.open', uriAt(row, shown), { preview: true, preserveFocus: true });
  } else {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The key was deleted at this revision, and its value before cannot be read any more.'),
    );
  }
}

/** Shows what a write changed. */
export async function compareWithPrevious(row: unknown): Promise<void> {
  if (isRevisionRow(row) && row.previous) {
    const { previous, told } = row;
    await compare(
      uriAt(row, previous),
      uriAt(row, told),
      titleOf(row, `${previous.modRevision} ↔ ${told.modRevision}`),
    );
  }
}

/** Shows what became of the key since; the side of now may be edited where the key may. */
export async function compareWithCurrent(row: unknown): Promise<void> {
  if (isRevisionRow(row)) {
    const shown = row.told.type === 'put' ? row.told : (row.previous ?? row.told);
    const now = vscode.l10n.t('{0} ↔ now', String(shown.modRevision));
    await compare(uriAt(row, shown), uriFromKey(row), titleOf(row, now));
  }
}

async function compare(before: vscode.Uri, after: vscode.Uri, title: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.diff', before, after, title, { preview: true, preserveFocus: true });
}

function uriAt(row: RevisionRow, { readRevision }: KeyRevision): vscode.Uri {
  return uriFromKey(row, { revision: readRevision });
}

function titleOf({ key }: RevisionRow, revisions: string): string {
  return `${lastSegment(key)} (${revisions})`;
}
