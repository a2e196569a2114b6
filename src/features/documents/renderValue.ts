import { bytesFromText } from '../../core/base/bytes';
import type { DecodedValue, renderHex, renderYaml } from '../../core/kubernetes';
import type { Localization } from '../../host/errorSentenceTable';
import { isEditable, isKubernetesObject, mostShown } from './documentFormat';
import type { RenderedValue } from './loadedDocument';

/** Bytes of a hex dump, whose text is five times as long. */
const mostDumped = 1024 * 1024;
/** Bytes of the dump of a value that is too large for a document: enough to see what it is. */
const mostDumpedOfLarge = 256 * 1024;

export interface RenderTools {
  readonly renderYaml: typeof renderYaml;
  readonly renderHex: typeof renderHex;
  readonly l10n: Localization;
}

/**
 * A value as a document: text and JSON as they are stored, byte for byte; an object of Kubernetes as YAML; all else as a
 * hex dump whose first line says what it is.
 */
export function renderValue(decoded: DecodedValue, tools: RenderTools): RenderedValue {
  const { format, kind, atRest, value } = decoded;
  const about = {
    format,
    isEditable: isEditable(decoded),
    ...(kind !== undefined && { kind }),
    ...(atRest && { atRest }),
  };
  if (about.isEditable) {
    return { ...about, content: value, ...(format === 'json' && { language: 'json' }) };
  }
  if (value.length > mostShown) {
    return { ...about, content: bytesFromText(dump(decoded, tools, mostDumpedOfLarge)), language: 'plaintext' };
  }
  if (format === 'yaml') {
    return { ...about, content: value, language: 'yaml' };
  }
  if (decoded.object !== undefined && isKubernetesObject(decoded)) {
    return { ...about, content: bytesFromText(objectAsYaml(decoded, tools)), language: 'yaml' };
  }
  return { ...about, content: bytesFromText(dump(decoded, tools, mostDumped)), language: 'plaintext' };
}

function objectAsYaml(decoded: DecodedValue, { renderYaml, l10n }: RenderTools): string {
  const notice = decoded.problem
    ? `# ${l10n.t('A part of this value cannot be decoded. The end of this document says which.')}\n`
    : '';
  return notice + renderYaml(decoded);
}

function dump(decoded: DecodedValue, { renderHex, renderYaml, l10n }: RenderTools, limit: number): string {
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
  return `${parts.join(' ')}\n\n${fields}${renderHex(value, { limit })}`;
}

function titleOf({ format, kind, atRest, value }: DecodedValue, l10n: Localization): string {
  if (value.length > mostShown) {
    return l10n.t('This value is too large for a document, so this is a hex dump of its beginning.');
  }
  switch (format) {
    case 'encrypted':
      return atRest
        ? l10n.t('A value encrypted at rest by {provider} {version} with the key {key}, as a hex dump.', {
            provider: atRest.provider,
            version: atRest.version,
            key: JSON.stringify(atRest.keyName),
          })
        : l10n.t('A value encrypted at rest, as a hex dump.');
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
