import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { commands, keyScheme } from '../../host/ids';
import { loadKubernetes } from '../../host/lazy';
import type { Services } from '../../host/services';
import { followKeys } from './documentFollower';
import { setDocumentLanguages } from './documentLanguage';
import { DocumentSaver } from './documentSaver';
import { showDocumentStatus } from './documentStatus';
import { EditBases } from './editBases';
import { KeyFileSystem } from './keyFileSystem';
import { loadDocument, renderKey } from './loadDocument';
import { forgetClosedKeys, trackEditBases } from './openDocuments';
import { openKey } from './openKey';
import { PairedReads } from './pairedReads';
import { PendingKeys } from './pendingKeys';

/** Keys as documents: opening, saving and creating them. */
export function register(services: Services): Disposable {
  const { connections, log } = services;
  const disposables = new DisposableStore();
  const bases = disposables.add(new EditBases());
  const pending = new PendingKeys();
  const reads = disposables.add(
    new PairedReads(uri => loadDocument(vscode.Uri.parse(uri, true), { connections, pending })),
  );
  const saver = new DocumentSaver({
    bases,
    askToReplace: async conflict => {
      const { createAskToReplace } = await import('./askToReplace');
      return createAskToReplace(connections, error => log.error('Reloading a document', error))(conflict);
    },
    decode: async (key, value) => (await loadKubernetes()).decodeValue(key, value),
  });
  const parts = { bases, pending, reads, saver, render: renderKey };
  const fileSystem = disposables.add(new KeyFileSystem(services, parts));

  disposables.add(trackEditBases(bases));
  disposables.add(forgetClosedKeys(pending));
  disposables.add(followKeys(services, fileSystem, bases));
  disposables.add(setDocumentLanguages(bases, error => log.error('Setting the language of a document', error)));
  disposables.add(showDocumentStatus(services, bases));
  disposables.add(vscode.workspace.registerFileSystemProvider(keyScheme, fileSystem, { isCaseSensitive: true }));
  disposables.add(registerCommand(services, commands.openKey, openKey));
  disposables.add(
    registerCommand(services, commands.newKey, async target =>
      (await import('./newKey')).newKey(services, pending, target),
    ),
  );
  return disposables;
}
