import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { KeyValue } from '../../core/base/keyValue';
import { keyScheme, settings } from '../../host/ids';
import type { Services } from '../../host/services';
import { keepDocumentContexts } from './documentContexts';
import { followKeys } from './documentFollower';
import type { ObjectForm } from './documentFormat';
import { setDocumentLanguages } from './documentLanguage';
import type { DocumentSaver } from './documentSaver';
import { showDocumentStatus } from './documentStatus';
import { EditBases } from './editBases';
import { KeyFileSystem } from './keyFileSystem';
import { loadDocument, renderKey } from './loadDocument';
import { ObjectForms } from './objectForms';
import { onDidCloseEditors, openDocuments, trackEditBases } from './openDocuments';
import { PairedReads } from './pairedReads';
import { PendingKeys } from './pendingKeys';
import { checkEdits } from './problems/checkEdits';
import { EditProblems } from './problems/editProblems';
import { showIdentityProblems } from './problems/identityProblems';
import { markProtection } from './protectionMarks';
import { RevealedSecrets } from './revealedSecrets';
import type { Memory } from './saveWarning';
import { offerDecodedData } from './secretLens';

/** `memory` keeps from one window to the next which connections the user will not be warned about; without it, that is not offered. */
export type DocumentServices = Services & { readonly memory?: Memory };

/** Keys as documents: the file system, and all that goes with its open documents. */
export interface Documents extends Disposable {
  readonly fileSystem: KeyFileSystem;
  readonly pending: PendingKeys;
  readonly forms: ObjectForms;
  readonly revealed: RevealedSecrets;
}

/** @param changes tells VS Code which files have changed. */
export function createDocuments(
  services: DocumentServices,
  changes: { fireChanges(changes: vscode.FileChangeEvent[]): void },
): Documents {
  const { atRest, connections, heldValues, log, memory } = services;
  const disposables = new DisposableStore();
  const bases = disposables.add(new EditBases());
  const problems = disposables.add(new EditProblems());
  const pending = new PendingKeys();
  const forms = new ObjectForms();
  const revealed = new RevealedSecrets();
  const reads = disposables.add(
    new PairedReads(uri =>
      loadDocument(vscode.Uri.parse(uri, true), { connections, atRest, heldValues, pending, forms, revealed }),
    ),
  );
  let saver: Promise<DocumentSaver> | undefined;
  const loadSaver = () => {
    saver ??= import('./createSaver').then(({ createSaver }) => createSaver(services, memory));
    return saver;
  };
  const render = (connectionId: string, keyValue: KeyValue, form: ObjectForm) =>
    renderKey(connectionId, keyValue, form, services);
  const fileSystem = disposables.add(
    new KeyFileSystem(services, { bases, changes, forms, pending, problems, reads, loadSaver, render }),
  );

  disposables.add(trackEditBases(bases));
  disposables.add(
    onDidCloseEditors(uri => {
      pending.delete(uri.toString());
      forms.forget(uri);
      revealed.forget(uri);
    }),
  );
  disposables.add(followKeys(services, fileSystem, bases));
  disposables.add(followSettings(fileSystem));
  disposables.add(
    atRest.onDidChange(connectionId =>
      fileSystem.fireChanges(
        openDocuments()
          .filter(({ uri }) => uri.authority === connectionId)
          .map(({ uri }) => ({ type: vscode.FileChangeType.Changed, uri })),
      ),
    ),
  );
  disposables.add(setDocumentLanguages(bases, error => log.error('Setting the language of a document', error)));
  disposables.add(showDocumentStatus(services, bases));
  disposables.add(keepDocumentContexts(bases));
  disposables.add(offerDecodedData(bases));
  disposables.add(markProtection(bases));
  disposables.add(showIdentityProblems(bases, error => log.error('Comparing an object with its key', error)));
  disposables.add(checkEdits({ atRest, connections, log, bases, problems }));
  disposables.add(
    vscode.languages.registerDocumentSymbolProvider(
      { scheme: keyScheme, language: 'yaml' },
      {
        provideDocumentSymbols: async document => (await import('./documentSymbols')).documentSymbols(document),
      },
    ),
  );
  return { fileSystem, pending, forms, revealed, dispose: () => disposables.dispose() };
}

/** Documents without unsaved changes take the form that the settings give them now. */
function followSettings(fileSystem: KeyFileSystem): Disposable {
  const names = [settings.kubernetesLanguage, settings.kubernetesHideManagedFields];
  return vscode.workspace.onDidChangeConfiguration(change => {
    if (names.some(name => change.affectsConfiguration(`${settings.section}.${name}`))) {
      fileSystem.fireChanges(openDocuments().map(({ uri }) => ({ type: vscode.FileChangeType.Changed, uri })));
    }
  });
}
