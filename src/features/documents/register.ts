import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { type CommandId, commands, keyScheme } from '../../host/ids';
import type { DocumentServices, Documents } from './createDocuments';
import { LazyFileSystem } from './lazyFileSystem';

/** Keys as documents: opening, saving and creating them. All of it loads with the first document. */
export function register(services: DocumentServices): Disposable {
  const disposables = new DisposableStore();
  let documents: Promise<Documents> | undefined;
  const load = (): Promise<Documents> => {
    documents ??= import('./createDocuments').then(({ createDocuments }) =>
      disposables.add(createDocuments(services, fileSystem)),
    );
    return documents;
  };
  const fileSystem = disposables.add(new LazyFileSystem(async () => (await load()).fileSystem));
  disposables.add(vscode.workspace.registerFileSystemProvider(keyScheme, fileSystem, { isCaseSensitive: true }));

  // A document may be there without anything having been read: VS Code keeps unsaved changes from one window to the next.
  const look = ({ uri }: vscode.TextDocument) => {
    if (uri.scheme === keyScheme) {
      load().catch(error => services.log.error('Loading what key documents need', error));
    }
  };
  disposables.add(vscode.workspace.onDidOpenTextDocument(look));
  vscode.workspace.textDocuments.forEach(look);

  const add = (id: CommandId, handler: (...args: readonly unknown[]) => unknown) =>
    disposables.add(registerCommand(services, id, handler));
  add(commands.openKey, async (target, options) => (await import('./openKey')).openKey(target, options));
  add(commands.newKey, async target => {
    const [{ newKey }, { pending }] = await Promise.all([import('./newKey'), load()]);
    await newKey(services, pending, target);
  });
  add(commands.openAs, async target => {
    const [{ openAs }, { forms, revealed }] = await Promise.all([import('./openAs'), load()]);
    await openAs({ services, forms, revealed }, target);
  });
  add(commands.showDecodedData, async target => {
    const [{ showDecodedData }, { revealed }] = await Promise.all([import('./openAs'), load()]);
    await showDecodedData(revealed, target);
  });
  for (const [command, hide] of [
    [commands.showManagedFields, false],
    [commands.hideManagedFields, true],
  ] as const) {
    add(command, async uri => {
      const [{ toggleManagedFields }, { forms, fileSystem }] = await Promise.all([import('./managedFields'), load()]);
      toggleManagedFields(forms, fileSystem, { hide, uri });
    });
  }
  return disposables;
}
