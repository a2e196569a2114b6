import type { DecodedValue } from '../decodedValue';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import type { UnknownField } from '../protobuf/decodeMessage';
import { readStructure } from '../protobuf/structure';
import { renderHex } from './renderHex';
import { structureLines } from './renderStructure';
import { writeJson } from './writeJson';
import { writeYaml } from './writeYaml';

export interface RenderOptions {
  /** Leaves out `metadata.managedFields`, which are longer than the rest of most objects. */
  readonly hideManagedFields?: boolean;
}

/**
 * The value as a YAML document. Whatever is not part of the object — fields without a name, what is wrong, the bytes of a
 * value that holds no object — stands in comments, so that the text is always YAML. A text that is no object is itself.
 */
export function renderYaml(decoded: DecodedValue, options: RenderOptions = {}): string {
  const { object, text } = decoded;
  if (object === undefined && text !== undefined) {
    return text;
  }
  const notes = [...problemNotes(decoded), ...nameless(decoded)];
  if (object === undefined && decoded.structure === undefined) {
    notes.push(...renderHex(decoded.value).trimEnd().split('\n'));
  }
  const comments = notes.map(note => (note === '' ? '#\n' : `# ${note}\n`)).join('');
  return object === undefined ? comments : writeYaml(shown(object, options)) + comments;
}

/**
 * The value as a JSON document: the object alone, since JSON has no comments. Without an object, what {@link renderYaml}
 * gives.
 */
export function renderJson(decoded: DecodedValue, options: RenderOptions = {}): string {
  return decoded.object === undefined ? renderYaml(decoded, options) : writeJson(shown(decoded.object, options));
}

function shown(object: JsonValue, { hideManagedFields = false }: RenderOptions): JsonValue {
  if (!hideManagedFields || !isJsonObject(object) || !isJsonObject(object.metadata)) {
    return object;
  }
  const { managedFields: _hidden, ...metadata } = object.metadata;
  return { ...object, metadata } satisfies JsonObject;
}

function problemNotes({ problem, object, atRest }: DecodedValue): string[] {
  if (problem) {
    const part = object === undefined ? 'This value cannot be decoded' : 'A part of this value cannot be decoded';
    return [`${part}: ${problem.code} at byte ${problem.offset}.`];
  }
  if (atRest) {
    const { provider, version, keyName } = atRest;
    return [`Encrypted at rest: provider ${provider}, version ${version}, key ${JSON.stringify(keyName)}.`];
  }
  return [];
}

function nameless({ object, structure, unknownFields, value }: DecodedValue): string[] {
  if (structure !== undefined && structure.length > 0) {
    const what =
      object === undefined
        ? 'Protobuf fields, by number and wire type; their names are unknown.'
        : 'This kind is unknown here: its fields beside metadata, by number and wire type.';
    return [what, ...structureLines(structure)];
  }
  return unknownFields === undefined
    ? []
    : [
        'Fields that are unknown here, by place, number and wire type. A newer Kubernetes may have written them.',
      ].concat(unknownFields.flatMap(field => unknownLines(field, value)));
}

function unknownLines({ path, start, end }: UnknownField, value: Uint8Array): string[] {
  return [path === '' ? '(object)' : path, ...structureLines(readStructure(value, start, end).fields, '  ')];
}
