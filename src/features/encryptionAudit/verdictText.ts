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

/** What the sentence leaves out: how old the keys are, and what it rests on that the configuration has them. */
function restOf(report: AuditReport, l10n: Localization): string {
  const { total, plaintext, unreadable = 0, resources } = report;
  if (total === 0) {
    return '';
  }
  const classes = resources.flatMap(({ byProvider }) => byProvider).filter(({ provider }) => provider !== 'plaintext');
  const sum = (count: (each: (typeof classes)[number]) => number | undefined) =>
    classes.reduce((all, each) => all + (count(each) ?? 0), 0);
  const [stale, verified] = [sum(({ merelyStale }) => merelyStale), sum(each => each.verified)];
  const untried = sum(each =>
    each.provider === 'kms' && each.verified === 0 ? each.count - (each.unreadable ?? 0) : 0,
  );
  return [
    ...(plaintext === total
      ? []
      : [
          stale === 0
            ? l10n.t('What is encrypted is under the current key.')
            : l10n.t('{stale} of the encrypted ones are not as the configuration would write them now.', { stale }),
        ]),
    unreadable > 0
      ? l10n.t('{unreadable} cannot be read with it.', { unreadable })
      : verified > 0
        ? l10n.t('The configuration has the key to every object; {verified} were decrypted to prove it.', { verified })
        : untried > 0
          ? l10n.t('The configuration names what every object is encrypted with.')
          : l10n.t('The configuration reads every object.'),
    ...(untried > 0
      ? [l10n.t('{untried} under KMS plugins could not be tried, as no plugin answered.', { untried })]
      : []),
  ].join(' ');
}
