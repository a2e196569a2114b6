import type { Localization } from '../../../host/errorSentenceTable';
import { availabilityTexts } from './availabilityTexts';
import type { CheckTexts } from './checkText';
import { consensusTexts } from './consensusTexts';
import { consistencyTexts } from './consistencyTexts';
import { kubernetesTexts } from './kubernetesTexts';
import { latencyTexts } from './latencyTexts';
import { securityTexts } from './securityTexts';
import { spaceTexts } from './spaceTexts';

/** The texts of every check: a check without them does not compile. */
export function checkTexts(l10n: Localization): CheckTexts {
  return {
    ...availabilityTexts(l10n),
    ...consensusTexts(l10n),
    ...latencyTexts(l10n),
    ...spaceTexts(l10n),
    ...consistencyTexts(l10n),
    ...securityTexts(l10n),
    ...kubernetesTexts(l10n),
  };
}
