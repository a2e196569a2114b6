import { EtcdscopeError } from '../base/errors';
import { throwIfAborted } from '../base/limiter';
import { openAesCbc, openAesGcm } from './ciphers/aes';
import type { OpenFailure, OpenResult } from './ciphers/openResult';
import { openSecretbox } from './ciphers/secretbox';
import type { EncryptionConfiguration } from './configuration/encryptionConfiguration';
import { type GroupResource, groupResourceFrom } from './configuration/groupResource';
import type { AtRestNames } from './envelope/atRestEnvelope';
import { isEncryptedAtRest, readAtRestNames } from './envelope/atRestNames';
import type { EnvelopeProblem } from './envelope/envelopePart';
import { isKnownFormat, parseAtRest } from './envelope/parseAtRest';
import { type Candidate, candidatesFor, keysOfResource, type LocalCandidate, type ResourceKeys } from './keyCandidates';
import { type KmsDecrypt, openKms } from './kmsDecrypt';
import { looksStored } from './looksStored';
import { resourceOfShape } from './registryResource';

export interface DecryptOptions {
  /** What the value's key holds, where the caller knows better than the key's shape tells. */
  readonly resource?: GroupResource;
  /** Without it, values under a plugin's key stay closed. */
  readonly kmsDecrypt?: KmsDecrypt;
  readonly signal?: AbortSignal;
}

export interface DecryptedValue {
  readonly plaintext: Uint8Array;
  /** `identity` for a value that is not encrypted. */
  readonly provider: string;
  readonly version: string;
  readonly keyName: string;
  /** Whether a tag proved key and bytes. AES-CBC has none: there a wrong key may pass for the right one. */
  readonly authenticated: boolean;
  /** Whether the plaintext begins as what an API server stores: the only hint there is where nothing is authenticated. */
  readonly looksStored: boolean;
  /** Whether the API server would write the value otherwise now, that is, under the first provider and key. */
  readonly isStale: boolean;
}

/**
 * Decrypts a value with the keys of a configuration: those of the key's own resource first, in the API server's order,
 * then those of all other entries, which the API server would not try.
 *
 * @param key the full etcd key: AES-GCM and kms authenticate it, so that a value copied to another key does not open.
 * @throws EtcdscopeError, with facts `provider`, `version` and `keyName`:
 *   `encryption.malformed` with `reason` (the code of an envelope's problem) and `offset`;
 *   `encryption.unknownProvider`;
 *   `encryption.keyMissing` where the configuration has no key of that name;
 *   `encryption.decryptionFailed` with `reason` (`badTag`, `badPadding`) and `tried`, the number of keys of that name;
 *   `encryption.kmsRequired`, `encryption.kmsFailed`; `cancelled`.
 */
export async function decryptAtRest(
  key: Uint8Array,
  value: Uint8Array,
  configuration: EncryptionConfiguration,
  options: DecryptOptions = {},
): Promise<DecryptedValue> {
  throwIfAborted(options.signal);
  const own = keysOfResource(configuration, options.resource ?? resourceOfShape(key) ?? noResource);
  if (!isEncryptedAtRest(value)) {
    return plainValue(value, own);
  }
  const candidates = candidatesFor(own.candidates, value);
  const opened =
    (await openWith(candidates, key, value, options)) ??
    (await openWith(candidatesFor(otherCandidates(configuration, own), value), key, value, options));
  if (opened === undefined) {
    throw notOpened(value);
  }
  const { candidate, result, tried } = opened;
  const { kind: provider, version, name: keyName } = candidate;
  if ('failure' in result) {
    throw notDecrypted(value, { provider, version, keyName }, result.failure, tried);
  }
  const { plaintext, authenticated } = result;
  const isStale = !candidates.includes(candidate) || !candidate.isFirst;
  return { plaintext, provider, version, keyName, authenticated, looksStored: looksStored(plaintext), isStale };
}

/** Decrypts under a key that is known already; never a plugin's. */
export function openLocally({ kind, key }: LocalCandidate, etcdKey: Uint8Array, body: Uint8Array): OpenResult {
  switch (kind) {
    case 'aescbc':
      return openAesCbc(key.secret(), body);
    case 'aesgcm':
      return openAesGcm(key.secret(), body, etcdKey);
    case 'secretbox':
      return openSecretbox(key.secret(), body);
  }
}

const noResource: GroupResource = { resource: '', group: '' };

function plainValue(value: Uint8Array, { writesPlain }: ResourceKeys): DecryptedValue {
  return {
    plaintext: value,
    provider: 'identity',
    version: '',
    keyName: '',
    authenticated: false,
    looksStored: looksStored(value),
    isStale: !writesPlain,
  };
}

function otherCandidates(configuration: EncryptionConfiguration, own: ResourceKeys): readonly Candidate[] {
  const all = configuration.entries.flatMap(({ resources: [first] }) =>
    first === undefined ? [] : keysOfResource(configuration, groupResourceFrom(first)).candidates,
  );
  const secrets = new Set(own.candidates.map(candidateId));
  return all.filter(candidate => !secrets.has(candidateId(candidate)));
}

function candidateId(candidate: Candidate): unknown {
  return candidate.kind === 'kms' ? candidate.provider : candidate.key;
}

interface Opened {
  readonly candidate: Candidate;
  readonly result: OpenResult;
  readonly tried: number;
}

/** The first that opens the value; else the first failure; undefined without any candidate. */
async function openWith(
  candidates: readonly Candidate[],
  key: Uint8Array,
  value: Uint8Array,
  options: DecryptOptions,
): Promise<Opened | undefined> {
  let failed: Opened | undefined;
  /** Opened, yet by a cipher that cannot tell a wrong key, and it looks like one. */
  let doubtful: Opened | undefined;
  for (const candidate of candidates) {
    const result = await open(candidate, key, value, options);
    const opened = { candidate, result, tried: candidates.length };
    if ('failure' in result) {
      failed ??= opened;
    } else if (result.authenticated || looksStored(result.plaintext) || candidates.length === 1) {
      return opened;
    } else {
      doubtful ??= opened;
    }
  }
  return doubtful ?? failed;
}

function open(
  candidate: Candidate,
  etcdKey: Uint8Array,
  value: Uint8Array,
  { kmsDecrypt, signal }: DecryptOptions,
): OpenResult | Promise<OpenResult> {
  const start = candidate.prefix.length;
  if (candidate.kind !== 'kms') {
    return openLocally(candidate, etcdKey, value.subarray(start));
  }
  const { provider } = candidate;
  if (!kmsDecrypt) {
    const { version, name: keyName, endpoint: socket } = provider;
    throw new EtcdscopeError('encryption.kmsRequired', { provider: 'kms', version, keyName, socket });
  }
  return openKms({ provider, value, start, etcdKey }, kmsDecrypt, signal);
}

function notDecrypted(value: Uint8Array, names: AtRestNames, failure: OpenFailure, tried: number): EtcdscopeError {
  const problem = parseAtRest(value, { keyNames: [names.keyName] })?.problem;
  const { provider, version, keyName } = names;
  return failure === 'badLength' && problem
    ? malformed(names, problem)
    : new EtcdscopeError('encryption.decryptionFailed', { provider, version, keyName, reason: failure, tried });
}

/** Why there was nothing to try. */
function notOpened(value: Uint8Array): EtcdscopeError {
  const names = readAtRestNames(value);
  const { provider = '', version = '', keyName = '', problem } = names ?? {};
  const facts = { provider, version, keyName };
  if (problem) {
    return malformed(facts, problem);
  }
  return new EtcdscopeError(isKnownFormat(facts) ? 'encryption.keyMissing' : 'encryption.unknownProvider', facts);
}

function malformed(
  { provider, version, keyName }: AtRestNames,
  { code: reason, offset }: EnvelopeProblem,
): EtcdscopeError {
  return new EtcdscopeError('encryption.malformed', { provider, version, keyName, reason, offset });
}
