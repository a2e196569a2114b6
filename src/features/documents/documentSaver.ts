/** Saving a document: what is written, whether it may be, and what happens when someone else wrote meanwhile. */
import { equalBytes } from '../../core/base/bytes';
import { EtcdscopeError, hasCode } from '../../core/base/errors';
import type { KeyValue } from '../../core/base/keyValue';
import type { KeyspaceReader } from '../../core/keyspace/keyspaceReader';
import { keyText } from '../../core/keyspace/keyText';
import type { KeyWriter } from '../../core/keyspace/keyWriter';
import type { AtRestValues, OpenedValue } from '../../host/atRest/atRestValues';
import type { KeyTarget } from '../../host/keyTarget';
import type { TextOrigin } from './editBases';
import { digestOfContent } from './edition';
import { type DocumentText, encodeDocument, type ValueCodec } from './encodeDocument';

export interface SaveRequest extends Omit<DocumentText, 'form'> {
  /** Of the text of an open document; absent where somebody writes to the file system directly. */
  readonly origin?: TextOrigin;
  readonly mayCreate: boolean;
  readonly mayReplace: boolean;
}

export interface SaveConflict {
  readonly target: KeyTarget;
  /** What the text was loaded from, 0n for a new key; undefined where that is not known any more. */
  readonly expectedRevision: bigint | undefined;
  /** What is there now; undefined for a key that does not exist. */
  readonly current: KeyValue | undefined;
  /** The store's revision when `current` was read: the key can be read there again, at least for a while. */
  readonly readAt: bigint;
}

/** Asks the user, who may also be taken elsewhere; true only for "write it all the same". */
export type AskToReplace = (conflict: SaveConflict) => Promise<boolean>;

export type SaveResult =
  | { readonly kind: 'written'; readonly keyValue: KeyValue }
  /** The store holds this already. */
  | { readonly kind: 'same'; readonly keyValue: KeyValue }
  /** The user changed nothing, and the store holds something newer: nothing was written. */
  | { readonly kind: 'outdated' };

/** Rounds in which someone else writes between our look and our write; each of them asks, so this only ends a storm. */
const mostAttempts = 5;

export interface DocumentSaverOptions {
  readonly askToReplace: AskToReplace;
  loadCodec(): Promise<ValueCodec>;
  readonly atRest: Pick<AtRestValues, 'open' | 'seal'>;
  /**
   * Asks the user before a value that is encrypted is replaced by one that is not.
   * @throws EtcdscopeError `cancelled` when they would rather not.
   */
  confirmPlaintext(target: KeyTarget): Promise<void>;
  /**
   * Asks the user before a write that goes past an API server, where they were not asked yet.
   * @throws EtcdscopeError `cancelled` when they would rather not.
   */
  confirmWrite(target: KeyTarget, value: Uint8Array): Promise<void>;
}

export class DocumentSaver {
  constructor(private readonly options: DocumentSaverOptions) {}

  /**
   * Writes in a transaction on the `mod_revision` that was looked at, so that nothing is replaced unseen. All that is
   * compared and edited is in clear; what is written is encrypted as the API server would.
   * @throws EtcdscopeError `key.conflict` when the user chose not to write or a key is there that may not be replaced,
   *   `key.notFound` for one that may not be created, and whatever encoding, confirming, reading and writing throw.
   */
  async save(request: SaveRequest, reader: KeyspaceReader, writer: KeyWriter): Promise<SaveResult> {
    const { target, content, origin, mayCreate, mayReplace } = request;
    const { key } = target;
    const { atRest, askToReplace, confirmPlaintext, confirmWrite, loadCodec } = this.options;
    const base = origin?.base;
    const text: DocumentText = { target, content, form: base?.facts?.form };
    let expectedRevision = origin?.expectedRevision;
    for (let attempt = 1; ; attempt++) {
      const { keyValues, revision: readAt } = await reader.range({ key });
      const [current] = keyValues;
      if (current ? !mayReplace : !mayCreate) {
        throw current ? conflict(target, 0n, current.modRevision) : new EtcdscopeError('key.notFound', factsOf(target));
      }
      const opened = current && (await atRest.open(target, current.value));
      if (opened && equalBytes(opened.plaintext, content)) {
        return { kind: 'same', keyValue: current };
      }
      const currentRevision = current?.modRevision ?? 0n;
      const isConflict = origin !== undefined && expectedRevision !== currentRevision;
      if (isConflict && current && base && digestOfContent(content) === base.digest) {
        return { kind: 'outdated' };
      }
      throwIfLocked(opened);
      const plaintext = encodeDocument(text, opened?.plaintext, await loadCodec());
      if (opened && equalBytes(opened.plaintext, plaintext)) {
        return { kind: 'same', keyValue: current };
      }
      if (isConflict) {
        if (!(await askToReplace({ target, expectedRevision, current, readAt }))) {
          throw conflict(target, expectedRevision, currentRevision);
        }
        expectedRevision = currentRevision;
      }
      await confirmWrite(target, opened?.plaintext ?? plaintext);
      const { value, encryption } = await atRest.seal(target, plaintext, { replaces: opened?.protection });
      if (opened?.protection && !encryption) {
        await confirmPlaintext(target);
      }
      try {
        const { revision } = await writer.put(key, value, { expectedModRevision: currentRevision });
        return { kind: 'written', keyValue: written(key, value, revision, current) };
      } catch (error) {
        if (!hasCode(error, 'key.conflict') || attempt === mostAttempts) {
          throw error;
        }
      }
    }
  }
}

/** What was not opened cannot be edited; why it was not says more than that. */
function throwIfLocked(opened: OpenedValue | undefined): void {
  if (opened?.protection?.kind === 'locked' && opened.protection.error !== undefined) {
    throw opened.protection.error;
  }
}

function factsOf({ connectionId, key }: KeyTarget): { readonly connectionId: string; readonly key: string } {
  return { connectionId, key: keyText(key) };
}

function conflict(target: KeyTarget, expected: bigint | undefined, actual: bigint): EtcdscopeError {
  return new EtcdscopeError('key.conflict', { ...factsOf(target), expected, actual });
}

function written(key: Uint8Array, value: Uint8Array, revision: bigint, before: KeyValue | undefined): KeyValue {
  return {
    key,
    value,
    modRevision: revision,
    createRevision: before?.createRevision ?? revision,
    version: (before?.version ?? 0n) + 1n,
    lease: before?.lease ?? 0n,
  };
}
