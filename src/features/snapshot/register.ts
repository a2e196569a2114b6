import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import type { OpenSnapshots } from '../../host/connections/snapshot/openSnapshots';
import { type CommandId, commands } from '../../host/ids';
import type { Services } from '../../host/services';

/** `memory` keeps the files that were opened recently, in whichever window. */
export type SnapshotServices = Services & {
  readonly openSnapshots: OpenSnapshots;
  readonly memory: vscode.Memento;
};

/** Scheme of the read-only documents that say what a snapshot file is. */
export const statusScheme = 'etcd-snapshot';

/** Snapshot files: opening and closing them, and what they tell of themselves. */
export function register(services: SnapshotServices): Disposable {
  const disposables = new DisposableStore();
  const add = (id: CommandId, handler: (...args: readonly unknown[]) => unknown) =>
    disposables.add(registerCommand(services, id, handler));

  add(commands.openSnapshot, async (file, files) => (await import('./openSnapshot')).open(services, file, files));
  add(commands.closeSnapshot, async target => (await import('./openedSnapshots')).close(services, target));
  add(commands.reopenSnapshot, async target => (await import('./openedSnapshots')).reopen(services, target));
  return disposables;
}
