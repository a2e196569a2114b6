import * as vscode from 'vscode';
import { hasCode } from '../../core/base/errors';
import { errorSentence } from '../../host/errorSentences';
import { commands, views } from '../../host/ids';
import { shortened, withoutLinks } from '../../host/messageText';
import { chooseFile } from './chooseFile';
import { rememberSnapshot } from './recentSnapshots';
import { snapshotEntry } from './snapshotEntry';
import type { SnapshotServices } from './snapshotServices';

/** Files opened by one command: a selection in the Explorer, or what was dropped. */
const mostFiles = 10;

/** Opens the files that the Explorer or a drop names, or the one that the user chooses. Answers whether all could be opened. */
export async function open(services: SnapshotServices, file: unknown, files: unknown): Promise<boolean> {
  const given = urisOf(file, files);
  const chosen = given.length > 0 ? given : [await chooseFile(services.memory)].filter(uri => uri !== undefined);
  if (chosen.length === 0) {
    return false;
  }
  // Its rows are what one wants to see next.
  await vscode.commands.executeCommand(`${views.keyspace}.focus`);
  let isOpened = true;
  for (const uri of chosen.slice(0, mostFiles)) {
    isOpened = (await openOne(services, uri)) && isOpened;
  }
  return isOpened;
}

async function openOne(services: SnapshotServices, uri: vscode.Uri): Promise<boolean> {
  const { connections, openSnapshots, memory } = services;
  if (uri.scheme !== 'file') {
    void vscode.window.showErrorMessage(
      withoutLinks(
        vscode.l10n.t(
          'A snapshot is read from the disk of the machine where the extension runs, and {0} is not on it. Save a copy there and open that.',
          shortened(uri.toString(true)),
        ),
      ),
    );
    return false;
  }
  const entry = snapshotEntry(
    uri.fsPath,
    connections.all.map(({ configuration }) => configuration.name),
  );
  await openSnapshots.add(entry);
  try {
    await connections.connect(entry.id);
    await rememberSnapshot(memory, entry);
    void tellDamage(services, entry.id, uri.fsPath);
    await vscode.commands.executeCommand(commands.revealInTree, { connectionId: entry.id });
    return true;
  } catch (error) {
    if (hasCode(error, 'cancelled')) {
      await openSnapshots.remove(entry.id);
    } else {
      void tellFailure(services, entry.id, error);
    }
    return false;
  }
}

/** Once, when the user opens it: from then on the row of the view says it. */
async function tellDamage({ connections }: SnapshotServices, connectionId: string, path: string): Promise<void> {
  const state = connections.find(connectionId)?.state;
  const store = state?.kind === 'connected' ? state.snapshot?.store : undefined;
  if (!store || store.damage.unreadablePages === 0) {
    return;
  }
  const file = shortened(path);
  const sentence =
    store.recoveredLeaves > 0
      ? vscode.l10n.t(
          'Nothing leads to the keys of {0} any more, as after a copy that was interrupted. What is shown was gathered from the pages that are left: keys may be missing, older than they were, or deleted long ago.',
          file,
        )
      : vscode.l10n.t('{0} is damaged, and only what can still be read of it is shown.', file);
  const status = vscode.l10n.t('Snapshot Status');
  if ((await vscode.window.showWarningMessage(withoutLinks(sentence), status)) === status) {
    await vscode.commands.executeCommand(commands.showSnapshotStatus, { connectionId });
  }
}

/** The row in the view stays, as it says what is wrong for as long as it is. */
async function tellFailure(services: SnapshotServices, connectionId: string, error: unknown): Promise<void> {
  const another = vscode.l10n.t('Open Another…');
  const close = vscode.l10n.t('Close');
  const answer = await vscode.window.showErrorMessage(errorSentence(error, services.connections), another, close);
  if (answer === another) {
    await vscode.commands.executeCommand(commands.openSnapshot);
  } else if (answer === close) {
    await services.openSnapshots.remove(connectionId);
  }
}

/** The Explorer passes the file under the pointer and all that are selected. */
function urisOf(file: unknown, files: unknown): readonly vscode.Uri[] {
  const all = Array.isArray(files) && files.length > 0 ? files : [file];
  return all.filter(uri => uri instanceof vscode.Uri);
}
