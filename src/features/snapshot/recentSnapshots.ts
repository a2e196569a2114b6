import type * as vscode from 'vscode';
import { type SnapshotEntry, snapshotEntries } from '../../host/connections/snapshot/openSnapshots';

const memoryKey = 'recentSnapshots';

/** Files that are offered again. */
const mostRecent = 10;

/** The files that could be opened last, the newest first. */
export function recentSnapshots(memory: vscode.Memento): readonly SnapshotEntry[] {
  return snapshotEntries(memory.get(memoryKey));
}

export async function rememberSnapshot(memory: vscode.Memento, entry: SnapshotEntry): Promise<void> {
  const others = recentSnapshots(memory).filter(({ id }) => id !== entry.id);
  await memory.update(memoryKey, [entry, ...others].slice(0, mostRecent));
}

export async function forgetSnapshot(memory: vscode.Memento, id: string): Promise<void> {
  await memory.update(
    memoryKey,
    recentSnapshots(memory).filter(entry => entry.id !== id),
  );
}
