import { basename } from 'node:path';
import * as vscode from 'vscode';
import { hasCode } from '../../core/base/errors';
import type { SnapshotDescription } from '../../core/snapshot';
import type { Connection } from '../../host/connections/connection';
import { errorSentence } from '../../host/errorSentences';
import { loadSnapshot } from '../../host/lazy';
import { shortened } from '../../host/messageText';
import { tellProgress } from '../../host/tellProgress';
import { chooseSnapshot } from './openedSnapshots';
import { open } from './openSnapshot';
import { snapshotEntry } from './snapshotEntry';
import { type SnapshotServices, type StatusServices, statusScheme } from './snapshotServices';
import { statusText } from './statusText';

/** Texts that were made for documents about to be opened. Each is taken once. */
const ready = new Map<string, string>();

/** Reads a whole snapshot file, and shows what it is: that of a row, of the Explorer, or one that the user picks. */
export async function showStatus(services: StatusServices, target: unknown): Promise<void> {
  const snapshot = await chosen(services, target);
  if (!snapshot) {
    return;
  }
  const { id, name } = snapshot.configuration;
  // The tab is called after the last segment; the Markdown extension wants its ending.
  const path = `/${vscode.l10n.t('{0} status', basename(name))}.md`;
  const uri = vscode.Uri.from({ scheme: statusScheme, authority: id, path });
  ready.set(uri.toString(), await describe(services, snapshot));
  services.statusChanges.fire(uri);
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}

/** The text of such a document; after a reload, read anew. What keeps it from being read is the text then. */
export async function provideStatus(services: SnapshotServices, uri: vscode.Uri): Promise<string> {
  const known = ready.get(uri.toString());
  if (known !== undefined) {
    ready.delete(uri.toString());
    return known;
  }
  const { connections, log } = services;
  const snapshot = connections.find(uri.authority);
  try {
    return snapshot ? await describe(services, snapshot) : vscode.l10n.t('This snapshot is not open any more.');
  } catch (error) {
    if (!hasCode(error, 'cancelled')) {
      log.error(uri.path, error);
    }
    return errorSentence(error, connections);
  }
}

async function chosen(services: SnapshotServices, target: unknown): Promise<Connection | undefined> {
  if (target instanceof vscode.Uri) {
    await open(services, target, undefined);
    return services.connections.find(snapshotEntry(target.fsPath, []).id);
  }
  return chooseSnapshot(services, target, vscode.l10n.t('Snapshot Status'));
}

async function describe(services: SnapshotServices, snapshot: Connection): Promise<string> {
  const { name } = snapshot.configuration;
  const path = snapshot.configuration.snapshot?.path ?? '';
  const databasePath = await databaseOf(services, snapshot);
  const title = vscode.l10n.t("Reading all of '{0}'", shortened(name));
  const description = await tellProgress(title, undefined, async (report, signal): Promise<SnapshotDescription> => {
    const { describeSnapshot } = await loadSnapshot();
    const onProgress = (share: number) => report({ share, step: vscode.l10n.t('Checking…') });
    return describeSnapshot(databasePath, { signal, onProgress });
  });
  const { state } = snapshot;
  const isChanged = state.kind === 'connected' && state.snapshot?.change !== undefined;
  return statusText({ name, path, isChanged }, description, vscode.l10n);
}

/** A compressed file has to be opened for that; another one tells of itself even where it cannot be opened. */
async function databaseOf({ connections }: SnapshotServices, { configuration }: Connection): Promise<string> {
  const path = configuration.snapshot?.path ?? '';
  try {
    await connections.connect(configuration.id);
  } catch (error) {
    if (hasCode(error, 'snapshot.noKeyBucket')) {
      return path;
    }
    throw error;
  }
  const state = connections.find(configuration.id)?.state;
  return (state?.kind === 'connected' && state.snapshot?.databasePath) || path;
}
