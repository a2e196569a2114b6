import { bytesFromText, startsWithBytes, textFromBytes } from '../base/bytes';
import { readCbor, selfDescribedCbor } from './cbor/readCbor';
import type { AtRestPrefix, DecodedValue } from './decodedValue';
import { isJsonObject, type JsonObject, type JsonValue } from './json';
import { parseJson } from './parseJson';
import { parseStoredYaml } from './parseStoredYaml';
import { problemOf } from './problem';
import { decodeMessage, decodeMetadata } from './protobuf/decodeMessage';
import { type Envelope, hasEnvelope, readEnvelope, readerOfMessage } from './protobuf/envelope';
import { readStructure } from './protobuf/structure';
import { WireReader } from './protobuf/wireReader';
import { findKind } from './schema/schema';

const atRestMagic = bytesFromText('k8s:enc:');
/** Bytes in which the names of an encrypted value's prefix must end. */
const mostAtRestPrefix = 1024;
/** Bytes. etcd takes 1.5 MiB a request unless told otherwise; what is far larger is not opened as a document. */
const mostDecoded = 32 * 1024 * 1024;
/** Text that means to be JSON; a mere bracket may open anything. */
const beginsAnObject = /^\s*\{\s*"/;
/** What a text never has: control characters other than tab and line ends. */
const controlCharacters = /[^\P{Cc}\t\n\r\u0085]/u;

/**
 * What a value is, and the object that it holds. Never throws: what is wrong with a value is in `problem`.
 *
 * @param _key the value's key. Formats are told apart by the bytes alone; the key is what decryption will need.
 */
export function decodeValue(_key: Uint8Array, value: Uint8Array): DecodedValue {
  if (value.length > mostDecoded) {
    return { format: 'binary', value, problem: { code: 'tooLarge', offset: mostDecoded } };
  }
  if (hasEnvelope(value)) {
    return decodeEnveloped(value);
  }
  if (startsWithBytes(value, atRestMagic)) {
    return decodeEncrypted(value);
  }
  if (startsWithBytes(value, selfDescribedCbor)) {
    return decodeCbor(value);
  }
  const text = textFromBytes(value);
  return text === undefined || controlCharacters.test(text) ? decodeBinary(value) : decodeText(value, text);
}

/**
 * The metadata of an object of Kubernetes, without its managedFields, at a fraction of a full decode. Undefined where
 * the value holds none that can be read.
 */
export function decodeValueMetadata(value: Uint8Array): JsonObject | undefined {
  try {
    if (hasEnvelope(value)) {
      return decodeMetadata(readerOfMessage(value));
    }
  } catch {
    return undefined;
  }
  const { object } = decodeValue(value, value);
  const metadata = isJsonObject(object) ? object.metadata : undefined;
  return isJsonObject(metadata) ? metadata : undefined;
}

function decodeEnveloped(value: Uint8Array): DecodedValue {
  const format = 'kubernetes-protobuf';
  let envelope: Envelope | undefined;
  try {
    envelope = readEnvelope(value);
    const { apiVersion, kind, start, end } = envelope;
    const type = findKind(apiVersion, kind);
    if (type === undefined) {
      return { format, value, envelope, apiVersion, kind, ...decodeUnknownKind(value, envelope) };
    }
    const { object, unknownFields, problem } = decodeMessage(type, value, start, end);
    return {
      format,
      value,
      envelope,
      apiVersion,
      kind,
      object: { apiVersion, kind, ...object },
      ...(unknownFields.length > 0 && { unknownFields }),
      ...(problem && { problem }),
    };
  } catch (error) {
    const known = envelope && { envelope, apiVersion: envelope.apiVersion, kind: envelope.kind };
    return { format, value, ...known, problem: problemOf(error) };
  }
}

/** `metadata` is field 1 of every object kind (the convention of Kubernetes' API), the rest stays numbers. */
function decodeUnknownKind(value: Uint8Array, { apiVersion, kind, start, end }: Envelope): Partial<DecodedValue> {
  const { fields, problem } = readStructure(value, start, end);
  const metadata = metadataWithin(value, start, end);
  return {
    object: { apiVersion, kind, ...(metadata && { metadata }) },
    structure: metadata ? fields.filter(field => field.number !== 1) : fields,
    ...(problem && { problem }),
  };
}

function metadataWithin(value: Uint8Array, start: number, end: number): JsonObject | undefined {
  try {
    return decodeMetadata(new WireReader(value, start, end), { managedFields: true });
  } catch {
    // An unknown kind may be laid out in a way of its own; then its field 1 is shown as the others are.
    return undefined;
  }
}

/** `k8s:enc:<provider>:<version>:<key name>:`. */
function decodeEncrypted(value: Uint8Array): DecodedValue {
  const text = Buffer.from(value.subarray(atRestMagic.length, mostAtRestPrefix)).toString('latin1');
  const [, provider, version, keyName] = /^([^:]+):([^:]+):([^:]*):/.exec(text) ?? [];
  if (provider === undefined || version === undefined || keyName === undefined) {
    return { format: 'encrypted', value, problem: { code: 'badEnvelope', offset: atRestMagic.length } };
  }
  const atRest: AtRestPrefix = { provider, version, keyName };
  return { format: 'encrypted', value, atRest };
}

function decodeCbor(value: Uint8Array): DecodedValue {
  const format = 'cbor';
  try {
    return { format, value, ...asObject(readCbor(value)) };
  } catch (error) {
    return { format, value, problem: problemOf(error) };
  }
}

function decodeText(value: Uint8Array, text: string): DecodedValue {
  if (/^\s*[{[]/.test(text)) {
    try {
      return { format: 'json', value, text, ...asObject(parseJson(text)) };
    } catch (error) {
      const { code, offset } = problemOf(error);
      return beginsAnObject.test(text)
        ? { format: 'text', value, text, problem: { code, offset: Buffer.byteLength(text.slice(0, offset)) } }
        : { format: 'text', value, text };
    }
  }
  const stored = parseStoredYaml(text);
  return stored === undefined ? { format: 'text', value, text } : { format: 'yaml', value, text, ...stored };
}

function asObject(object: JsonValue): Partial<DecodedValue> {
  const { apiVersion, kind } = isJsonObject(object) ? object : {};
  return {
    object,
    ...(typeof apiVersion === 'string' && { apiVersion }),
    ...(typeof kind === 'string' && { kind }),
  };
}

function decodeBinary(value: Uint8Array): DecodedValue {
  const { fields, problem } = readStructure(value, 0, value.length);
  return problem === undefined ? { format: 'protobuf', value, structure: fields } : { format: 'binary', value };
}
