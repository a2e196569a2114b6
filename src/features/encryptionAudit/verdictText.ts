import type { AuditReport } from '../../core/encryption';
import type { Localization } from '../../host/errorSentenceTable';
import type { AuditView, Level } from '../../protocol/encryptionAudit';

type Verdict = NonNullable<AuditView['verdict']>;

/** The answer to "are they encrypted?", in a sentence, and what it rests on in a second one. */
export function verdictText(
  report: AuditReport,
  { l10n, hasConfiguration }: { readonly l10n: Localization; readonly hasConfiguration: boolean },
): Verdict {
  return {
    level: levelOf(report),
    sentence: sentenceOf(report, l10n),
    summary: summaryOf(report, l10n),
    detail: hasConfiguration
      ? restOf(report, l10n)
      : l10n.t('Without an EncryptionConfiguration it cannot be told whether the keys in use are the current ones.'),
  };
}

function levelOf({ verdict: { status, severity } }: AuditReport): Level {
  if (status === 'empty') {
    return 'information';
  }
  return severity === 'critical' ? 'bad' : severity === 'warning' ? 'warning' : 'good';
}

function sentenceOf(
  { total, plaintext, unreadable = 0, stale = 0, resources }: AuditReport,
  l10n: Localization,
): string {
  const secrets = resources.find(({ resource }) => resource === 'secrets');
  const isAllSecrets = resources.length === 1 && secrets !== undefined;
  if (total === 0) {
    return l10n.t('There is nothing to audit: none of the chosen resources has an object.');
  }
  if (isAllSecrets && plaintext > 0) {
    return plaintext === total
      ? l10n.t('None of the {total} Secrets is encrypted: whoever reads etcd reads them.', { total })
      : l10n.t('{plaintext} of {total} Secrets lie in etcd as plaintext.', { plaintext, total });
  }
  const plainSecrets = secrets?.byProvider.find(({ provider }) => provider === 'plaintext')?.count ?? 0;
  if (plainSecrets > 0) {
    return l10n.t('{plaintext} of {total} objects lie in etcd as plaintext, {secrets} Secrets among them.', {
      plaintext,
      total,
      secrets: plainSecrets,
    });
  }
  if (unreadable > 0) {
    return l10n.t('{unreadable} of {total} objects cannot be read with this configuration.', { unreadable, total });
  }
  if (plaintext > 0) {
    return l10n.t('{plaintext} of {total} objects lie in etcd as plaintext.', { plaintext, total });
  }
  const all = isAllSecrets
    ? l10n.t('All {total} Secrets are encrypted at rest.', { total })
    : l10n.t('All {total} objects are encrypted at rest.', { total });
  return stale === 0 ? all : `${all} ${l10n.t('{stale} are not under the current key.', { stale })}`;
}

/** A few words for the status bar. */
function summaryOf({ total, plaintext, unreadable = 0, stale = 0 }: AuditReport, l10n: Localization): string {
  if (total === 0) {
    return l10n.t('nothing audited');
  }
  if (plaintext > 0) {
    return l10n.t('{plaintext} in plaintext', { plaintext });
  }
  if (unreadable > 0) {
    return l10n.t('{unreadable} unreadable', { unreadable });
  }
  return stale > 0 ? l10n.t('{stale} stale', { stale }) : l10n.t('encrypted');
}

/** What the sentence leaves out. */
function restOf({ stale = 0, unreadable = 0 }: AuditReport, l10n: Localization): string {
  return [
    stale === 0
      ? l10n.t('All that is encrypted is under the current key.')
      : l10n.t('{stale} were not rewritten since the first provider or key was put there.', { stale }),
    unreadable === 0
      ? l10n.t('The configuration reads every object.')
      : l10n.t('{unreadable} cannot be read with it.', { unreadable }),
  ].join(' ');
}
