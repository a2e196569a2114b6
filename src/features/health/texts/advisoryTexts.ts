import type { Localization } from '../../../host/errorSentenceTable';

/** What is wrong with releases of etcd, by the names that core/health/checks/releases.ts gives, where its sources stand. */
export function advisoryTexts(l10n: Localization): Readonly<Record<string, string>> {
  return {
    dataInconsistency: l10n.t('A member that is killed under load may lose committed transactions (3.5.0 to 3.5.2).'),
    defragmentationCorruption: l10n.t('A defragmentation may corrupt the database (3.4.0 to 3.4.3).'),
    defragmentationCrash: l10n.t(
      'A member that crashes while it is defragmented may end up with other revisions than the rest (3.5.0 to 3.5.5).',
    ),
    memberAddInconsistency: l10n.t(
      'A member that is added while authentication is on may get other data than the rest (3.4.20, 3.4.21, 3.5.5).',
    ),
    singleMemberDurability: l10n.t(
      'A cluster of one member may lose a write that it has acknowledged (up to 3.4.20, 3.5.0 to 3.5.4).',
    ),
    zombieMembers: l10n.t(
      'Removed members may come back with the upgrade to 3.6: go to 3.5.20 or newer first (3.5.1 to 3.5.19).',
    ),
    'GHSA-x35m-3gp4-4fh5': l10n.t('A transaction may read what its user may not (GHSA-x35m-3gp4-4fh5).'),
    'GHSA-xg4h-6gfc-h4m8': l10n.t('A watch may tell keys that its user may not read (GHSA-xg4h-6gfc-h4m8).'),
    'CVE-2026-73500': l10n.t(
      'Connections that never begin their TLS handshake are kept for ever, until the member can take no more (CVE-2026-73500).',
    ),
  };
}
