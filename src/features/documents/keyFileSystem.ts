import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { hasCode } from '../../core/base/errors';
import type { KeyValue } from '../../core/base/keyValue';
import { keyText } from '../../core/keyspace/keyText';
import { isEditError } from '../../core/kubernetes/encode/editError';
import { errorAbout } from '../../host/keyError';
import type { KeyTarget } from '../../host/keyTarget';
import type { DocumentTarget } from '../../host/keyUri';
import type { Services } from '../../host/services';
import type { ObjectForm } from './documentFormat';
import type { DocumentSaver, SaveResult } from './documentSaver';
import type { EditBases, TextOrigin } from './editBases';
import { digestOfContent, digestOfText, editionOf } from './edition';
import { findTarget, presentTarget, statOf } from './fileOfKey';
import { isDirectory, readDirectory } from './keyDirectory';
import type { LoadedFileSystem } from './lazyFileSystem';
import type { LoadedDocument } from './loadedDocument';
import type { ObjectForms } from './objectForms';
import { findOpenDocument } from './openDocuments';
import type { PairedReads } from './pairedReads';
import type { PendingKeys } from './pendingKeys';
import type { EditProblems } from './problems/editProblems';
import { StatsAfterSave } from './statsAfterSave';

export interface KeyFileSystemParts {
  readonly bases: EditBases;
  /** Tells VS Code. */
  readonly changes: { fireChanges(changes: vscode.FileChangeEvent[]): void };
  readonly pending: PendingKeys;
  readonly reads: PairedReads<LoadedDocument | undefined>;
  readonly problems: EditProblems;
  loadSaver(): Promise<DocumentSaver>;
  readonly forms: ObjectForms;
  render(connectionId: string, keyValue: KeyValue, form: ObjectForm): Promise<LoadedDocument>;
}

/**
 * Every key as a file of the scheme `etcd:`. Modification times are `mod_revision`s, never a clock, so that VS Code's own
 * notice of newer content is exact; what it cannot see, EditBases and DocumentSaver guard.
 */
export class KeyFileSystem implements LoadedFileSystem, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly statsAfterSave = new StatsAfterSave();
  /** Documents being saved whose key holds another text than they show. */
  private readonly readAfterSave = new Set<string>();

  constructor(
    private readonly services: Services,
    private readonly parts: KeyFileSystemParts,
  ) {
    // Before that, VS Code reads no document that is being saved.
    this.disposables.add(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (this.readAfterSave.delete(uri.toString())) {
          this.fireChanges([{ type: vscode.FileChangeType.Changed, uri }]);
        }
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Tells VS Code what changed, so that it reads documents without unsaved changes again. */
  fireChanges(changes: readonly vscode.FileChangeEvent[]): void {
    for (const { uri } of changes) {
      this.parts.reads.forget(uri.toString());
    }
    if (changes.length > 0) {
      this.parts.changes.fireChanges([...changes]);
    }
  }

  stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.answer(uri, async () => {
      const id = uri.toString();
      const stat = this.statsAfterSave.take(id) ?? (await this.statOfKey(uri));
      if (stat) {
        return stat;
      }
      const isFolder = await isDirectory(() => this.services.connections.reader(uri.authority), uri.path);
      if (!isFolder) {
        throw vscode.FileSystemError.FileNotFound(uri);
      }
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    });
  }

  readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.answer(uri, async () => {
      const id = uri.toString();
      const document = findTarget(uri) && (await this.parts.reads.forContent(id));
      if (!document) {
        throw vscode.FileSystemError.FileNotFound(uri);
      }
      const { bases } = this.parts;
      bases.wasRead(id, editionOf(document));
      const open = findOpenDocument(id);
      if (open && !open.isDirty) {
        // The same text once more changes nothing in the editor, so no event would tell.
        bases.documentIsClean(id, digestOfText(open.getText()));
      }
      return document.rendered.content;
    });
  }

  writeFile(
    uri: vscode.Uri,
    content: Uint8Array,
    { create, overwrite }: { readonly create: boolean; readonly overwrite: boolean },
  ): Promise<void> {
    return this.answer(uri, async () => {
      const id = uri.toString();
      this.readAfterSave.delete(id);
      const target = presentTarget(uri);
      // At once: while anything is waited for, the document may be read again, and show another text.
      const origin = this.originOf(id, content);
      const writer = await this.services.connections.writer(target.connectionId);
      const reader = await this.services.connections.reader(target.connectionId);
      const request = { target, content, origin, mayCreate: create, mayReplace: overwrite || !create };
      const saver = await this.parts.loadSaver();
      const result = await saver.save(request, reader, writer).catch(async error => {
        if (origin && isEditError(error)) {
          const { editDiagnostics } = await import('./problems/editDiagnostics');
          this.parts.problems.show(uri, editDiagnostics(error.problems));
        }
        throw create && !overwrite && hasCode(error, 'key.conflict') ? vscode.FileSystemError.FileExists(uri) : error;
      });
      await this.afterSave(uri, target, { result, content, isFromDocument: origin !== undefined });
    });
  }

  delete(uri: vscode.Uri): Promise<void> {
    return this.answer(uri, async () => {
      const target = findTarget(uri);
      const { connections, keyChanges } = this.services;
      const found =
        target && (await (await connections.reader(uri.authority)).range({ key: target.key, keysOnly: true }));
      const [current] = found?.keyValues ?? [];
      if (!target || !current) {
        throw vscode.FileSystemError.FileNotFound(uri);
      }
      presentTarget(uri);
      const writer = await connections.writer(target.connectionId);
      await writer.delete(target.key, { expectedModRevision: current.modRevision });
      this.parts.reads.forget(uri.toString());
      keyChanges.fire({ connectionId: target.connectionId, key: target.key });
    });
  }

  readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return this.answer(uri, async () => {
      const entries = await readDirectory(await this.services.connections.reader(uri.authority), uri.path);
      if (!entries) {
        throw vscode.FileSystemError.FileNotFound(uri);
      }
      return entries.map(({ name, isFile }) => [name, isFile ? vscode.FileType.File : vscode.FileType.Directory]);
    });
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions(
      vscode.l10n.t('etcd has no renaming: a key keeps its name. Create the new key, then delete the old one.'),
    );
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions(
      vscode.l10n.t('etcd has no folders: a prefix exists as long as there are keys with it.'),
    );
  }

  private async statOfKey(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
    const id = uri.toString();
    const { bases, reads } = this.parts;
    const target = findTarget(uri);
    const document = target && (await reads.forStat(id));
    if (target && document) {
      const edition = editionOf(document);
      bases.wasStated(id, edition);
      return {
        ...statOf(edition),
        ...(!this.isWritable(target, document) && { permissions: vscode.FilePermission.Readonly }),
      };
    }
    return bases.takeSaveOfMissing(id) ? statOf(bases.baseOf(id)) : undefined;
  }

  /** Other extensions write files without an editor; VS Code does not say who calls. */
  private originOf(id: string, content: Uint8Array): TextOrigin | undefined {
    const { bases } = this.parts;
    const document = findOpenDocument(id);
    const digest = digestOfContent(content);
    const isShown = document !== undefined && (document.isDirty || digestOfText(document.getText()) === digest);
    return isShown ? bases.takeOrigin(id) : bases.takeOvertaken(id, digest);
  }

  private isWritable({ connectionId, revision, format }: DocumentTarget, { rendered }: LoadedDocument): boolean {
    const connection = this.services.connections.find(connectionId);
    const isReadOnly =
      connection?.configuration.readOnly === true ||
      (connection?.state.kind === 'connected' && connection.state.store === undefined);
    return rendered.isEditable && revision === undefined && format === undefined && !isReadOnly;
  }

  private async afterSave(
    uri: vscode.Uri,
    target: KeyTarget,
    { result, content, isFromDocument }: { result: SaveResult; content: Uint8Array; isFromDocument: boolean },
  ): Promise<void> {
    const id = uri.toString();
    const { bases, forms, pending, problems, reads } = this.parts;
    reads.forget(id);
    pending.delete(id);
    problems.clear(uri);
    if (result.kind === 'outdated') {
      // VS Code takes the next stat for that of its own text, and would not read the newer one after it.
      this.statsAfterSave.put(id, statOf(bases.baseOf(id)));
      this.readAfterSave.add(id);
      return;
    }
    const document = await this.parts.render(target.connectionId, result.keyValue, forms.formOf(uri));
    const { rendered, plaintext = result.keyValue.value } = document;
    if (isFromDocument) {
      // The editor goes on with what it wrote, even where the value would be rendered otherwise from now on.
      const written = rendered.form ? content : plaintext;
      const edition = { ...editionOf(document), size: written.length, digest: digestOfContent(written) };
      bases.wasSaved(id, edition);
      this.statsAfterSave.put(id, statOf(edition));
    }
    if (result.kind === 'written') {
      const { modRevision, value } = result.keyValue;
      this.services.log.info(
        `Wrote ${keyText(target.key)} on ${target.connectionId}: ${value.length} bytes, revision ${modRevision}`,
      );
      this.services.keyChanges.fire({ connectionId: target.connectionId, key: target.key });
    }
    // Comments, quotes and the order of fields are no part of an object: the editor shows what was stored of its text.
    const isOtherwise = rendered.form && digestOfContent(rendered.content) !== digestOfContent(content);
    if (isFromDocument && (isOtherwise || !rendered.isEditable)) {
      this.readAfterSave.add(id);
    }
  }

  private async answer<T>(uri: vscode.Uri, task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError) && !hasCode(error, 'cancelled', 'key.conflict', 'edit.invalid')) {
        this.services.log.error(uri.path, error);
      }
      const target = findTarget(uri);
      const { fileSystemError } = await import('./fileSystemError');
      const isComplete = !target || isEditError(error);
      throw fileSystemError(isComplete ? error : errorAbout(error, target), uri, this.services.connections);
    }
  }
}
