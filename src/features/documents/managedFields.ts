import * as vscode from 'vscode';
import { EtcdscopeError } from '../../core/base/errors';
import { keyScheme } from '../../host/ids';
import type { KeyFileSystem } from './keyFileSystem';
import type { ObjectForms } from './objectForms';
import { findOpenDocument, openDocuments } from './openDocuments';

/**
 * Has a document, that of an editor's title or the active one, show its object's managedFields or leave them out. One
 * with unsaved changes stays as it is: its text would have to be read again.
 */
export function toggleManagedFields(
  forms: ObjectForms,
  fileSystem: Pick<KeyFileSystem, 'fireChanges'>,
  { hide, uri = vscode.window.activeTextEditor?.document.uri }: { readonly hide: boolean; readonly uri?: unknown },
): void {
  if (!(uri instanceof vscode.Uri) || uri.scheme !== keyScheme) {
    throw new EtcdscopeError('key.invalid');
  }
  if (findOpenDocument(uri.with({ query: '' }).toString())?.isDirty) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Save or undo your changes first: the document has to be read again.'),
    );
    return;
  }
  forms.hideManagedFields(uri, hide);
  fileSystem.fireChanges(
    openDocuments()
      .filter(document => document.uri.with({ query: '' }).toString() === uri.with({ query: '' }).toString())
      .map(document => ({ type: vscode.FileChangeType.Changed, uri: document.uri })),
  );
}
