import { bytesFromText } from '../../base/bytes';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { describeRegistryKey } from '../registryPath';
import { checkFields, objectNode } from './checkFields';
import { checkPlace, placeOfKey, readTypeMeta } from './checkIdentity';
import { encodeMessage } from './encodeMessage';
import { storedMessage } from './objectTypes';
import { ProblemList } from './problemList';
import { readObject } from './readObject';
import { type EditLanguage, readText } from './readText';
import { newEnvelope } from './storedEnvelope';
import { valueOfNode } from './textNode';
import { writeCompactJson } from './writeCompactJson';

/**
 * The bytes of a new object as the API server would store them: in protobuf for kinds of `k8s.io/api`, in JSON for custom
 * resources, their definitions and APIServices. `metadata.resourceVersion` is left out.
 *
 * @param key where it will be stored; where the key names an object, the text must name the same.
 * @throws {EditError} with every problem of the text and its place.
 */
export function encodeNew(key: Uint8Array, text: string, language: EditLanguage): Uint8Array {
  const problems: ProblemList = new ProblemList(text);
  const node = objectNode(readText(text, language, problems), problems);
  const typeMeta = readTypeMeta(node, problems);
  const place = placeOfKey(describeRegistryKey(key));
  checkPlace(node, place ? [place] : [], problems);
  if (typeMeta === undefined) {
    problems.throwIfAny();
    return problems.fail('missingKind', { start: 0, end: 0 });
  }
  const { apiVersion, kind } = typeMeta;
  const type = storedMessage(apiVersion, kind);
  if (type === undefined) {
    checkFields(node, typeMeta, undefined, problems);
    problems.throwIfAny();
    const object = withoutResourceVersion(valueOfNode(node) as JsonObject);
    return bytesFromText(`${writeCompactJson(sorted(object))}\n`);
  }
  const object = readObject(type, node, undefined, problems);
  problems.throwIfAny();
  return newEnvelope(apiVersion, kind, encodeMessage(type, withoutResourceVersion(object)));
}

function withoutResourceVersion(object: JsonObject): JsonObject {
  if (!isJsonObject(object.metadata)) {
    return object;
  }
  const { resourceVersion: _given, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The API server holds custom resources as maps, which Go writes sorted. */
function sorted(value: JsonValue): JsonValue {
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map(name => [name, sorted(value[name] as JsonValue)]),
    );
  }
  return Array.isArray(value) ? value.map(sorted) : value;
}
