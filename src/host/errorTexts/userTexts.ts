import { type ErrorTexts, ending, type Localization, sentences, withoutFullStop } from './errorText';

/** What is about the user's own settings, files and edits. */
export function userTexts(l10n: Localization): ErrorTexts<'configuration' | 'file' | 'edit' | 'cancelled'> {
  return {
    'configuration.invalid': {
      summary: l10n.t('bad settings'),
      sentence: ({ cluster, fact }) => {
        const reason = fact('reason');
        switch (reason) {
          case 'unknownConnection':
            // As features/snapshot/snapshotEntry.ts makes them: documents outlive the file that they were opened from.
            if (/^snapshot-[0-9a-f]{16}$/.test(fact('connectionId') ?? '')) {
              return l10n.t('The snapshot file of this document is not open any more. Open it again to read on.');
            }
            return l10n.t("There is no connection '{id}' in the settings. It may have been removed or renamed.", {
              id: fact('connectionId') ?? '',
            });
          case 'notAList':
            return l10n.t(
              'The setting etcdscope.connections is not a list, so nothing was written to it. Open the settings and correct it.',
            );
          case 'mixedSchemes':
            return l10n.t(
              'The endpoints of {cluster} mix http and https. Edit the connection and use one of them for all.',
              {
                cluster,
              },
            );
          case 'tlsOverHttp':
            return l10n.t(
              '{cluster} has certificates, yet its endpoints begin with http://, which would send everything unencrypted. Edit the connection: use https://, or take the certificates out.',
              {
                cluster,
              },
            );
          default:
            return sentences(
              l10n.t('The settings of {cluster} cannot be used.', { cluster }),
              ending(reason, text => l10n.t('The reason is: {reason}.', { reason: withoutFullStop(text) })),
              l10n.t('Edit the connection and correct it.'),
            );
        }
      },
    },
    'file.unreadable': {
      summary: l10n.t('file cannot be read'),
      sentence: ({ cluster, fact }) => {
        const path = fact('path') ?? l10n.t('A file');
        if (fact('file') === 'encryptionConfiguration') {
          return configurationFile(l10n, path, fact('reason'));
        }
        switch (fact('reason')) {
          case 'ENOENT':
            return l10n.t(
              '{path} does not exist on the machine where the extension runs. Edit {cluster} and choose another file.',
              {
                path,
                cluster,
              },
            );
          case 'EACCES':
          case 'EPERM':
            return l10n.t(
              '{path} may not be read by the user that VS Code runs as. Change its permissions, or edit {cluster} and choose another file.',
              {
                path,
                cluster,
              },
            );
          case 'tooLarge':
            return l10n.t('{path} is too large to be a certificate or a key. Edit {cluster} and choose another file.', {
              path,
              cluster,
            });
          default:
            return l10n.t('{path} cannot be read. Edit {cluster} and choose another file.', { path, cluster });
        }
      },
    },
    'edit.invalid': {
      summary: l10n.t('cannot be saved like this'),
      sentence: ({ key, fact }) =>
        sentences(
          ending(fact('line'), line =>
            l10n.t('{key} was not saved: line {line} cannot be understood.', { key, line }),
          ) ?? l10n.t('{key} was not saved: the text cannot be understood.', { key }),
          l10n.t('Correct it and save again; your text is still in the editor.'),
        ),
    },
    cancelled: {
      summary: l10n.t('cancelled'),
      sentence: () => l10n.t('Cancelled. Nothing was changed.'),
    },
  };
}

/** By the codes that Node gives. */
function configurationFile(l10n: Localization, path: string, reason: string | undefined): string {
  switch (reason) {
    case 'ENOENT':
      return l10n.t('{path} does not exist on the machine where the extension runs.', { path });
    case 'EACCES':
    case 'EPERM':
      return l10n.t('{path} may not be read by the user that VS Code runs as. It is usually for root alone.', { path });
    case 'tooLarge':
      return l10n.t('{path} is far larger than any EncryptionConfiguration.', { path });
    default:
      return l10n.t('{path} cannot be read ({reason}).', { path, reason: reason ?? '' });
  }
}
