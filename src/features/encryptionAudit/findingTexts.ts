import type { AuditFinding, AuditFindingCode, UnreadableReason } from '../../core/encryption';
import type { Localization } from '../../host/errorSentenceTable';
import { shortened } from '../../host/messageText';
import type { FindingView, Level } from '../../protocol/encryptionAudit';

interface FindingText {
  readonly title: string;
  /** What it means and what to do. */
  readonly explanation: string;
  readonly commands?: readonly string[];
}

/** What a finding's sentences can name. */
interface Subject {
  /** `secrets`, or words that stand for it. */
  readonly resource: string;
  /** `aescbc v1`. */
  readonly provider: string;
  readonly key: string;
  readonly count: number;
  readonly fact: (name: string) => string;
  /** Rewrites every object of the resource through the API server. Absent where the name is none that a shell should get. */
  readonly rewrite: readonly string[];
}

const levels: Readonly<Record<AuditFinding['severity'], Level>> = {
  critical: 'bad',
  warning: 'warning',
  notice: 'information',
};

export function findingView(finding: AuditFinding, { l10n }: { readonly l10n: Localization }): FindingView {
  const { title, explanation, commands = [] } = texts(l10n)[finding.code](subjectOf(finding, l10n));
  return { level: levels[finding.severity], title, explanation, commands };
}

function subjectOf(
  { resource, provider, version, keyName, count = 0, facts }: AuditFinding,
  l10n: Localization,
): Subject {
  return {
    resource: resource === undefined ? l10n.t('objects') : shortened(resource),
    provider: shortened([provider, version].filter(part => part !== undefined && part !== '').join(' ')),
    key: shortened(keyName ?? ''),
    count,
    fact: name => String(facts?.[name] ?? ''),
    rewrite: rewriteCommands(resource),
  };
}

/** A resource as kubectl takes it. Any other text comes from a key that no API server wrote. */
const soundResource = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/** Reading and replacing each object has the API server encrypt it anew (kubernetes.io, "Encrypting Confidential Data at Rest"). */
export function rewriteCommands(resource: string | undefined): readonly string[] {
  return resource !== undefined && soundResource.test(resource)
    ? [`kubectl get ${resource} --all-namespaces -o json | kubectl replace -f -`]
    : [];
}

type Texts = Readonly<Record<AuditFindingCode, (subject: Subject) => FindingText>>;

/** A text for each code: one without does not compile. */
function texts(l10n: Localization): Texts {
  const reasons: Readonly<Record<UnreadableReason, string>> = {
    malformed: l10n.t('They are not laid out as their provider lays values out: they are damaged or cut off.'),
    noKey: l10n.t('The configuration has no key of that name for this resource.'),
    wrongKey: l10n.t(
      'The configuration has a key of that name, but they do not open with it: another secret, changed bytes, or a value that was copied from another key of etcd.',
    ),
    notCovered: l10n.t('They are encrypted, but the configuration does not name this resource.'),
    noIdentity: l10n.t('They are plaintext, and the providers of this resource lack identity.'),
  };
  return {
    plaintextObjects: ({ resource, count, rewrite }) => ({
      title: l10n.t('{count} {resource} in plaintext', { count, resource }),
      explanation: l10n.t(
        'Whoever can read etcd, its data directory or a backup of it reads them. Put a provider other than identity first in the EncryptionConfiguration of every API server, then rewrite them. Backups made before keep the plaintext: replace those, too.',
      ),
      commands: rewrite,
    }),
    staleObjects: ({ resource, count, fact, rewrite }) =>
      fact('writesPlain') === 'true'
        ? {
            title: l10n.t('{count} {resource} become plaintext with their next write', { count, resource }),
            explanation: l10n.t(
              'They are encrypted, but the configuration has identity first for them. Put an encrypting provider first before anything rewrites them, unless they are meant to be decrypted.',
            ),
          }
        : {
            title: l10n.t('{count} {resource} not under the current key', { count, resource }),
            explanation: l10n.t(
              'They were not written since the first provider or key was put there, so the old key must stay. Rewrite them, audit again, and only then remove the old key.',
            ),
            commands: rewrite,
          },
    earlierKeyId: ({ resource, key, count, fact, rewrite }) => ({
      title: l10n.t('{count} {resource} under an earlier key of the plugin {key}', { count, resource, key }),
      explanation: l10n.t(
        'The plugin encrypts with its key {keyId} now. Rewrite them, audit again, and only then retire the earlier key in the key management service.',
        { keyId: shortened(fact('keyId')) },
      ),
      commands: rewrite,
    }),
    unreadableObjects: ({ resource, count, fact }) => ({
      title: l10n.t('{count} {resource} that the API server cannot read', { count, resource }),
      explanation: [
        reasons[fact('reason') as UnreadableReason] ?? '',
        l10n.t('One such object makes a list of the whole resource fail.'),
      ]
        .join(' ')
        .trim(),
    }),
    unknownProvider: ({ provider, count }) => ({
      title: l10n.t('{count} objects under an unknown provider, {provider}', { count, provider }),
      explanation: l10n.t('No provider of that name is known here. A newer or another API server wrote them.'),
    }),
    identityFirst: ({ resource }) => ({
      title: l10n.t('New {resource} are written as plaintext', { resource }),
      explanation: l10n.t(
        'The configuration has identity first for them. Put an encrypting provider first, keep identity last until all is rewritten, and restart every API server.',
      ),
    }),
    notCovered: ({ resource }) => ({
      title: l10n.t('The configuration does not cover {resource}', { resource }),
      explanation: l10n.t('Such objects tend to hold secrets. Add the resource to the configuration if yours do.'),
    }),
    unusedKey: ({ provider, key, fact }) => ({
      title: l10n.t('No object uses the key {key} of {provider}', { key, provider }),
      explanation:
        fact('isProven') === 'true'
          ? l10n.t('It may be removed from the configuration, unless a backup that you would restore needs it.')
          : l10n.t('Not every resource that it may serve was audited: audit all of them before you remove it.'),
    }),
    missingKey: ({ provider, key, count }) => ({
      title: l10n.t('{count} objects need the key {key} of {provider}, which the configuration lacks', {
        count,
        key,
        provider,
      }),
      explanation: l10n.t('Put the key back into the configuration, rewrite the objects, and only then remove it.'),
    }),
    severalKeyIds: ({ key, resource, rewrite }) => ({
      title: l10n.t('Several key IDs of the plugin {key} are in use', { key }),
      explanation: l10n.t(
        'Objects under earlier ones were not rewritten since the plugin changed its key. Keep the earlier key in the key management service until {resource} are rewritten.',
        { resource },
      ),
      commands: rewrite,
    }),
    aescbcUnauthenticated: ({ key, count }) => ({
      title: l10n.t('{count} objects under AES-CBC with the key {key}', { count, key }),
      explanation: l10n.t(
        'It does not notice changed bytes, and is open to padding oracle attacks. secretbox or KMS v2 are the better choice for a new key.',
      ),
    }),
    aesgcmRotation: ({ key, count }) => ({
      title: l10n.t('{count} objects under AES-GCM with the key {key}', { count, key }),
      explanation: l10n.t(
        'Its random nonces want a new key every 200,000 writes. Automate the rotation, or choose secretbox or KMS v2.',
      ),
    }),
    shortKey: ({ provider, key, fact }) => ({
      title: l10n.t('The key {key} of {provider} has {bits} bits', { key, provider, bits: fact('bits') }),
      explanation: l10n.t('Choose 256 bits for the next key.'),
    }),
    kmsV1: ({ key, count }) => ({
      title: l10n.t('{count} objects under KMS v1 with the plugin {key}', { count, key }),
      explanation: l10n.t(
        'Deprecated since Kubernetes 1.28 and off by default since 1.29: a newer API server needs the feature gate KMSv1 to read them. Add the plugin as v2 in first place, then rewrite them.',
      ),
    }),
  };
}
