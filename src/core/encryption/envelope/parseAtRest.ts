import { bytesFromText } from '../../base/bytes';
import type { AtRestEnvelope, AtRestNames } from './atRestEnvelope';
import { atRestPrefix, type NamePlaces, readAtRestNames } from './atRestNames';
import { dekSourceTypes, type EncryptedObject, readEncryptedObject } from './encryptedObject';
import type { EnvelopePart, EnvelopePartName, EnvelopeProblem } from './envelopePart';
import {
  aesBlockLength,
  gcmNonceLength,
  gcmTagLength,
  infoLength,
  secretboxNonceLength,
  secretboxTagLength,
} from './layout';

export interface ParseAtRestOptions {
  /** Key names of the configuration in use: without them a name ends at its first colon, although it may hold some. */
  readonly keyNames?: readonly string[];
}

const knownFormats: ReadonlySet<string> = new Set(['aescbc:v1', 'aesgcm:v1', 'secretbox:v1', 'kms:v1', 'kms:v2']);

/** Whether the layout behind the names is known here. */
export function isKnownFormat({ provider, version }: Pick<AtRestNames, 'provider' | 'version'>): boolean {
  return knownFormats.has(`${provider}:${version}`);
}

interface Body {
  /** Made only when they are asked for: an audit looks at many envelopes and at no part. */
  readonly parts: () => readonly EnvelopePart[];
  readonly encryptedObject?: EncryptedObject;
  readonly problem?: EnvelopeProblem;
}

/**
 * The envelope of a value encrypted at rest: names, and which byte is what. Undefined for a value that is not encrypted,
 * that is, does not begin with `k8s:enc:`. Never throws: what is wrong with an envelope is in its `problem`.
 *
 * Layouts: k8s.io/apiserver, pkg/storage/value/encrypt.
 */
export function parseAtRest(value: Uint8Array, { keyNames = [] }: ParseAtRestOptions = {}): AtRestEnvelope | undefined {
  const read = readEnvelope(value, keyNames.map(bytesFromText));
  if (read === undefined) {
    return undefined;
  }
  const { names, body } = read;
  const { provider, version, keyName, bodyStart } = names;
  return {
    provider,
    version,
    keyName,
    bodyStart,
    parts: [...partsOfNames(names), ...body.parts()],
    ...(body.encryptedObject && { encryptedObject: body.encryptedObject }),
    ...(body.problem && { problem: body.problem }),
  };
}

export interface ReadEnvelope {
  readonly names: NamePlaces;
  readonly body: Body;
}

/** What {@link parseAtRest} tells, but for the places of the parts. */
export function readEnvelope(value: Uint8Array, knownNames: readonly Uint8Array[]): ReadEnvelope | undefined {
  const names = readAtRestNames(value, knownNames);
  if (names === undefined) {
    return undefined;
  }
  const { problem, bodyStart } = names;
  return { names, body: problem ? { parts: () => rest(value, bodyStart), problem } : bodyOf(names, value) };
}

function partsOfNames({ providerEnd, versionEnd, keyNameEnd, bodyStart }: NamePlaces): readonly EnvelopePart[] {
  const start = atRestPrefix.length;
  const parts = partList([
    ['prefix', 0, start],
    ['provider', start, providerEnd],
    ['separator', providerEnd, Math.min(providerEnd + 1, bodyStart)],
    ['version', providerEnd + 1, versionEnd],
    ['separator', versionEnd, Math.min(versionEnd + 1, bodyStart)],
    ['keyName', versionEnd + 1, keyNameEnd],
    ['separator', keyNameEnd, bodyStart],
  ]);
  return parts;
}

function bodyOf({ provider, version, bodyStart }: NamePlaces, value: Uint8Array): Body {
  switch (`${provider}:${version}`) {
    case 'aescbc:v1':
      return blocks(value, bodyStart);
    case 'aesgcm:v1':
      return sealed(value, bodyStart, value.length);
    case 'secretbox:v1':
      return box(value, bodyStart);
    case 'kms:v1':
      return firstKms(value, bodyStart);
    case 'kms:v2':
      return secondKms(value, bodyStart);
    default:
      return { parts: () => rest(value, bodyStart) };
  }
}

function blocks(value: Uint8Array, start: number): Body {
  const length = value.length - start;
  if (length < 2 * aesBlockLength) {
    return tooShort(value, start);
  }
  const parts = () =>
    partList([
      ['iv', start, start + aesBlockLength],
      ['ciphertext', start + aesBlockLength, value.length],
    ]);
  const over = length % aesBlockLength;
  return { parts, ...(over > 0 && { problem: { code: 'partialBlock', offset: value.length - over } }) };
}

/** Nonce, ciphertext, tag: AES-GCM as Go's cipher.AEAD appends the tag. */
function sealed(value: Uint8Array, start: number, end: number): Body {
  if (end - start < gcmNonceLength + gcmTagLength) {
    return tooShort(value, start);
  }
  const parts = () =>
    partList([
      ['nonce', start, start + gcmNonceLength],
      ['ciphertext', start + gcmNonceLength, end - gcmTagLength],
      ['tag', end - gcmTagLength, end],
    ]);
  return { parts };
}

/** Nonce, tag, ciphertext: NaCl's secretbox puts the tag first. */
function box(value: Uint8Array, start: number): Body {
  const tagStart = start + secretboxNonceLength;
  if (value.length < tagStart + secretboxTagLength) {
    return tooShort(value, start);
  }
  const parts = () =>
    partList([
      ['nonce', start, tagStart],
      ['tag', tagStart, tagStart + secretboxTagLength],
      ['ciphertext', tagStart + secretboxTagLength, value.length],
    ]);
  return { parts };
}

function firstKms(value: Uint8Array, start: number): Body {
  const [high, low] = [value[start], value[start + 1]];
  if (high === undefined || low === undefined) {
    return tooShort(value, start);
  }
  const dataStart = start + 2 + high * 256 + low;
  if (dataStart > value.length) {
    const parts = () =>
      partList([
        ['dekLength', start, start + 2],
        ['rest', start + 2, value.length],
      ]);
    return { parts, problem: { code: 'badLength', offset: start } };
  }
  const first = () =>
    partList([
      ['dekLength', start, start + 2],
      ['encryptedDek', start + 2, dataStart],
    ]);
  const length = value.length - dataStart;
  if (length % aesBlockLength === 0 && length >= 2 * aesBlockLength) {
    // Servers up to 1.24 wrote AES-CBC, newer ones AES-GCM: whole blocks may be either.
    return { parts: () => [...first(), { name: 'encryptedData', start: dataStart, end: value.length }] };
  }
  const data = sealed(value, dataStart, value.length);
  return { ...data, parts: () => [...first(), ...data.parts()] };
}

function secondKms(value: Uint8Array, start: number): Body {
  const { object, parts, problem } = readEncryptedObject(value, start);
  const { encryptedData, dekSourceType } = object;
  const dataStart = encryptedData.byteOffset - value.byteOffset;
  const isSeed = dekSourceType === dekSourceTypes.hkdfSha256ExtendedNonceSeed;
  const infoEnd = dataStart + (isSeed ? infoLength : 0);
  const dataEnd = dataStart + encryptedData.length;
  const data = encryptedData.length === 0 ? undefined : sealed(value, infoEnd, dataEnd);
  const isWhole = data && data.problem === undefined && problem?.code !== 'unknownDekSourceType';
  const inner = () => [...partList([['info', dataStart, infoEnd]]), ...(data?.parts() ?? [])];
  return {
    encryptedObject: object,
    // Of data that came twice only the last counts, and only it is taken apart.
    parts: () =>
      parts.flatMap(part => (isWhole && part.name === 'ciphertext' && part.start === dataStart ? inner() : [part])),
    ...(problem ? { problem } : data?.problem && { problem: { code: data.problem.code, offset: dataStart } }),
  };
}

function tooShort(value: Uint8Array, start: number): Body {
  return { parts: () => rest(value, start), problem: { code: 'shortBody', offset: start } };
}

function rest(value: Uint8Array, start: number): readonly EnvelopePart[] {
  return partList([['rest', start, value.length]]);
}

/** Those that are not empty. */
function partList(parts: readonly (readonly [EnvelopePartName, number, number])[]): EnvelopePart[] {
  return parts.flatMap(([name, start, end]) => (end > start ? [{ name, start, end }] : []));
}
