import { bytesFromText, equalBytes, textFromBytes } from '../../base/bytes';
import type { AtRestNames } from './atRestEnvelope';
import type { EnvelopeProblem } from './envelopePart';

/** Reserved for encrypted values: `identity` refuses to read what begins so (k8s.io/apiserver, encrypt/identity). */
export const atRestPrefix = bytesFromText('k8s:enc:');

const colon = 0x3a;
/** Bytes. Names of providers and versions are words; a key's name has no limit of its own, so this one is ours. */
const mostWord = 64;
const mostKeyName = 1024;
const word = /^[!-~]+$/;
const printable = /^[ -~]*$/;

/** Where each name of an encrypted value ends; all end at the same place behind a problem. */
export interface NamePlaces extends AtRestNames {
  readonly providerEnd: number;
  readonly versionEnd: number;
  readonly keyNameEnd: number;
  /** Behind the last colon. */
  readonly bodyStart: number;
  readonly problem?: EnvelopeProblem;
}

/** Whether the API server takes the value for an encrypted one. */
export function isEncryptedAtRest(value: Uint8Array): boolean {
  return beginsWith(value, atRestPrefix);
}

/** As `startsWithBytes`, without a view and a call into the runtime: for short prefixes of very many values. */
export function beginsWith(value: Uint8Array, prefix: Uint8Array): boolean {
  for (let at = 0; at < prefix.length; at++) {
    if (value[at] !== prefix[at]) {
      return false;
    }
  }
  return true;
}

/**
 * The names before an encrypted value's body; undefined for a value that is not encrypted.
 *
 * @param knownNames key names to look for before the next colon is taken for the end of the name: a key's name may hold
 *   colons itself, and only the configuration tells.
 */
export function readAtRestNames(value: Uint8Array, knownNames: readonly Uint8Array[] = []): NamePlaces | undefined {
  if (!isEncryptedAtRest(value)) {
    return undefined;
  }
  const provider = readWord(value, atRestPrefix.length);
  if (provider === undefined) {
    return unreadable(atRestPrefix.length, {});
  }
  const version = readWord(value, provider.end + 1);
  if (version === undefined) {
    return unreadable(provider.end + 1, { provider });
  }
  const start = version.end + 1;
  const known = longestNameAt(value, start, knownNames);
  const end = known ?? colonAfter(value, start, mostKeyName);
  const keyName = end < 0 ? undefined : readableText(value, start, end);
  if (keyName === undefined) {
    return { ...unreadable(start, { provider, version }), problem: { code: 'badKeyName', offset: start } };
  }
  return {
    provider: provider.text,
    version: version.text,
    keyName,
    providerEnd: provider.end,
    versionEnd: version.end,
    keyNameEnd: end,
    bodyStart: end + 1,
  };
}

interface Word {
  readonly text: string;
  readonly end: number;
}

function readWord(value: Uint8Array, start: number): Word | undefined {
  const end = colonAfter(value, start, mostWord);
  const text = end < 0 ? '' : readableText(value, start, end);
  return text !== undefined && word.test(text) ? { text, end } : undefined;
}

/** The place of the first colon within `most` bytes from `start`, or -1. Names are short: no call is as quick as a look. */
function colonAfter(value: Uint8Array, start: number, most: number): number {
  const end = Math.min(value.length, start + most + 1);
  for (let at = start; at < end; at++) {
    if (value[at] === colon) {
      return at;
    }
  }
  return -1;
}

/** Undefined for what is no UTF-8. */
function readableText(value: Uint8Array, start: number, end: number): string | undefined {
  const text = Buffer.from(value.buffer, value.byteOffset + start, end - start).toString('latin1');
  return printable.test(text) ? text : textFromBytes(value.subarray(start, end));
}

/** The end of the longest of the names that stands at `start` with a colon behind it. */
function longestNameAt(value: Uint8Array, start: number, names: readonly Uint8Array[]): number | undefined {
  let longest: number | undefined;
  for (const name of names) {
    const end = start + name.length;
    if (value[end] === colon && equalBytes(value.subarray(start, end), name) && end > (longest ?? -1)) {
      longest = end;
    }
  }
  return longest;
}

function unreadable(offset: number, { provider, version }: { provider?: Word; version?: Word }): NamePlaces {
  return {
    provider: provider?.text ?? '',
    version: version?.text ?? '',
    keyName: '',
    providerEnd: provider?.end ?? offset,
    versionEnd: version?.end ?? offset,
    keyNameEnd: offset,
    bodyStart: offset,
    problem: { code: 'badPrefix', offset },
  };
}
