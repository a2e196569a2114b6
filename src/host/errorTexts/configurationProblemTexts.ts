import type { ConfigurationProblemCode } from '../../core/encryption/configuration/configurationError';
import type { Localization } from './errorText';

/** What is wrong at a place of an EncryptionConfiguration, and what belongs there: one sentence for each code. Undefined for what is no code. */
export function configurationProblemText(
  l10n: Localization,
  code: string | undefined,
  { expected = '', bytes = '' }: { readonly expected?: string; readonly bytes?: string } = {},
): string | undefined {
  const texts: Readonly<Record<ConfigurationProblemCode, string>> = {
    syntax: l10n.t('This is neither YAML nor JSON.'),
    severalDocuments: l10n.t('A second document begins here, and only the first one would be read.'),
    tooLarge: l10n.t('The file is far larger than any EncryptionConfiguration.'),
    wrongType: l10n.t('Something of another type belongs here: {expected}.', { expected }),
    wrongKind: l10n.t('The kind must be {expected}.', { expected }),
    wrongApiVersion: l10n.t('The apiVersion must be {expected}.', { expected }),
    unknownField: l10n.t('There is no field of this name here.'),
    duplicateField: l10n.t('This field is there twice.'),
    missingField: l10n.t('A field is missing or empty.'),
    emptyList: l10n.t('This list must not be empty.'),
    noProvider: l10n.t('No provider is named here. For no encryption, write identity: {}.'),
    severalProviders: l10n.t('Several providers share one list element. Give each an element of its own.'),
    badBase64: l10n.t('The secret is not in base64.'),
    badKeyLength: l10n.t('The key has {bytes} bytes, where it may have {expected}.', { bytes, expected }),
    badKmsVersion: l10n.t('The apiVersion of a plugin must be one of: {expected}.', { expected }),
    badKmsName: l10n.t('The name of a plugin must not have a colon.'),
    duplicateKmsName: l10n.t('Another plugin has this name already.'),
    badEndpoint: l10n.t('The endpoint of a plugin must be a socket: {expected}.', { expected }),
    badTimeout: l10n.t('The timeout must be a duration above zero, such as {expected}.', { expected }),
    badCacheSize: l10n.t('The cachesize must be a whole number other than zero, and only plugins of v1 have one.'),
    capitalLetters: l10n.t('The name of a resource has no capital letters.'),
    bareStar: l10n.t('A star alone names no resource. Write *. for the core group, or *.* for all.'),
    notServed: l10n.t('This resource has no API and cannot be encrypted.'),
    goneGroup: l10n.t('Nothing is stored under this API group. Events are stored as events.'),
    acrossGroups: l10n.t('One resource of all groups cannot be named. Name each with its group.'),
    duplicateResource: l10n.t('This resource is there twice.'),
    overlappingResources: l10n.t('This covers another resource of the same list.'),
    maskedResource: l10n.t('An earlier entry covers this resource already, so that this one would have no effect.'),
  };
  return code !== undefined && Object.hasOwn(texts, code) ? texts[code as ConfigurationProblemCode] : undefined;
}
