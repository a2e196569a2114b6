import * as vscode from 'vscode';
import { keyText } from '../../core/keyspace/keyText';
import type { Connection, Connections } from '../../host/connections/connection';
import { uriFromKey } from '../../host/keyUri';
import { shortened, withoutLinks } from '../../host/messageText';
import type { AskToReplace, SaveConflict } from './documentSaver';
import { findOpenDocument } from './openDocuments';

/**
 * Asks, from within a save, what to do about a key that is not what the text began from. Only "Overwrite" and "Create
 * Again" write; the other ways fail the save, so that the document keeps its unsaved changes until the user decides.
 */
export function createAskToReplace(
  connections: Pick<Connections, 'find'>,
  onFailed: (error: unknown) => void,
): AskToReplace {
  return async conflict => {
    const { target, current } = conflict;
    const detail = detailOf(connections.find(target.connectionId));
    if (current === undefined) {
      const create = vscode.l10n.t('Create Again');
      return (await ask(sentenceOfMissing(conflict), detail, create)) === create;
    }
    const compare = vscode.l10n.t('Compare');
    const overwrite = vscode.l10n.t('Overwrite');
    const reload = vscode.l10n.t('Reload');
    switch (await ask(sentenceOfChanged(conflict, current.modRevision), detail, compare, overwrite, reload)) {
      case overwrite:
        return true;
      case compare:
        await showDifference(conflict);
        return false;
      case reload:
        // VS Code takes up a reload only once the save has failed.
        setImmediate(() => reloadDocument(conflict).catch(onFailed));
        return false;
      default:
        return false;
    }
  };
}

async function ask(message: string, detail: string, ...choices: readonly string[]): Promise<string | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), { modal: true, detail }, ...choices);
}

function sentenceOfMissing({ target, expectedRevision }: SaveConflict): string {
  const key = shortened(keyText(target.key));
  return expectedRevision === undefined
    ? vscode.l10n.t("'{0}' does not exist. Nothing was written.", key)
    : vscode.l10n.t("'{0}' was deleted since you opened it. Nothing was written.", key);
}

function sentenceOfChanged({ target, expectedRevision }: SaveConflict, currentRevision: bigint): string {
  const key = shortened(keyText(target.key));
  const current = String(currentRevision);
  switch (expectedRevision) {
    case undefined:
      return vscode.l10n.t(
        "'{0}' is at revision {1}, and it is not known any more which one your text began from. Nothing was written.",
        key,
        current,
      );
    case 0n:
      return vscode.l10n.t(
        "'{0}' was created at revision {1} by someone else since you began. Nothing was written.",
        key,
        current,
      );
    default:
      return vscode.l10n.t(
        "'{0}' was changed at revision {1} by someone else since you opened it at revision {2}. Nothing was written.",
        key,
        current,
        String(expectedRevision),
      );
  }
}

function detailOf(connection: Connection | undefined): string {
  const name = shortened(connection?.configuration.name ?? '');
  return connection?.configuration.production
    ? vscode.l10n.t('Connection: {0} (production)', name)
    : vscode.l10n.t('Connection: {0}', name);
}

async function showDifference({ target, current, readAt }: SaveConflict): Promise<void> {
  const title = vscode.l10n.t(
    '{0}: revision {1} ↔ your text',
    shortened(keyText(target.key)),
    String(current?.modRevision ?? readAt),
  );
  // Read at the store's revision: that of the key itself may be compacted away already.
  const theirs = uriFromKey(target, { revision: readAt });
  await vscode.commands.executeCommand('vscode.diff', theirs, uriFromKey(target), title);
}

async function reloadDocument({ target }: SaveConflict): Promise<void> {
  const document = findOpenDocument(uriFromKey(target).toString());
  if (document) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}
