import { bytesFromText } from '../../base/bytes';
import { checkCborNumbers } from '../cbor/checkCborNumbers';
import { editCbor } from '../cbor/editCbor';
import type { DecodedValue, ValueFormat } from '../decodedValue';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { describeRegistryKey } from '../registryPath';
import { renderJson, renderYaml } from '../render/renderValue';
import { findKind } from '../schema/schema';
import { checkFields, objectNode } from './checkFields';
import { checkPlace, placeOfKey, readTypeMeta } from './checkIdentity';
import { equalJson } from './equalJson';
import { mergeMessage } from './mergeMessage';
import { metadataOnly } from './objectTypes';
import { ProblemList } from './problemList';
import { readObject } from './readObject';
import { type EditLanguage, readText } from './readText';
import { replaceMessage } from './storedEnvelope';
import { editStoredJson, editStoredYaml } from './storedText';
import { entryOf, type MapNode, type TextNode, valueOfNode } from './textNode';

const editableFormats = new Set<ValueFormat>(['kubernetes-protobuf', 'json', 'yaml', 'cbor']);

export interface EditOptions {
  /** The text came from a rendering without `metadata.managedFields`: where it has none, they stay as they are. */
  readonly hideManagedFields?: boolean;
  /** Where the value is stored: the object's name and namespace may become those of the key, where they differ. */
  readonly key?: Uint8Array;
}

/**
 * The bytes of a value after its text was edited, in the format in which it is stored. Text that says what the value says
 * gives the value itself. Fields that were not changed keep their bytes and their order, unknown ones too; those of a list's
 * element follow the element. `metadata.resourceVersion` stays what it was, absent: Kubernetes never stores it.
 *
 * @param decoded what `decodeValue` made of the stored value.
 * @param text the edited text: YAML as the API server reads it, or JSON.
 * @throws {EditError} with every problem of the text and its place; also where the stored value cannot be written.
 */
export function encodeEdit(
  decoded: DecodedValue,
  text: string,
  language: EditLanguage,
  options: EditOptions = {},
): Uint8Array {
  const render = language === 'json' ? renderJson : renderYaml;
  if (text === render(decoded, options)) {
    return decoded.value;
  }
  const problems: ProblemList = new ProblemList(text);
  const { format } = decoded;
  const object = decoded.object ?? largeYaml(decoded);
  if (object === undefined || !editableFormats.has(format)) {
    problems.fail('notEditable', { start: 0, end: 0 });
  }
  const node = readText(text, language, problems);
  if (format === 'kubernetes-protobuf' && isJsonObject(object)) {
    return editMessage(decoded, object, objectNode(node, problems), options, problems);
  }
  return editDocument(decoded, object, node, options, problems);
}

/** The object of a stored text that `decodeValue` finds too large to read on the way. */
function largeYaml({ format, text }: DecodedValue): JsonValue | undefined {
  return format === 'yaml' && text !== undefined
    ? valueOfNode(readText(text, 'yaml', new ProblemList(text)))
    : undefined;
}

function editMessage(
  { value, envelope, apiVersion = '', kind = '' }: DecodedValue,
  before: JsonObject,
  node: MapNode,
  options: EditOptions,
  problems: ProblemList,
): Uint8Array {
  checkType(node, { apiVersion, kind }, problems);
  checkPlaces(node, before, options, problems);
  const type = findKind(apiVersion, kind) ?? metadataOnly();
  const read = readObject(type, node, before, problems);
  problems.throwIfAny();
  const after = withStoredMetadata(read, before, options);
  const { start, end } = envelope ?? { start: value.length, end: value.length };
  const { apiVersion: _version, kind: _kind, ...fields } = before;
  return equalJson(fields, after) ? value : replaceMessage(value, mergeMessage(type, value, start, end, before, after));
}

/** Of a format that says by itself what each value is: names and types are in it. */
function editDocument(
  { format, text: stored = '', apiVersion, kind, value }: DecodedValue,
  before: JsonValue,
  node: TextNode,
  options: EditOptions,
  problems: ProblemList,
): Uint8Array {
  let after = valueOfNode(node);
  if (isJsonObject(before) && apiVersion !== undefined && kind !== undefined) {
    const object = objectNode(node, problems);
    checkType(object, { apiVersion, kind, mayChangeVersion: true }, problems);
    checkPlaces(object, before, options, problems);
    checkFields(object, { apiVersion, kind }, before, problems);
    after = withStoredMetadata(after as JsonObject, before, options);
  }
  if (format === 'cbor') {
    checkCborNumbers(node, problems);
  }
  problems.throwIfAny();
  if (equalJson(before, after)) {
    return value;
  }
  if (format === 'cbor') {
    return editCbor(value, before, after);
  }
  return bytesFromText(format === 'json' ? editStoredJson(stored, after) : editStoredYaml(stored, before, after));
}

function checkType(
  node: MapNode,
  stored: { readonly apiVersion: string; readonly kind: string; readonly mayChangeVersion?: boolean },
  problems: ProblemList,
): void {
  const given = readTypeMeta(node, problems);
  if (given && given.kind !== stored.kind) {
    problems.add('kindChanged', entryOf(node, 'kind')?.value ?? node, { name: 'kind' });
  }
  // Only the group says whose object it is; but the fields of a message belong to one version.
  const isSame = stored.mayChangeVersion
    ? groupOf(given?.apiVersion) === groupOf(stored.apiVersion)
    : given?.apiVersion === stored.apiVersion;
  if (given && !isSame) {
    problems.add('apiVersionChanged', entryOf(node, 'apiVersion')?.value ?? node, { name: 'apiVersion' });
  }
}

function groupOf(apiVersion: string | undefined): string {
  return apiVersion?.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

function checkPlaces(node: MapNode, before: JsonObject, { key }: EditOptions, problems: ProblemList): void {
  const metadata = isJsonObject(before.metadata) ? before.metadata : {};
  const [name, namespace] = [metadata.name, metadata.namespace].map(text =>
    typeof text === 'string' ? text : undefined,
  );
  const ofKey = key && placeOfKey(describeRegistryKey(key));
  checkPlace(node, [{ name, namespace }, ...(ofKey ? [ofKey] : [])], problems);
}

/** Sets what a text cannot change: the resourceVersion, and managedFields that it did not show. */
function withStoredMetadata(after: JsonObject, before: JsonObject, { hideManagedFields }: EditOptions): JsonObject {
  const stored = isJsonObject(before.metadata) ? before.metadata : {};
  if (!isJsonObject(after.metadata)) {
    return after;
  }
  const { resourceVersion: _given, ...metadata } = after.metadata;
  return {
    ...after,
    metadata: {
      ...metadata,
      ...(stored.resourceVersion !== undefined && { resourceVersion: stored.resourceVersion }),
      ...(hideManagedFields &&
        metadata.managedFields === undefined &&
        stored.managedFields !== undefined && { managedFields: stored.managedFields }),
    },
  };
}
