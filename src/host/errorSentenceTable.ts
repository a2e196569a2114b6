import type { ErrorCode } from '../core/base/errors';
import type { ErrorText, Localization } from './errorTexts/errorText';
import { reachingTexts } from './errorTexts/reachingTexts';
import { storeTexts } from './errorTexts/storeTexts';
import { userTexts } from './errorTexts/userTexts';

export type { ErrorSubject, ErrorText, Localization } from './errorTexts/errorText';

/** The texts of every code: a code without one does not compile. */
export function errorTexts(l10n: Localization): Readonly<Record<ErrorCode, ErrorText>> {
  return { ...reachingTexts(l10n), ...storeTexts(l10n), ...userTexts(l10n) };
}
