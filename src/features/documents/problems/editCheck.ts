import * as vscode from 'vscode';
import { bytesFromText } from '../../../core/base/bytes';
import { type Disposable, DisposableStore } from '../../../core/base/disposable';
import type { KeyspaceReader } from '../../../core/keyspace/keyspaceReader';
import { readKey } from '../../../core/keyspace/readKey';
import { isEditError } from '../../../core/kubernetes/encode/editError';
import type { AtRestValues } from '../../../host/atRest/atRestValues';
import type { Connections } from '../../../host/connections/connection';
import { loadKubernetes } from '../../../host/lazy';
import type { Log } from '../../../host/log';
import { isObjectKey } from '../documentFormat';
import type { EditBases } from '../editBases';
import { encodeDocument } from '../encodeDocument';
import { findTarget } from '../fileOfKey';
import { editDiagnostics } from './editDiagnostics';
import type { EditProblems } from './editProblems';

/** Milliseconds without typing. */
const typingPause = 400;
/** Characters. Measured at 3 to 10 ms for each thousand of them; larger texts are checked when they are saved. */
const mostChecked = 64 * 1024;
/** Documents with unsaved changes whose values are kept for their checks. */
const mostKept = 10;

export interface EditCheckParts {
  readonly atRest: AtRestValues;
  readonly connections: Connections;
  readonly log: Log;
  readonly bases: EditBases;
  readonly problems: EditProblems;
}

/**
 * Encodes an object's text as a save would, while it is being typed, and throws the result away: so that what is wrong
 * shows before the user saves. The stored value is read once for each base, and only from a connection that is there.
 */
export class EditCheck implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Set<string>();
  /** By URI, for the revision of the base. */
  private readonly stored = new Map<string, { readonly revision: bigint; readonly value: Uint8Array | undefined }>();

  constructor(private readonly parts: EditCheckParts) {
    this.disposables.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri.toString())));
  }

  dispose(): void {
    this.disposables.dispose();
    for (const id of [...this.timers.keys()]) {
      this.forget(id);
    }
  }

  /** A document's text has changed, or its changes are gone. */
  look(document: vscode.TextDocument): void {
    const id = document.uri.toString();
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    if (!document.isDirty) {
      this.forget(id);
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(id);
      this.check(document).catch(error => this.parts.log.error('Checking an edited object', error));
    }, typingPause);
    this.timers.set(id, timer);
  }

  private forget(id: string): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    this.stored.delete(id);
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const { bases, problems } = this.parts;
    const { uri, version } = document;
    const id = uri.toString();
    const target = findTarget(uri);
    const base = bases.baseOf(id);
    const isObject = base?.facts?.form !== undefined || (base?.revision === 0n && target && isObjectKey(target.key));
    const text = document.getText();
    if (!target || !base || !isObject || text.length > mostChecked || this.running.has(id)) {
      return;
    }
    this.running.add(id);
    try {
      const stored = await this.storedValue(id, target.connectionId, target.key, base.revision);
      const codec = await loadKubernetes();
      if (stored && document.version === version && document.isDirty && !document.isClosed) {
        const edited = { target, content: bytesFromText(text), form: base.facts?.form };
        problems.show(
          uri,
          problemsOf(() => encodeDocument(edited, stored.value, codec)),
        );
      }
    } finally {
      this.running.delete(id);
      if (document.version !== version && document.isDirty) {
        this.look(document);
      }
    }
  }

  /** Undefined where there is no connection now. */
  private async storedValue(
    id: string,
    connectionId: string,
    key: Uint8Array,
    revision: bigint,
  ): Promise<{ readonly value: Uint8Array | undefined } | undefined> {
    const kept = this.stored.get(id);
    if (kept?.revision === revision) {
      return kept;
    }
    const state = this.parts.connections.find(connectionId)?.state;
    if (state?.kind !== 'connected') {
      return undefined;
    }
    const value = revision === 0n ? undefined : await this.openValue(connectionId, key, state.reader);
    const found = { revision, value };
    this.stored.set(id, found);
    const [oldest] = this.stored.keys();
    if (this.stored.size > mostKept && oldest !== undefined) {
      this.stored.delete(oldest);
    }
    return found;
  }

  private async openValue(
    connectionId: string,
    key: Uint8Array,
    reader: KeyspaceReader,
  ): Promise<Uint8Array | undefined> {
    const current = await readKey(reader, key);
    return current && (await this.parts.atRest.open({ connectionId, key }, current.value)).plaintext;
  }
}

function problemsOf(encode: () => unknown): readonly vscode.Diagnostic[] {
  try {
    encode();
    return [];
  } catch (error) {
    if (!isEditError(error)) {
      throw error;
    }
    return editDiagnostics(error.problems);
  }
}
