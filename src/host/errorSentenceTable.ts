import type { ErrorCode } from '../core/base/errors';
import { encryptionTexts } from './errorTexts/encryptionTexts';
import type { ErrorText, Localization } from './errorTexts/errorText';
import { reachingTexts } from './errorTexts/reachingTexts';
import { snapshotTexts } from './errorTexts/snapshotTexts';
import { storeTexts } from './errorTexts/storeTexts';
import { userTexts } from './errorTexts/userTexts';

export type { ErrorSubject, ErrorText, Localization } from './errorTexts/errorText';

/** The texts of every code: a code without one does not compile. */
export function errorTexts(l10n: Localization): Readonly<Record<ErrorCode, ErrorText>> {
  return {
    ...reachingTexts(l10n),
    ...storeTexts(l10n),
    ...snapshotTexts(l10n),
    ...encryptionTexts(l10n),
    ...userTexts(l10n),
  };
}
