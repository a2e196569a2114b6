import * as vscode from 'vscode';
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

/** The same for what opens documents: `statusChanges` has VS Code read one again. */
export type StatusServices = SnapshotServices & { readonly statusChanges: vscode.EventEmitter<vscode.Uri> };

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

  const statusChanges = disposables.add(new vscode.EventEmitter<vscode.Uri>());
  const statusServices = { ...services, statusChanges };
  disposables.add(
    vscode.workspace.registerTextDocumentContentProvider(statusScheme, {
      onDidChange: statusChanges.event,
      provideTextDocumentContent: async uri => (await import('./showStatus')).provideStatus(services, uri),
    }),
  );
  add(commands.showSnapshotStatus, async target => (await import('./showStatus')).showStatus(statusServices, target));
  return disposables;
}
