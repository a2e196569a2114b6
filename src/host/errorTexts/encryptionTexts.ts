import { configurationProblemText } from './configurationProblemTexts';
import { type ErrorSubject, type ErrorTexts, ending, type Localization, sentences } from './errorText';

/** What is about values encrypted at rest, and the configuration that they are encrypted with. */
export function encryptionTexts(l10n: Localization): ErrorTexts<'encryption'> {
  /** The key by name with its provider, the plugin for kms. */
  const keyOf = (fact: ErrorSubject['fact']): string => {
    const names = { provider: fact('provider') ?? '', version: fact('version') ?? '', name: fact('keyName') ?? '' };
    if (names.name === '') {
      return l10n.t('its key');
    }
    return names.provider === 'kms'
      ? l10n.t("the plugin '{name}' (kms {version})", names)
      : l10n.t("the key '{name}' ({provider} {version})", names);
  };
  return {
    'encryption.badConfiguration': {
      summary: l10n.t('bad EncryptionConfiguration'),
      sentence: ({ fact }) => {
        const more = Number(fact('problems') ?? 1) - 1;
        return sentences(
          l10n.t('The EncryptionConfiguration cannot be used.'),
          ending(fact('line'), line =>
            l10n.t('Look at line {line}, column {column}.', { line, column: fact('column') ?? '1' }),
          ),
          configurationProblemText(l10n, fact('reason'), { expected: fact('expected'), bytes: fact('bytes') }),
          ending(fact('path'), path => l10n.t('The place is {path}.', { path })),
          more > 0 ? l10n.t('There are {count} more problems.', { count: more }) : undefined,
        );
      },
    },
    'encryption.badKeyName': {
      summary: l10n.t('bad key name'),
      sentence: ({ fact }) =>
        fact('reason') === 'inUse'
          ? l10n.t('A key of this name is in the EncryptionConfiguration already. Choose another name.')
          : l10n.t(
              'The name of a key has letters, digits, dots, dashes and underscores, 63 at most, and begins with a letter or digit.',
            ),
    },
    'encryption.malformed': {
      summary: l10n.t('damaged encrypted value'),
      sentence: ({ fact }) =>
        sentences(
          l10n.t('The value says that it is encrypted with {key}, but its bytes are not laid out so.', {
            key: keyOf(fact),
          }),
          ending(fact('offset'), offset => l10n.t('They go wrong at byte {offset}.', { offset })),
          l10n.t('The API server cannot read it either: restore the object, or delete it.'),
        ),
    },
    'encryption.unknownProvider': {
      summary: l10n.t('unknown encryption provider'),
      sentence: ({ fact }) =>
        l10n.t('The value is encrypted with {key}, a way of encryption that is not known here.', { key: keyOf(fact) }),
    },
    'encryption.keyMissing': {
      summary: l10n.t('key not in configuration'),
      sentence: ({ fact }) =>
        l10n.t(
          'The value is encrypted with {key}, which the EncryptionConfiguration does not have. Choose the file that the API server uses, or an earlier one.',
          { key: keyOf(fact) },
        ),
    },
    'encryption.decryptionFailed': {
      summary: l10n.t('cannot be decrypted'),
      sentence: ({ fact }) => {
        const key = keyOf(fact);
        const reason = fact('reason');
        return sentences(
          reason === 'badPadding'
            ? l10n.t('The value does not open with {key}: its padding is wrong.', { key })
            : reason === 'noObject'
              ? l10n.t('What comes out of the value with {key} is nothing that an API server stores.', { key })
              : l10n.t('The value does not open with {key}: its tag is wrong.', { key }),
          reason === 'badPadding' || reason === 'noObject'
            ? l10n.t('Either this is another key of the same name, or the bytes were changed.')
            : l10n.t(
                'Either this is another key of the same name, or the bytes were changed or copied from another etcd key.',
              ),
          Number(fact('tried') ?? 1) > 1
            ? l10n.t('Keys of that name that were tried: {tried}.', { tried: fact('tried') ?? '' })
            : undefined,
        );
      },
    },
    'encryption.kmsRequired': {
      summary: l10n.t('KMS plugin needed'),
      sentence: ({ fact }) =>
        sentences(
          l10n.t('Only {key} has the key to this value.', { key: keyOf(fact) }),
          ending(fact('socket'), socket => l10n.t('It listens at {socket} on a control-plane machine.', { socket })),
          fact('version') === 'v1'
            ? l10n.t('Plugins of kms v1 are not called from here.')
            : l10n.t('Name its socket with "Set KMS Plugin…", where this machine can reach it.'),
        ),
    },
    'encryption.kmsFailed': {
      summary: l10n.t('KMS plugin failed'),
      sentence: subject => kmsFailure(l10n, keyOf(subject.fact), subject),
    },
  };
}

/** By the reasons of core/etcd/kms and core/encryption. */
function kmsFailure(l10n: Localization, key: string, { fact }: ErrorSubject): string {
  const socket = fact('socket') ?? '';
  switch (fact('reason')) {
    case 'noSocket':
      return l10n.t('There is no socket {socket}, where {key} should listen. Start it, or name another socket.', {
        socket,
        key,
      });
    case 'notASocket':
      return l10n.t('{socket} is no socket, so {key} cannot be called there. Name another one.', { socket, key });
    case 'denied':
      return l10n.t(
        'The user that VS Code runs as may not open {socket}, where {key} listens. It is usually for root alone.',
        { socket, key },
      );
    case 'refused':
      return l10n.t('Nobody listens at {socket}: {key} is not running, or ended. Start it.', { socket, key });
    case 'timeout':
      return l10n.t('An answer did not come in time from {key} at {socket}. Try again, or look at its log.', {
        key,
        socket,
      });
    case 'notKms':
      return l10n.t('What listens at {socket} is no plugin of kms v2, as {key} is. Name another socket.', {
        socket,
        key,
      });
    case 'answer':
      return l10n.t('The call to {key} failed: {server}', { key, server: fact('server') ?? '' });
    case 'badKeyLength':
      return l10n.t('What {key} answered is no key: it has {bytes} bytes.', { key, bytes: fact('bytes') ?? '0' });
    case 'badAnswer':
      return l10n.t('What {key} answered is not as kms v2 wants it, and an API server would refuse it.', { key });
    default:
      return l10n.t('An answer did not come from {key}. Check that it runs and listens at {socket}.', { key, socket });
  }
}
