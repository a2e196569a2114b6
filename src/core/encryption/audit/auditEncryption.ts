import { bytesFromText, emptyBytes, startsWithBytes } from '../../base/bytes';
import type { KeyspaceReader } from '../../keyspace/keyspaceReader';
import { keyText } from '../../keyspace/keyText';
import { walkValues } from '../../keyspace/walkValues';
import { type EncryptionConfiguration, isLocalProvider } from '../configuration/encryptionConfiguration';
import { groupResourceText } from '../configuration/groupResource';
import type { KmsDecrypt, KmsKeyId } from '../kmsDecrypt';
import { type DescribeKey, registryPrefixes, resourceOfShape } from '../registryResource';
import { type AuditedObject, type AuditFinding, type AuditReport, type AuditVerdict, others } from './auditReport';
import { type AuditScope, registryOf } from './auditScope';
import { BoundedMap } from './boundedMap';
import type { Verification } from './classTally';
import { currentKeyIds } from './currentKeyIds';
import { findingsOf } from './findings';
import { PluginSample } from './pluginSample';
import { ResourceTally, type TallySettings } from './resourceTally';

export interface AuditProgress {
  /** Objects looked at. */
  readonly audited: number;
  /** As far as known at this revision. */
  readonly total: number;
  readonly revision: bigint;
}

export interface AuditOptions {
  /** What to read: keys that begin so. By default Secrets, wherever Kubernetes and OpenShift keep them. */
  readonly prefixes?: readonly (Uint8Array | string)[];
  /** Without it nothing is said to be stale or unreadable. */
  readonly configuration?: EncryptionConfiguration;
  /** How many values are decrypted to prove that the configuration's keys fit: `sample` by default. */
  readonly verify?: Verification;
  /** Asks a plugin of the configuration; without it, nothing is proved of values under plugins' keys. */
  readonly kmsDecrypt?: KmsDecrypt;
  /** Asks a plugin of the configuration for its present key; without it, nothing is said of values under earlier ones. */
  readonly kmsKeyId?: KmsKeyId;
  /** The revision to read at; absent for the newest. */
  readonly revision?: bigint;
  readonly signal?: AbortSignal;
  /** Called once a page was looked at. */
  readonly onProgress?: (progress: AuditProgress) => void;
  /**
   * Called with each page's objects, in the order of their keys; the audit goes on when it has settled. They are the
   * caller's: only the report's examples are kept here.
   */
  readonly onObjects?: (objects: readonly AuditedObject[]) => void | Promise<void>;
  /** By default what the key's shape tells. */
  readonly describeKey?: DescribeKey;
  /** The `type` of a Secret from its value in clear. */
  readonly secretTypeOf?: (value: Uint8Array) => string | undefined;
  /** Examples of each finding, 20 by default. */
  readonly mostExamples?: number;
}

const mostResources = 2000;
const defaultExamples = 20;

/**
 * How the values below some prefixes are encrypted: counts by resource, provider and key, and what follows from them.
 *
 * Streams with one request at a time, some 2 MiB each, at one revision (see {@link walkValues}); memory is bounded, whatever
 * the keys hold. The report has keys, names and counts, never a value.
 * @throws EtcdscopeError `cancelled` once the signal fires, and whatever the reader throws.
 */
export async function auditEncryption(reader: KeyspaceReader, options: AuditOptions = {}): Promise<AuditReport> {
  const { configuration, describeKey = resourceOfShape, revision, signal, onObjects, onProgress } = options;
  const prefixes = (options.prefixes ?? defaultPrefixes).map(prefix =>
    typeof prefix === 'string' ? bytesFromText(prefix) : prefix,
  );
  const { kmsDecrypt, kmsKeyId } = options;
  const keyIds = configuration && kmsKeyId && (await currentKeyIds(configuration, kmsKeyId, signal));
  const settings: TallySettings = {
    verify: options.verify ?? 'sample',
    mostExamples: options.mostExamples ?? defaultExamples,
    keyNames: configuration ? namesWithColons(configuration).map(bytesFromText) : [],
    ...(configuration && { configuration }),
    ...(keyIds && { keyIds }),
    ...(options.secretTypeOf && { secretTypeOf: options.secretTypeOf }),
  };
  const { verify } = settings;
  const plugins =
    configuration && kmsDecrypt && verify !== 'none'
      ? new PluginSample({ configuration, kmsDecrypt, verify, describeKey })
      : undefined;
  const registries = new Set<string>();
  const tallies = new BoundedMap<TallyEntry>(mostResources, name => ({ isOthers: name === others }), others);
  let state = { revision: revision ?? 0n, moves: 0 };
  for await (const page of walkValues(reader, prefixes, { revision, signal, sharesMemory: true })) {
    state = page;
    const objects: AuditedObject[] = [];
    // Keys are in order, and few registries are in one store: a page's first and last key show them.
    for (const keyValue of [page.keyValues.at(0), page.keyValues.at(-1)]) {
      const registry = keyValue && registryOf(keyValue.key);
      if (registry !== undefined) {
        registries.add(registry);
      }
    }
    const opened = await plugins?.open(page.keyValues, signal);
    for (const keyValue of page.keyValues) {
      const { key } = keyValue;
      const described = describeKey(key);
      const name = described ? groupResourceText(described) : nameOfRange(key, prefixes);
      const entry = tallies.get(name);
      entry.tally ??= entry.isOthers
        ? new ResourceTally(others, undefined, settings)
        : new ResourceTally(name, described, settings);
      const isWanted = onObjects !== undefined;
      const object = entry.tally.add(keyValue, described, { isWanted, opened: opened?.get(keyValue) });
      if (object) {
        objects.push(object);
      }
    }
    await onObjects?.(objects);
    onProgress?.({ audited: page.walked, total: page.total, revision: page.revision });
  }
  const all = tallies.values().flatMap(({ tally }) => tally ?? []);
  return reportOf(all, { ...state, configuration, scope: { prefixes, registries } });
}

interface TallyEntry {
  /** Whether it stands for all that is beyond the bound. */
  readonly isOthers: boolean;
  tally?: ResourceTally;
}

const defaultPrefixes: readonly string[] = registryPrefixes
  .filter(prefix => prefix !== '/openshift.io/')
  .map(prefix => `${prefix}secrets/`);

/** A key's name may hold colons; then only the configuration tells where it ends. */
function namesWithColons({ entries }: EncryptionConfiguration): readonly string[] {
  const names = entries.flatMap(({ providers }) =>
    providers.flatMap(provider => {
      if (isLocalProvider(provider)) {
        return provider.keys.map(({ name }) => name);
      }
      return provider.kind === 'kms' ? [provider.name] : [];
    }),
  );
  return [...new Set(names)].filter(name => name.includes(':'));
}

/** Of a key that is no API server's: the longest audited prefix that it has. */
function nameOfRange(key: Uint8Array, prefixes: readonly Uint8Array[]): string {
  const own = prefixes.filter(prefix => startsWithBytes(key, prefix)).sort((a, b) => b.length - a.length);
  return keyText(own[0] ?? emptyBytes);
}

function reportOf(
  tallies: readonly ResourceTally[],
  { revision, moves, configuration, scope }: ReportContext,
): AuditReport {
  const resources = tallies.map(tally => tally.report());
  const findings = findingsOf({ tallies, scope, ...(configuration && { configuration }) });
  const sum = (count: (tally: ResourceTally) => number) => tallies.reduce((total, tally) => total + count(tally), 0);
  const [total, plaintext] = [sum(tally => tally.total), sum(tally => tally.plaintext)];
  const ofClasses = (name: 'stale' | 'unreadable') =>
    sum(tally => tally.tallies().reduce((count, each) => count + each[name], 0));
  return {
    revision,
    moves,
    total,
    plaintext,
    ...(configuration && { stale: ofClasses('stale'), unreadable: ofClasses('unreadable') }),
    resources,
    findings,
    verdict: verdictOf(total, plaintext, findings),
  };
}

interface ReportContext {
  readonly revision: bigint;
  readonly moves: number;
  readonly configuration: EncryptionConfiguration | undefined;
  readonly scope: AuditScope;
}

function verdictOf(total: number, plaintext: number, findings: readonly AuditFinding[]): AuditVerdict {
  const status = total === 0 ? 'empty' : plaintext === 0 ? 'encrypted' : plaintext === total ? 'plaintext' : 'mixed';
  const gravest = findings[0]?.severity;
  return { status, severity: gravest === undefined || gravest === 'notice' ? 'ok' : gravest };
}
