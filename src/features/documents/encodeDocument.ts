/** What a document's text becomes when it is saved. */
import { bytesFromText, textFromBytes } from '../../core/base/bytes';
import { EtcdscopeError } from '../../core/base/errors';
import { keyText } from '../../core/keyspace/keyText';
import type { KeyTarget } from '../../host/keyTarget';
import { editModeOf, isObjectKey, type ObjectForm } from './documentFormat';
import { keepLineEndings } from './lineEndings';
import { positionOfByte } from './textPosition';

/** What `core/kubernetes` does for a save. */
export type ValueCodec = Pick<typeof import('../../core/kubernetes'), 'decodeValue' | 'encodeEdit' | 'encodeNew'>;

export interface DocumentText {
  readonly target: KeyTarget;
  /** UTF-8. */
  readonly content: Uint8Array;
  /** How the text was rendered from an object; absent for a text that was none, or whose beginning is not known. */
  readonly form?: ObjectForm;
}

/**
 * The bytes of a text, given what the store holds now.
 *
 * The text of an object says which fields it is to have; all else comes from `stored`: fields that have no name here and
 * managedFields that the text does not show. That is the value as it is *now*, which is that the text was rendered from,
 * or, where the user chose to overwrite somebody else's, theirs: what nobody saw is never put back to an older state.
 *
 * @param stored undefined for a key that does not exist.
 * @throws EditError for the text of an object that cannot be stored; EtcdscopeError `edit.invalid` with a `reason`
 *   (`notText`, `badJson` with `line` and `column`, `notEditable`) for other values.
 */
export function encodeDocument(
  { target, content, form }: DocumentText,
  stored: Uint8Array | undefined,
  codec: ValueCodec,
): Uint8Array {
  const { key } = target;
  const decoded = stored && codec.decodeValue(key, stored);
  const mode = decoded ? editModeOf(key, decoded) : undefined;
  if (decoded && mode === undefined) {
    throw invalid(target, 'notEditable');
  }
  if (decoded && mode === 'object') {
    const text = textOf(target, content);
    const { language, ...options } = form ?? { language: languageOf(text), hideManagedFields: true };
    return codec.encodeEdit(decoded, text, language, { ...options, key });
  }
  if (form || (!decoded && isObjectKey(key))) {
    const text = textOf(target, content);
    return codec.encodeNew(key, text, languageOf(text));
  }
  const edited = codec.decodeValue(key, content);
  if (edited.text === undefined) {
    throw invalid(target, 'notText');
  }
  if (decoded?.format === 'json' && edited.format !== 'json') {
    throw invalid(target, 'badJson', positionOfByte(content, edited.problem?.offset ?? 0));
  }
  const storedText = stored && textFromBytes(stored);
  return storedText === undefined ? content : bytesFromText(keepLineEndings(storedText, edited.text));
}

/** What was typed or pasted without a rendering before it. */
function languageOf(text: string): ObjectForm['language'] {
  return /^\s*\{/.test(text) ? 'json' : 'yaml';
}

/** Without a byte order mark, which is no part of an object. */
function textOf(target: KeyTarget, content: Uint8Array): string {
  const text = textFromBytes(content);
  if (text === undefined) {
    throw invalid(target, 'notText');
  }
  return text.replace(/^\ufeff/, '');
}

function invalid(
  { connectionId, key }: KeyTarget,
  reason: string,
  place: { readonly line?: number; readonly column?: number } = {},
): EtcdscopeError {
  return new EtcdscopeError('edit.invalid', { connectionId, key: keyText(key), reason, ...place });
}
