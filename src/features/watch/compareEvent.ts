import * as vscode from 'vscode';
import { lastSegment } from '../../host/keyNames';
import { uriFromKey } from '../../host/keyUri';
import { missingUri } from '../../host/missingDocuments';
import type { Services } from '../../host/services';
import type { EventEntry } from './listEntry';

/**
 * Opens a key as it was before and after an event in VS Code's diff editor. Both sides are documents of the key at a
 * revision, from what the watch was sent; what it no longer holds is read from etcd, as long as that has it.
 */
export async function compareEvent(services: Services, connectionId: string, entry: EventEntry): Promise<void> {
  const { before, after } = sidesOf(services, connectionId, entry);
  const title = vscode.l10n.t('{0} · before and after {1}', lastSegment(entry.key), String(entry.modRevision));
  await showDiff(before, after, title);
}

/** Opens a key as it was after an event beside its own document, which shows it as it is now. */
export async function compareWithNow(services: Services, connectionId: string, entry: EventEntry): Promise<void> {
  const { after } = sidesOf(services, connectionId, entry);
  const target = { connectionId, key: entry.key };
  const reader = await services.connections.reader(connectionId);
  const { count } = await reader.range({ key: entry.key, countOnly: true });
  const title = vscode.l10n.t('{0} · {1} and now', lastSegment(entry.key), String(entry.modRevision));
  await showDiff(after, count === 0 ? missingUri(target) : uriFromKey(target), title);
}

async function showDiff(left: vscode.Uri, right: vscode.Uri, title: string): Promise<void> {
  await vscode.commands.executeCommand('vscode.diff', left, right, title, {
    preview: true,
  } satisfies vscode.TextDocumentShowOptions);
}

interface Sides {
  readonly before: vscode.Uri;
  readonly after: vscode.Uri;
}

/** The documents of both sides, with the values that the watch still holds. */
function sidesOf({ heldValues }: Services, connectionId: string, entry: EventEntry): Sides {
  const target = { connectionId, key: entry.key };
  const { change, key, modRevision, createRevision, version, lease } = entry;
  const sideAt = (revision: bigint, value: Uint8Array | undefined) => {
    if (value) {
      // Only its text is shown: of what it was before, etcd sends the other figures as well, but nobody asks for them.
      heldValues.hold(target, revision, { key, value, modRevision: revision, createRevision, version, lease });
    }
    return uriFromKey(target, { revision });
  };
  return {
    before: change === 'created' ? missingUri(target) : sideAt(modRevision - 1n, entry.before),
    after: change === 'deleted' ? missingUri(target) : sideAt(modRevision, entry.after),
  };
}
