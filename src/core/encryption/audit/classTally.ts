import type { KeyValue } from '../../base/keyValue';
import type { OpenResult } from '../ciphers/openResult';
import { openLocally } from '../decryptAtRest';
import type { ReadEnvelope } from '../envelope/parseAtRest';
import { type Candidate, candidatesFor, type ResourceKeys } from '../keyCandidates';
import { looksStored } from '../looksStored';
import { others, type ProviderCount, type UnreadableReason } from './auditReport';
import { BoundedMap } from './boundedMap';

/** How many values are decrypted to prove that keys fit: of each resource, provider and key the first ones, all, or none. */
export type Verification = 'sample' | 'all' | 'none';

/** Decrypting a few of each key tells a wrong secret; the time it takes does not show. */
const sampled = 32;
const mostKeyIds = 100;

interface KeyIdCount {
  readonly keyId: string;
  count: number;
  newestModRevision: bigint;
}

/** What is known of one value beside its class. */
export interface Judgement {
  readonly isStale?: boolean;
  /** Stale for no other reason than that the plugin has another key now. */
  readonly isUnderEarlierKey?: boolean;
  readonly unreadable?: UnreadableReason;
  /** Where the value was decrypted, or is in clear. */
  readonly plaintext?: Uint8Array;
}

/** Of what is encrypted: whether it can be read, and needs only to be rewritten. */
export function isMerelyStale({ isStale, unreadable }: Judgement): boolean {
  return isStale === true && unreadable === undefined;
}

/** Objects of one resource under one provider and key. */
export class ClassTally {
  count = 0;
  bytes = 0;
  stale = 0;
  merelyStale = 0;
  unreadable = 0;
  verified = 0;
  readonly keyIds = new BoundedMap<KeyIdCount>(
    mostKeyIds,
    keyId => ({ keyId, count: 0, newestModRevision: 0n }),
    others,
  );
  /** The configuration's keys that such a value may be under. */
  readonly candidates: readonly Candidate[];
  private failed = 0;

  /** @param currentKeyId of the key that the plugin of these values encrypts with now, where it told. */
  constructor(
    readonly names: { readonly provider: string; readonly version?: string; readonly keyName?: string },
    example: Uint8Array,
    private readonly keys: ResourceKeys | undefined,
    readonly currentKeyId?: string,
  ) {
    // `team` is a candidate for what stands under `team:a` as well, but does not open it.
    this.candidates = candidatesFor(keys?.candidates ?? [], example).filter(({ name }) => name === names.keyName);
  }

  add(
    { key, value, modRevision }: KeyValue,
    envelope: ReadEnvelope | undefined,
    proof: { readonly verify: Verification; readonly opened: OpenResult | undefined },
  ): Judgement {
    this.count++;
    this.bytes += value.length;
    const keyId = envelope?.body.encryptedObject?.keyId;
    if (keyId !== undefined) {
      const known = this.keyIds.get(keyId);
      known.count++;
      known.newestModRevision = modRevision > known.newestModRevision ? modRevision : known.newestModRevision;
    }
    const judgement = envelope ? this.judge(key, value, envelope, proof) : this.judgePlain(value);
    this.stale += judgement.isStale ? 1 : 0;
    this.merelyStale += envelope && isMerelyStale(judgement) ? 1 : 0;
    this.unreadable += judgement.unreadable ? 1 : 0;
    return judgement;
  }

  report(hasConfiguration: boolean): ProviderCount {
    const { names, count, bytes, stale, merelyStale, unreadable, verified } = this;
    const keyIds = this.keyIds.values().toSorted((a, b) => b.count - a.count);
    return {
      ...names,
      count,
      bytes,
      ...(hasConfiguration && { stale, merelyStale, unreadable }),
      ...(this.candidates.length > 0 && { verified }),
      ...(keyIds.length > 0 && { keyIds: keyIds.map(each => ({ ...each })) }),
    };
  }

  private judgePlain(plaintext: Uint8Array): Judgement {
    if (!this.keys) {
      return { plaintext };
    }
    const { writesPlain, hasIdentity } = this.keys;
    return { plaintext, isStale: !writesPlain, ...(!hasIdentity && { unreadable: 'noIdentity' }) };
  }

  private judge(
    key: Uint8Array,
    value: Uint8Array,
    envelope: ReadEnvelope,
    { verify, opened }: Parameters<ClassTally['add']>[2],
  ): Judgement {
    if (!this.keys) {
      return envelope.body.problem ? { unreadable: 'malformed' } : {};
    }
    const isUnderFirst = this.candidates.some(({ isFirst }) => isFirst);
    if (envelope.body.problem) {
      return { isStale: !isUnderFirst, unreadable: 'malformed' };
    }
    const keyId = envelope.body.encryptedObject?.keyId;
    const isUnderEarlierKey =
      isUnderFirst && this.currentKeyId !== undefined && keyId !== undefined && keyId !== this.currentKeyId;
    const age = { isStale: !isUnderFirst || isUnderEarlierKey, ...(isUnderEarlierKey && { isUnderEarlierKey }) };
    if (this.candidates.length === 0) {
      return { ...age, unreadable: this.keys.isCovered ? 'noKey' : 'notCovered' };
    }
    if (opened) {
      this.verified++;
      return 'plaintext' in opened ? { ...age, plaintext: opened.plaintext } : { ...age, unreadable: 'wrongKey' };
    }
    // Once one of a class did not open, each further one is tried.
    const isTried = verify === 'all' || (verify === 'sample' && (this.verified < sampled || this.failed > 0));
    if (!isTried || this.candidates.some(({ kind }) => kind === 'kms')) {
      return age;
    }
    this.verified++;
    const plaintext = this.open(key, value);
    this.failed += plaintext ? 0 : 1;
    return plaintext ? { ...age, plaintext } : { ...age, unreadable: 'wrongKey' };
  }

  private open(key: Uint8Array, value: Uint8Array): Uint8Array | undefined {
    for (const candidate of this.candidates) {
      if (candidate.kind !== 'kms') {
        const result = openLocally(candidate, key, value.subarray(candidate.prefix.length));
        // A wrong key of AES-CBC passes about once in 256 times, but does not make an object.
        if ('plaintext' in result && (result.authenticated || looksStored(result.plaintext))) {
          return result.plaintext;
        }
      }
    }
    return undefined;
  }
}
