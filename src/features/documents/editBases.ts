/**
 * Knows, for each document, which revision its text was loaded from: the *base* that a save is guarded by.
 *
 * VS Code refuses a save by itself only where the modification time grew and the size differs (microsoft/vscode,
 * fileService.ts, `validateWriteFile`), so a change of the same length would be overwritten unseen. And it does not tell a
 * file system which read became the editor's text: a comparison reads the same URI while the document is being edited.
 * So what was read is remembered by its digest, and becomes the base once a document without unsaved changes shows that
 * very text.
 *
 * After its own refusal VS Code offers "Overwrite", and then writes although the stat before it showed a newer key. That
 * is recognised by two attempts to save in a row: a first one that ended with such a stat and no write, and a second one
 * that wrote. The write then expects the revision of the last stat, the one the user was warned about.
 *
 * VS Code also saves a document without unsaved changes, and reads one again that has none. Both at once, and it writes the
 * earlier text while the document shows the later one. Such a save was *overtaken*: its text is that of the earlier base.
 */
import type { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { Edition } from './edition';

/** Where the text of a document that is being written comes from. */
export interface TextOrigin {
  /** What it was loaded from; absent where that is not known any more. */
  readonly base?: Edition;
  /** The `mod_revision` that it may replace; undefined where that is not known. */
  readonly expectedRevision: bigint | undefined;
}

interface SaveAttempt {
  /** A stat showed what VS Code refuses a save for. */
  sawNewer: boolean;
  /** The stat of a missing key was answered for this attempt. */
  isAnswered: boolean;
}

interface DocumentState {
  base?: Edition;
  /** The latest texts that were read, newest first. */
  reads: readonly Edition[];
  lastStat?: Pick<Edition, 'revision' | 'size'>;
  attempt?: SaveAttempt;
  wasRefused: boolean;
  /** The base of a text whose save was under way when the document was read again. */
  overtaken?: Edition;
}

/** Documents. One that falls out has no known base and asks before it overwrites anything. */
const mostDocuments = 500;

/** A comparison and a reload or two lie between a text's read and the moment it becomes the base. */
const mostReads = 4;

export class EditBases implements Disposable {
  /** By URI, least recently used first. */
  private readonly states = new Map<string, DocumentState>();
  private readonly changes = new Emitter<string>();

  /** The URI of a document that shows another edition now. */
  readonly onDidChange = this.changes.event;

  dispose(): void {
    this.changes.dispose();
  }

  /** A text was handed to VS Code, for an editor or for anything else. */
  wasRead(uri: string, edition: Edition): void {
    const state = this.state(uri);
    state.reads = [edition, ...state.reads].slice(0, mostReads);
  }

  wasStated(uri: string, stat: Pick<Edition, 'revision' | 'size'>): void {
    const state = this.state(uri);
    state.lastStat = stat;
    if (state.attempt && isRefusedByEditor(state.base, stat)) {
      state.attempt.sawNewer = true;
    }
  }

  /**
   * The document has no unsaved changes, and this text. A text that was never read is one being typed, whose event comes
   * before that of the unsaved changes, and leaves the base as it is.
   */
  documentIsClean(uri: string, digest: string): void {
    const state = this.state(uri);
    const candidates = state.base ? [...state.reads, state.base] : state.reads;
    const base = candidates.find(edition => edition.digest === digest);
    if (base && base !== state.base) {
      state.overtaken = state.attempt && !state.attempt.sawNewer ? state.base : undefined;
      state.base = base;
      state.wasRefused = false;
      state.attempt = undefined;
      this.changes.fire(uri);
    }
  }

  /** The user saves: a stat comes next, and then a write unless VS Code finds a conflict. */
  saveBegins(uri: string): void {
    const state = this.state(uri);
    state.wasRefused ||= state.attempt?.sawNewer === true;
    state.attempt = { sawNewer: false, isAnswered: false };
    state.overtaken = undefined;
  }

  /**
   * Whether a stat that finds no key belongs to a save, and the first one that asks. VS Code takes "not found" there
   * for leave to create the folders above, and the question whether to write a deleted key again would never come up.
   */
  takeSaveOfMissing(uri: string): boolean {
    const attempt = this.states.get(uri)?.attempt;
    if (!attempt || attempt.isAnswered) {
      return false;
    }
    attempt.isAnswered = true;
    return true;
  }

  baseOf(uri: string): Edition | undefined {
    return this.states.get(uri)?.base;
  }

  /** What the document shows, as far as that is known. */
  shownBy(uri: string): Edition | undefined {
    const state = this.states.get(uri);
    return state?.base ?? state?.reads[0];
  }

  /** The write of an attempt has come, with the text that the document shows. */
  takeOrigin(uri: string): TextOrigin {
    const state = this.state(uri);
    const { base, lastStat, wasRefused } = state;
    state.attempt = undefined;
    state.overtaken = undefined;
    state.wasRefused = false;
    const isOverwriting = wasRefused && lastStat && isRefusedByEditor(base, lastStat);
    return { base, expectedRevision: isOverwriting ? lastStat.revision : base?.revision };
  }

  /** A write has come with another text than the document shows: undefined unless it is that of an overtaken save. */
  takeOvertaken(uri: string, digest: string): TextOrigin | undefined {
    const state = this.states.get(uri);
    const base = state?.overtaken;
    if (!state || base?.digest !== digest) {
      return undefined;
    }
    state.overtaken = undefined;
    return { base, expectedRevision: base.revision };
  }

  /** The document's text was written, or was found to be in the store already. */
  wasSaved(uri: string, edition: Edition): void {
    this.wasRead(uri, edition);
    const state = this.state(uri);
    state.base = edition;
    state.lastStat = edition;
    this.changes.fire(uri);
  }

  private state(uri: string): DocumentState {
    const state = this.states.get(uri) ?? { reads: [], wasRefused: false };
    this.states.delete(uri);
    this.states.set(uri, state);
    for (const [oldest] of this.states) {
      if (this.states.size <= mostDocuments) {
        break;
      }
      this.states.delete(oldest);
    }
    return state;
  }
}

/** What VS Code asks of its own stat before a save; equal sizes pass it. */
function isRefusedByEditor(base: Edition | undefined, stat: Pick<Edition, 'revision' | 'size'>): boolean {
  return base !== undefined && stat.revision > base.revision && stat.size !== base.size;
}
