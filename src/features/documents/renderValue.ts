import { bytesFromText } from '../../core/base/bytes';
import type { DecodedValue } from '../../core/kubernetes';
import { isJsonObject } from '../../core/kubernetes/json';
import type { Localization } from '../../host/errorSentenceTable';
import { editModeOf, isKubernetesObject, mostShown, type ObjectForm } from './documentFormat';
import type { RenderedValue } from './loadedDocument';
import { identityMismatches } from './problems/identityMismatches';

/** Bytes of a hex dump, whose text is five times as long. */
const mostDumped = 1024 * 1024;
/** Bytes of the dump of a value that is too large for a document: enough to see what it is. */
const mostDumpedOfLarge = 256 * 1024;

/** What `core/kubernetes` does for a rendering, and the language of the sentences in it. */
export type RenderTools = Pick<typeof import('../../core/kubernetes'), 'renderYaml' | 'renderJson' | 'renderHex'> & {
  readonly l10n: Localization;
};

/**
 * A value as a document: text and JSON as they are stored, byte for byte; an object of Kubernetes in the given form; all
 * else as a hex dump whose first line says what it is.
 *
 * @param notice a sentence below the first line of a hex dump, such as why a value did not open.
 */
export function renderValue(
  key: Uint8Array,
  decoded: DecodedValue,
  form: ObjectForm,
  tools: RenderTools,
  notice?: string,
): RenderedValue {
  const { format, value } = decoded;
  const mode = editModeOf(key, decoded);
  const about = aboutValue(decoded, mode !== undefined);
  const mismatches = identityMismatches(key, decoded);
  if (mode === 'text') {
    return { ...about, content: value, ...(format !== 'text' && { language: format === 'json' ? 'json' : 'yaml' }) };
  }
  if (value.length > mostShown) {
    return { ...about, content: bytesFromText(dump(decoded, tools, mostDumpedOfLarge)), language: 'plaintext' };
  }
  if (decoded.object !== undefined && isKubernetesObject(decoded)) {
    // Only YAML has comments, which say what is wrong with a value.
    const language = decoded.problem ? 'yaml' : form.language;
    return {
      ...about,
      ...renderObject(decoded, { ...form, language }, tools),
      ...(mode === 'object' && { form }),
      mismatches,
    };
  }
  return { ...about, content: bytesFromText(dump(decoded, tools, mostDumped, notice)), language: 'plaintext' };
}

/** What is known of a value in whichever way it is rendered. */
export function aboutValue(
  { format, apiVersion, kind, atRest }: DecodedValue,
  isEditable: boolean,
): Omit<RenderedValue, 'content'> {
  return {
    format,
    isEditable,
    ...(apiVersion !== undefined && { apiVersion }),
    ...(kind !== undefined && { kind }),
    ...(atRest && { atRest }),
  };
}

/** An object as text, with its managedFields or without them. */
export function renderObject(
  decoded: DecodedValue,
  form: ObjectForm,
  { renderYaml, renderJson, l10n }: RenderTools,
): Pick<RenderedValue, 'content' | 'language' | 'managedFields'> {
  const { language } = form;
  const notice =
    decoded.problem && language === 'yaml'
      ? `# ${l10n.t('A part of this value cannot be decoded. The end of this document says which.')}\n`
      : '';
  const text = notice + (language === 'json' ? renderJson : renderYaml)(decoded, form);
  return {
    content: bytesFromText(text),
    language,
    ...(hasManagedFields(decoded) && { managedFields: form.hideManagedFields ? 'hidden' : 'shown' }),
  };
}

function hasManagedFields({ object }: DecodedValue): boolean {
  return isJsonObject(object) && isJsonObject(object.metadata) && object.metadata.managedFields !== undefined;
}

export function dump(
  decoded: DecodedValue,
  { renderHex, renderYaml, l10n }: RenderTools,
  limit: number,
  notice?: string,
): string {
  const { value, structure } = decoded;
  const parts = [titleOf(decoded, l10n)];
  if (value.length > limit) {
    parts.push(l10n.t('Only the first {shown} of its {size} bytes follow.', { shown: limit, size: value.length }));
  }
  if (decoded.problem && decoded.format !== 'text') {
    const { code, offset } = decoded.problem;
    parts.push(l10n.t('It cannot be decoded: {problem} at byte {offset}.', { problem: code, offset }));
  }
  const fields = structure === undefined || value.length > limit ? '' : `${renderYaml(decoded)}\n`;
  const head = [parts.join(' '), ...(notice === undefined ? [] : [wrapped(notice)])].join('\n');
  return `${head}\n\n${fields}${renderHex(value, { limit })}`;
}

/** Characters of a line of text above a hex dump, as wide as that: it is not wrapped by the editor. */
const textWidth = 80;

function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= textWidth) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.join('\n');
}

function encryptedTitle(
  { provider, version, keyName }: NonNullable<DecodedValue['atRest']>,
  l10n: Localization,
): string {
  const names = { provider, version, key: JSON.stringify(keyName) };
  return provider === 'kms'
    ? l10n.t('A value encrypted at rest by {provider} {version} with the plugin {key}, as a hex dump.', names)
    : l10n.t('A value encrypted at rest by {provider} {version} with the key {key}, as a hex dump.', names);
}

function titleOf({ format, kind, atRest, value }: DecodedValue, l10n: Localization): string {
  if (value.length > mostShown) {
    return l10n.t('This value is too large for a document, so this is a hex dump of its beginning.');
  }
  switch (format) {
    case 'encrypted':
      return atRest ? encryptedTitle(atRest, l10n) : l10n.t('A value encrypted at rest, as a hex dump.');
    case 'kubernetes-protobuf':
      return l10n.t('An object of Kubernetes ({kind}), as a hex dump.', { kind: kind ?? l10n.t('of no known kind') });
    case 'cbor':
      return l10n.t('A CBOR value, as a hex dump.');
    case 'protobuf':
      return l10n.t('Probably a protobuf message without a name: its fields, and a hex dump.');
    default:
      return l10n.t('A binary value, as a hex dump.');
  }
}
