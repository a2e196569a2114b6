import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { type CommandId, commands } from '../../host/ids';
import { type SnapshotServices, statusScheme } from './snapshotServices';

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
