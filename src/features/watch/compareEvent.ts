import * as vscode from 'vscode';
import type { KeyValue } from '../../core/base/keyValue';
import { keyText } from '../../core/keyspace/keyText';
import { uriFromKey } from '../../host/keyUri';
import { shortened } from '../../host/messageText';
import type { Services } from '../../host/services';
import type { EventEntry } from './listEntry';

/**
 * Opens a key as it was before and after an event in VS Code's diff editor. Both sides are documents of the key at a
 * revision, from what the watch was sent; what it no longer holds is read from etcd, as long as that has it.
 */
export async function compareEvent(services: Services, connectionId: string, entry: EventEntry): Promise<void> {
  const target = { connectionId, key: entry.key };
  const before = entry.modRevision - 1n;
  hold(services, connectionId, entry, before);
  const title = vscode.l10n.t('{0} · before and after {1}', nameOf(entry), String(entry.modRevision));
  await vscode.commands.executeCommand(
    'vscode.diff',
    uriFromKey(target, { revision: before > 0n ? before : 1n }),
    uriFromKey(target, { revision: entry.modRevision }),
    title,
    { preview: true } satisfies vscode.TextDocumentShowOptions,
  );
}

/** Opens a key as it was after an event beside its own document, which shows it as it is now. */
export async function compareWithNow(services: Services, connectionId: string, entry: EventEntry): Promise<void> {
  const target = { connectionId, key: entry.key };
  hold(services, connectionId, entry, entry.modRevision - 1n);
  const reader = await services.connections.reader(connectionId);
  const { count, revision } = await reader.range({ key: entry.key, countOnly: true });
  if (count === 0) {
    services.heldValues.hold(target, revision, undefined);
  }
  const title = vscode.l10n.t('{0} · {1} and now', nameOf(entry), String(entry.modRevision));
  await vscode.commands.executeCommand(
    'vscode.diff',
    uriFromKey(target, { revision: entry.modRevision }),
    uriFromKey(target, count === 0 ? { revision } : {}),
    title,
    { preview: true } satisfies vscode.TextDocumentShowOptions,
  );
}

function hold({ heldValues }: Services, connectionId: string, entry: EventEntry, before: bigint): void {
  const target = { connectionId, key: entry.key };
  const { change, key, modRevision, createRevision, version, lease } = entry;
  const keyValue = (value: Uint8Array): KeyValue => ({ key, value, modRevision, createRevision, version, lease });
  if (change === 'created') {
    heldValues.hold(target, before, undefined);
  } else if (entry.before) {
    // Only its text is shown: of what it was before, etcd sends the revisions as well, but nobody asks for them.
    heldValues.hold(target, before, { ...keyValue(entry.before), modRevision: before });
  }
  if (change === 'deleted') {
    heldValues.hold(target, modRevision, undefined);
  } else if (entry.after) {
    heldValues.hold(target, modRevision, keyValue(entry.after));
  }
}

function nameOf({ key }: EventEntry): string {
  return shortened(keyText(key)).split('/').at(-1) || keyText(key.subarray(0, 100));
}
