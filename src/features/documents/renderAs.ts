/** A value in another form than the one that suits it best: for reading only. */
import { bytesFromText, textFromBytes } from '../../core/base/bytes';
import type { DecodedValue, JsonObject, JsonValue } from '../../core/kubernetes';
import { isJsonObject } from '../../core/kubernetes/json';
import { readStructure } from '../../core/kubernetes/protobuf/structure';
import { structureLines } from '../../core/kubernetes/render/renderStructure';
import type { DocumentFormat } from '../../host/keyUri';
import { mostShown, type ObjectForm } from './documentFormat';
import type { RenderedValue } from './loadedDocument';
import { aboutValue, type RenderTools, renderObject } from './renderValue';
import { isSecret } from './secretDocument';

/** Bytes of a hex dump, whose text is five times as long. */
const mostDumped = 1024 * 1024;
/** Bytes of one value of a Secret that is no text. */
const mostDumpedOfSecret = 16 * 1024;
/** `k8s\0`, before the envelope. */
const magicLength = 4;

/** The forms that a value has. */
export function formatsOf(decoded: DecodedValue): readonly DocumentFormat[] {
  const { format, object, value } = decoded;
  const isObject = object !== undefined && value.length <= mostShown;
  return [
    ...(isObject ? (['yaml', 'json'] as const) : []),
    'hex',
    ...(format === 'kubernetes-protobuf' || format === 'protobuf' ? (['structure'] as const) : []),
    ...(isObject && isSecret(decoded) ? (['decoded'] as const) : []),
  ];
}

/** Of a form that the value has not, because it was another value when the document was opened, the bytes. */
export function renderAs(
  decoded: DecodedValue,
  format: DocumentFormat,
  form: ObjectForm,
  tools: RenderTools,
): RenderedValue {
  const about = aboutValue(decoded, false);
  switch (formatsOf(decoded).includes(format) ? format : 'hex') {
    case 'yaml':
    case 'json':
      return { ...about, ...renderObject(decoded, { ...form, language: format as 'yaml' | 'json' }, tools) };
    case 'decoded':
      return { ...about, content: bytesFromText(secretText(decoded, tools)), language: 'yaml' };
    case 'structure':
      return { ...about, content: bytesFromText(structureText(decoded, tools)), language: 'plaintext' };
    case 'hex':
      return { ...about, content: bytesFromText(hexText(decoded, tools)), language: 'plaintext' };
  }
}

function hexText({ value }: DecodedValue, { renderHex }: RenderTools): string {
  return renderHex(value, { limit: mostDumped });
}

function structureText({ format, value }: DecodedValue, { l10n }: RenderTools): string {
  const isEnveloped = format === 'kubernetes-protobuf';
  const { fields, problem } = readStructure(value, isEnveloped ? magicLength : 0, value.length);
  return [
    isEnveloped
      ? l10n.t(
          'The fields of this value behind its magic number, by number and wire type: the envelope (runtime.Unknown), and in its field 2 the object.',
        )
      : l10n.t('The fields of this value, by number and wire type.'),
    ...(problem
      ? [l10n.t('Not shown to the end: {problem} at byte {offset}.', { problem: problem.code, offset: problem.offset })]
      : []),
    '',
    ...structureLines(fields),
    '',
  ].join('\n');
}

/** What is in a Secret, by name: text as text, all else as a dump. */
function secretText(decoded: DecodedValue, { renderYaml, renderHex, l10n }: RenderTools): string {
  const data = isJsonObject(decoded.object) && isJsonObject(decoded.object.data) ? decoded.object.data : {};
  const readable: JsonObject = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, readableData(value, renderHex)]),
  );
  const title = l10n.t('The data of this Secret, decoded from base64. For reading only.');
  // The writer of objects writes any mapping; what belongs to the Secret's value stays out.
  return `# ${title}\n${renderYaml({ format: 'json', object: readable, value: decoded.value })}`;
}

function readableData(value: JsonValue, renderHex: RenderTools['renderHex']): JsonValue {
  if (typeof value !== 'string') {
    return value;
  }
  const bytes = new Uint8Array(Buffer.from(value, 'base64'));
  return textFromBytes(bytes) ?? renderHex(bytes, { limit: mostDumpedOfSecret });
}
