import type { Localization } from '../../host/errorSentenceTable';
import { rewriteCommands } from './findingTexts';

export interface Rollout {
  readonly isRotation: boolean;
  /** In the order in which the API servers get them; one, or two for several API servers. */
  readonly files: readonly string[];
  readonly keyName: string;
  readonly resources: readonly string[];
}

/**
 * What to do with a new EncryptionConfiguration, as Markdown without any secret (order after kubernetes.io, "Encrypting
 * Confidential Data at Rest": rotate a decryption key).
 */
export function rolloutSteps({ isRotation, files, keyName, resources }: Rollout, l10n: Localization): string {
  const [first = '', second] = files;
  const place = (file: string, isKnown: boolean) => [
    l10n.t(
      'Copy {file} to every control-plane machine, owned by root with mode 0600, to where the API server reads it.',
      {
        file: code(file),
      },
    ),
    isKnown
      ? l10n.t('Restart the API servers one after the other, and wait until each is ready.')
      : l10n.t(
          'Give each API server the flag {flag}, with the folder mounted into its static pod, and wait until it is ready.',
          { flag: code('--encryption-provider-config=FILE') },
        ),
  ];
  const rewrite = resources.filter(resource => !resource.includes('*')).flatMap(rewriteCommands);
  const steps = [
    l10n.t('Back up etcd, and keep a copy of the file apart from it: without the keys a backup cannot be read.'),
    ...place(first, isRotation),
    ...(second === undefined
      ? []
      : [l10n.t('When all of them know the new key, let them write with it:'), ...place(second, true)]),
    l10n.t('Rewrite what is stored, so that it comes under the new key:') +
      (rewrite.length === 0
        ? ''
        : `\n\n   \`\`\`sh\n${rewrite.map(command => `   ${command}`).join('\n')}\n   \`\`\`\n`),
    l10n.t('Audit with {command} and the new file: nothing may be plaintext or stale.', {
      command: code('etcd: Audit Encryption at Rest…'),
    }),
    isRotation
      ? l10n.t(
          'Only then remove the earlier keys from the file, and only when no backup that you would restore needs them.',
        )
      : l10n.t('Only then remove identity from the end of the file, and replace backups that hold plaintext.'),
  ];
  const title = isRotation
    ? l10n.t('Rolling Out the New Key {key}', { key: code(keyName) })
    : l10n.t('Rolling Out Encryption at Rest with the Key {key}', { key: code(keyName) });
  return `# ${title}\n\n${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}\n`;
}

function code(text: string): string {
  return `\`${text.replaceAll('`', '')}\``;
}
