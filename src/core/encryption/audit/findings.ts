/** What follows from the counts: one function for each question, each pure. */
import {
  type EncryptionConfiguration,
  type EncryptionProvider,
  isLocalProvider,
} from '../configuration/encryptionConfiguration';
import { groupResourceFrom, groupResourceText, providersOf } from '../configuration/groupResource';
import type { AuditFinding, AuditSeverity, UnreadableReason } from './auditReport';
import { type AuditScope, wasReadWhole } from './auditScope';
import type { ClassTally } from './classTally';
import type { ExampleKind, ResourceTally } from './resourceTally';

export interface Audited {
  readonly tallies: readonly ResourceTally[];
  readonly configuration?: EncryptionConfiguration;
  readonly scope: AuditScope;
}

/** What holds secrets by its nature, and what often does; OpenShift's among them, as its own encryption has them. */
const secretResources: readonly string[] = [
  'secrets',
  'oauthaccesstokens.oauth.openshift.io',
  'oauthauthorizetokens.oauth.openshift.io',
];
const sensitiveResources: readonly string[] = ['configmaps', 'routes.route.openshift.io'];

/** Kubernetes' own advice (its page "Encrypting Confidential Data at Rest", table of providers). */
const aesgcmMostWrites = 200_000;
const wantedBits = 256;

const gravity: Readonly<Record<AuditSeverity, number>> = { critical: 0, warning: 1, notice: 2 };

/** The gravest first. */
export function findingsOf(audited: Audited): readonly AuditFinding[] {
  const questions = [
    plaintextObjects,
    unreadableObjects,
    missingKeys,
    staleObjects,
    earlierKeyIds,
    unknownProviders,
    identityFirst,
    notCovered,
    unusedKeys,
    severalKeyIds,
    weakChoices,
  ];
  return questions.flatMap(question => question(audited)).toSorted((a, b) => gravity[a.severity] - gravity[b.severity]);
}

function plaintextObjects({ tallies }: Audited): readonly AuditFinding[] {
  return tallies.flatMap(tally => {
    const isMeantEncrypted = tally.keys !== undefined && !tally.keys.writesPlain;
    const severity = isSecret(tally) ? 'critical' : isMeantEncrypted ? 'warning' : 'notice';
    return findingFrom(tally, 'plaintext', { code: 'plaintextObjects', severity });
  });
}

const unreadableReasons: readonly UnreadableReason[] = ['malformed', 'noKey', 'wrongKey', 'notCovered', 'noIdentity'];

function unreadableObjects({ tallies }: Audited): readonly AuditFinding[] {
  return tallies.flatMap(tally =>
    unreadableReasons.flatMap(reason =>
      findingFrom(tally, reason, { code: 'unreadableObjects', severity: 'critical', facts: { reason } }),
    ),
  );
}

function staleObjects({ tallies }: Audited): readonly AuditFinding[] {
  return tallies.flatMap(tally => {
    const facts = { writesPlain: tally.keys?.writesPlain ?? false };
    return findingFrom(tally, 'stale', { code: 'staleObjects', severity: 'warning', facts });
  });
}

function earlierKeyIds({ tallies }: Audited): readonly AuditFinding[] {
  return tallies.flatMap(tally => {
    const plugin = tally.tallies().find(({ currentKeyId, candidates }) => {
      const isFirst = candidates.some(candidate => candidate.isFirst);
      return isFirst && currentKeyId !== undefined;
    });
    const facts = { keyId: plugin?.currentKeyId ?? '' };
    const findings = findingFrom(tally, 'earlierKeyId', { code: 'earlierKeyId', severity: 'warning', facts });
    return findings.map(finding => ({ ...finding, ...plugin?.names }));
  });
}

function unknownProviders({ tallies }: Audited): readonly AuditFinding[] {
  return tallies.flatMap(tally =>
    findingFrom(tally, 'unknownProvider', { code: 'unknownProvider', severity: 'warning' }),
  );
}

/** Keys that values name and the configuration does not have for their resource. */
function missingKeys({ tallies }: Audited): readonly AuditFinding[] {
  return tallies.flatMap(tally =>
    tally
      .tallies()
      .filter(({ names, candidates }) => tally.keys?.isCovered && names.version && candidates.length === 0)
      .map(
        ({ names, count }): AuditFinding => ({
          code: 'missingKey',
          severity: 'critical',
          resource: tally.name,
          ...names,
          count,
          examples: [],
        }),
      ),
  );
}

function identityFirst({ configuration }: Audited): readonly AuditFinding[] {
  return (configuration?.entries ?? [])
    .filter(({ providers }) => providers[0]?.kind === 'identity')
    .flatMap(({ resources }) => resources)
    .map(resource => ({
      code: 'identityFirst',
      severity: secretResources.some(secret => covers(resource, secret)) ? 'critical' : 'warning',
      resource,
      examples: [],
    }));
}

/** Secrets must be covered; of others it is worth saying where there are any. */
function notCovered({ configuration, tallies }: Audited): readonly AuditFinding[] {
  if (!configuration) {
    return [];
  }
  return [...secretResources, ...sensitiveResources].flatMap((resource): readonly AuditFinding[] => {
    const count = tallies.find(({ name }) => name === resource)?.total ?? 0;
    const isCovered = providersOf(configuration, groupResourceFrom(resource)) !== undefined;
    const severity = secretResources.includes(resource) ? 'critical' : 'notice';
    const matters = count > 0 || resource === 'secrets';
    return isCovered || !matters ? [] : [{ code: 'notCovered', severity, resource, count, examples: [] }];
  });
}

/** Of those that nothing is written under. Each entry has keys of its own, even where two share a name. */
function unusedKeys({ configuration, tallies, scope }: Audited): readonly AuditFinding[] {
  const used = new Set(
    tallies.flatMap(tally => tally.tallies().flatMap(({ candidates }) => candidates.map(identityOf))),
  );
  return (configuration?.entries ?? []).flatMap(({ resources, providers }) => {
    const isProven = resources.every(resource => wasReadWhole(resource, scope));
    return providers
      .flatMap((provider, place) => (place === 0 ? keysOf(provider).slice(1) : keysOf(provider)))
      .filter(({ id }) => !used.has(id))
      .map(
        ({ provider, version, keyName }): AuditFinding => ({
          code: 'unusedKey',
          severity: 'notice',
          resource: resources.join(', '),
          provider,
          version,
          keyName,
          facts: { isProven },
          examples: [],
        }),
      );
  });
}

function severalKeyIds({ tallies }: Audited): readonly AuditFinding[] {
  return tallies.flatMap(tally =>
    tally.tallies().flatMap(({ names, keyIds, currentKeyId }): readonly AuditFinding[] => {
      const all = keyIds.values();
      const newest = all.reduce((a, b) => (b.newestModRevision > a.newestModRevision ? b : a), all[0] ?? noKeyId);
      const count = all.reduce((sum, each) => sum + (each === newest ? 0 : each.count), 0);
      const facts = { keyIds: all.length, newest: newest.keyId };
      return all.length < 2 || currentKeyId !== undefined
        ? []
        : [{ code: 'severalKeyIds', severity: 'notice', resource: tally.name, ...names, count, facts, examples: [] }];
    }),
  );
}

const noKeyId = { keyId: '', count: 0, newestModRevision: 0n };

interface UsedKey {
  readonly provider: string;
  readonly version: string;
  readonly keyName: string;
  /** Only known from a configuration. */
  readonly bits?: number;
  readonly count: number;
}

/** Of every key in the configuration or, without one, in the values. */
function weakChoices({ configuration, tallies }: Audited): readonly AuditFinding[] {
  const classes = tallies.flatMap(tally => tally.tallies());
  const keys = configuration ? configuredKeys(configuration, classes) : namedKeys(classes);
  return keys.flatMap(({ provider, version, keyName, bits, count }) => {
    const about = { provider, version, keyName, count, examples: [] };
    const findings: AuditFinding[] = [];
    if (provider === 'aescbc') {
      findings.push({ code: 'aescbcUnauthenticated', severity: 'notice', ...about });
    } else if (provider === 'aesgcm') {
      // Objects are the least number of writes; the true one is not known.
      const severity = count >= aesgcmMostWrites ? 'warning' : 'notice';
      findings.push({ code: 'aesgcmRotation', severity, ...about, facts: { mostWrites: aesgcmMostWrites } });
    } else if (provider === 'kms' && version === 'v1') {
      findings.push({ code: 'kmsV1', severity: 'warning', ...about });
    }
    if (bits !== undefined && bits < wantedBits) {
      findings.push({ code: 'shortKey', severity: 'notice', ...about, facts: { bits } });
    }
    return findings;
  });
}

function configuredKeys({ entries }: EncryptionConfiguration, classes: readonly ClassTally[]): readonly UsedKey[] {
  const counts = new Map<unknown, number>();
  for (const { candidates, count } of classes) {
    for (const candidate of candidates) {
      const id = identityOf(candidate);
      counts.set(id, (counts.get(id) ?? 0) + count);
    }
  }
  const keys = new Map<string, UsedKey>();
  for (const { id, ...key } of entries.flatMap(({ providers }) => providers.flatMap(keysOf))) {
    // One key may serve several entries: it is one finding.
    const name = `${key.provider} ${key.version} ${key.keyName} ${key.bits}`;
    const count = (keys.get(name)?.count ?? 0) + (counts.get(id) ?? 0);
    keys.set(name, { ...key, count });
  }
  return [...keys.values()];
}

function namedKeys(classes: readonly ClassTally[]): readonly UsedKey[] {
  const keys = new Map<string, UsedKey>();
  for (const { names, count } of classes) {
    const { provider, version, keyName } = names;
    if (version !== undefined && keyName !== undefined) {
      const name = `${provider} ${version} ${keyName}`;
      keys.set(name, { provider, version, keyName, count: count + (keys.get(name)?.count ?? 0) });
    }
  }
  return [...keys.values()];
}

interface ConfiguredKey extends Omit<UsedKey, 'count'> {
  readonly id: unknown;
}

function keysOf(provider: EncryptionProvider): readonly ConfiguredKey[] {
  if (isLocalProvider(provider)) {
    return provider.keys.map(key => ({
      provider: provider.kind,
      version: 'v1',
      keyName: key.name,
      bits: key.strength,
      id: key,
    }));
  }
  return provider.kind === 'kms'
    ? [{ provider: 'kms', version: provider.version, keyName: provider.name, id: provider }]
    : [];
}

function identityOf(candidate: ClassTally['candidates'][number]): unknown {
  return candidate.kind === 'kms' ? candidate.provider : candidate.key;
}

function findingFrom(
  tally: ResourceTally,
  kind: ExampleKind,
  finding: Pick<AuditFinding, 'code' | 'severity' | 'facts'>,
): readonly AuditFinding[] {
  const count = tally.counts.get(kind) ?? 0;
  const examples = tally.examples.get(kind) ?? [];
  return count === 0 ? [] : [{ ...finding, resource: tally.name, count, examples }];
}

function isSecret({ resource }: ResourceTally): boolean {
  return resource !== undefined && secretResources.includes(groupResourceText(resource));
}

function covers(named: string, resource: string): boolean {
  const { resource: name, group } = groupResourceFrom(named);
  const wanted = groupResourceFrom(resource);
  return named === resource || (name === '*' && (group === '*' || group === wanted.group));
}
