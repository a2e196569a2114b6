import type { KeyValue } from '../../base/keyValue';
import type { OpenResult } from '../ciphers/openResult';
import type { EncryptionConfiguration } from '../configuration/encryptionConfiguration';
import { type GroupResource, providersOf } from '../configuration/groupResource';
import { isKnownFormat, type ReadEnvelope, readEnvelope } from '../envelope/parseAtRest';
import { keysOfResource, type ResourceKeys } from '../keyCandidates';
import type { ResourceKey } from '../registryResource';
import {
  type AuditedObject,
  type NamespaceCount,
  others,
  type ResourceAudit,
  type SecretTypeCount,
  type UnreadableReason,
} from './auditReport';
import { BoundedMap } from './boundedMap';
import { ClassTally, isMerelyStale, type Judgement, type Verification } from './classTally';

export interface TallySettings {
  readonly configuration?: EncryptionConfiguration;
  readonly verify: Verification;
  /** By the names of plugins, the ids of the keys that they encrypt with now. */
  readonly keyIds?: ReadonlyMap<string, string>;
  readonly secretTypeOf?: (value: Uint8Array) => string | undefined;
  readonly mostExamples: number;
  /** Key names of the configuration that hold colons: of all others the first colon is the end. */
  readonly keyNames: readonly Uint8Array[];
}

const mostClasses = 200;
const mostNamespaces = 20_000;
const mostSecretTypes = 500;

/** What makes an object an example of something. */
export type ExampleKind = 'plaintext' | 'stale' | 'earlierKeyId' | 'unknownProvider' | UnreadableReason;

interface ClassEntry {
  /** Whether it stands for all that is beyond the bound. */
  readonly isOthers: boolean;
  tally?: ClassTally;
}

type Counts<T> = { -readonly [Name in keyof T]: T[Name] };

/** Objects of one resource. */
export class ResourceTally {
  total = 0;
  plaintext = 0;
  private readonly classes = new BoundedMap<ClassEntry>(mostClasses, name => ({ isOthers: name === others }), others);
  readonly examples = new Map<ExampleKind, AuditedObject[]>();
  readonly counts = new Map<ExampleKind, number>();
  readonly keys: ResourceKeys | undefined;
  private readonly namespaces = new BoundedMap<Counts<Required<NamespaceCount>>>(
    mostNamespaces,
    namespace => ({ namespace, total: 0, plaintext: 0, stale: 0, merelyStale: 0, unreadable: 0 }),
    others,
  );
  private readonly secretTypes = new BoundedMap<Counts<SecretTypeCount>>(
    mostSecretTypes,
    type => ({ type, total: 0, plaintext: 0 }),
    others,
  );

  /** @param resource absent for keys of no API server, which no configuration is about. */
  constructor(
    readonly name: string,
    readonly resource: GroupResource | undefined,
    private readonly settings: TallySettings,
  ) {
    const { configuration } = settings;
    this.keys = configuration && resource && keysOfResource(configuration, resource);
  }

  /**
   * @param isWanted whether the object is to be described for the caller as well.
   * @param opened what came of asking a plugin, where one was asked.
   */
  add(
    keyValue: KeyValue,
    described: ResourceKey | undefined,
    { isWanted, opened }: { readonly isWanted: boolean; readonly opened: OpenResult | undefined },
  ): AuditedObject | undefined {
    const { keyNames, verify, secretTypeOf } = this.settings;
    const envelope = readEnvelope(keyValue.value, keyNames);
    const judgement = this.classOf(envelope, keyValue.value).add(keyValue, envelope, { verify, opened });
    const isSecret = described?.resource === 'secrets' && described.group === '';
    const { plaintext } = judgement;
    const secretType = isSecret && plaintext ? secretTypeOf?.(plaintext) : undefined;
    const seen: Seen = { keyValue, described, envelope, judgement, secretType };
    this.count(seen);
    return isWanted ? this.describe(seen) : undefined;
  }

  report(): ResourceAudit {
    const { configuration } = this.settings;
    const hasKeys = this.keys !== undefined;
    const coveredBy = configuration && this.resource && providersOf(configuration, this.resource)?.matchedBy;
    const secretTypes = this.secretTypes.values();
    const tallies = this.tallies();
    return {
      resource: this.name,
      total: this.total,
      byProvider: tallies.map(tally => tally.report(hasKeys)).toSorted((a, b) => b.count - a.count),
      namespaces: this.namespaces.values().map(({ stale, merelyStale, unreadable, ...counts }) => ({
        ...counts,
        ...(hasKeys && { stale, merelyStale, unreadable }),
      })),
      ...(secretTypes.length > 0 && { secretTypes: secretTypes.map(each => ({ ...each })) }),
      ...(coveredBy !== undefined && { coveredBy }),
    };
  }

  tallies(): readonly ClassTally[] {
    return this.classes.values().flatMap(({ tally }) => tally ?? []);
  }

  private classOf(envelope: ReadEnvelope | undefined, example: Uint8Array): ClassTally {
    const { provider = 'plaintext', version, keyName } = envelope?.names ?? {};
    const entry = this.classes.get(envelope ? `${provider} ${version} ${keyName}` : provider);
    entry.tally ??= entry.isOthers
      ? new ClassTally({ provider: others }, example, undefined)
      : new ClassTally({ provider, ...(envelope && { version, keyName }) }, example, this.keys, this.keyIdOf(envelope));
    return entry.tally;
  }

  /** The id of the key that the plugin of such values encrypts with now. */
  private keyIdOf(envelope: ReadEnvelope | undefined): string | undefined {
    const { provider, version, keyName } = envelope?.names ?? {};
    return provider === 'kms' && version === 'v2' && keyName !== undefined
      ? this.settings.keyIds?.get(keyName)
      : undefined;
  }

  private count(seen: Seen): void {
    const { described, envelope, judgement, secretType } = seen;
    const { isStale, isUnderEarlierKey, unreadable } = judgement;
    this.total++;
    const counts = this.namespaces.get(described?.namespace ?? '');
    counts.total++;
    if (!envelope) {
      this.plaintext++;
      counts.plaintext++;
      this.addExample('plaintext', seen);
    } else if (envelope.names.provider !== '' && !isKnownFormat(envelope.names)) {
      this.addExample('unknownProvider', seen);
    }
    counts.stale += isStale ? 1 : 0;
    if (envelope && isMerelyStale(judgement)) {
      counts.merelyStale++;
      this.addExample(isUnderEarlierKey ? 'earlierKeyId' : 'stale', seen);
    }
    if (unreadable) {
      counts.unreadable++;
      this.addExample(unreadable, seen);
    }
    if (secretType !== undefined) {
      const type = this.secretTypes.get(secretType);
      type.total++;
      type.plaintext += envelope ? 0 : 1;
    }
  }

  private addExample(kind: ExampleKind, seen: Seen): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    const examples = this.examples.get(kind) ?? [];
    this.examples.set(kind, examples);
    if (examples.length < this.settings.mostExamples) {
      examples.push(this.describe(seen));
    }
  }

  private describe({ keyValue, described, envelope, judgement, secretType }: Seen): AuditedObject {
    const { key, value, modRevision } = keyValue;
    const { provider = 'plaintext', version, keyName } = envelope?.names ?? {};
    const { isStale, unreadable } = judgement;
    const keyId = envelope?.body.encryptedObject?.keyId;
    return {
      // A copy, since it may be a view of a whole page of values.
      key: new Uint8Array(key),
      resource: this.name,
      ...(described?.namespace !== undefined && { namespace: described.namespace }),
      ...(described?.name !== undefined && { name: described.name }),
      provider,
      ...(envelope && { version, keyName }),
      ...(keyId !== undefined && { keyId }),
      ...(secretType !== undefined && { secretType }),
      size: value.length,
      modRevision,
      ...(isStale !== undefined && { isStale }),
      ...(unreadable && { unreadable }),
    };
  }
}

/** All that is known of one object. */
interface Seen {
  readonly keyValue: KeyValue;
  readonly described: ResourceKey | undefined;
  readonly envelope: ReadEnvelope | undefined;
  readonly judgement: Judgement;
  readonly secretType: string | undefined;
}
