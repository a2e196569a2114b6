import { EtcdscopeError } from '../core/base/errors';
import type { NotAskedReason, Problem } from '../core/health/fact';
import type { Connections } from './connections/connection';
import { errorTexts, type Localization } from './errorSentenceTable';
import { errorSubject } from './errorSubject';

export interface ProblemText {
  /** A few words. */
  readonly summary: string;
  /** Why something is not known. May hold words of the cluster. */
  readonly sentence: string;
}

/** What kept a figure from being known. */
export function problemText(
  { code, facts }: Problem,
  { l10n, connections }: { readonly l10n: Localization; readonly connections: Pick<Connections, 'all'> },
): ProblemText {
  if (code === 'notAsked') {
    const reasons = notAskedTexts(l10n);
    const reason = String(facts.reason);
    return Object.hasOwn(reasons, reason) ? reasons[reason as NotAskedReason] : reasons.notWanted;
  }
  if (code === 'call.unsupported' && facts.metric !== undefined) {
    return {
      summary: l10n.t('not in its metrics'),
      sentence: l10n.t('The members do not measure it: {metric} is not among their /metrics.', {
        metric: String(facts.metric),
      }),
    };
  }
  const { summary, sentence } = errorTexts(l10n)[code];
  return { summary, sentence: sentence(errorSubject(new EtcdscopeError(code, facts), connections, l10n)) };
}

/** Every reason for not asking: one without a text does not compile. */
function notAskedTexts(l10n: Localization): Readonly<Record<NotAskedReason, ProblemText>> {
  return {
    memberUnreachable: {
      summary: l10n.t('not reached'),
      sentence: l10n.t('No member that could tell was reached.'),
    },
    noAddress: {
      summary: l10n.t('no address'),
      sentence: l10n.t(
        'The member advertises no client address, and none of the endpoints of the connection leads to it.',
      ),
    },
    notStarted: {
      summary: l10n.t('not started'),
      sentence: l10n.t('The member was added and has not started yet.'),
    },
    unspecifiedAddress: {
      summary: l10n.t('advertises no real address'),
      sentence: l10n.t(
        'The member advertises an address that means all interfaces, such as 0.0.0.0, which nobody can dial. Correct its --advertise-client-urls.',
      ),
    },
    loopbackAddress: {
      summary: l10n.t('advertises a loopback address'),
      sentence: l10n.t(
        'The member advertises a loopback address, which would lead to this machine. Add its real address to the endpoints of the connection.',
      ),
    },
    plaintextAddress: {
      summary: l10n.t('advertises plain HTTP'),
      sentence: l10n.t(
        'The member advertises plain HTTP, where this connection uses TLS. It was not dialed, so that nothing travels unencrypted.',
      ),
    },
    malformedAddress: {
      summary: l10n.t('advertises no valid address'),
      sentence: l10n.t('The member advertises a client address that is none. Correct its --advertise-client-urls.'),
    },
    databaseTooLarge: {
      summary: l10n.t('database too large to hash'),
      sentence: l10n.t(
        'Comparing the members reads the whole database on each of them, and it is larger than this check does by itself.',
      ),
    },
    nothingToCompare: {
      summary: l10n.t('nothing to compare'),
      sentence: l10n.t('Fewer than two members told it, so there is nothing to compare.'),
    },
    fewObservations: {
      summary: l10n.t('too few yet'),
      sentence: l10n.t('Too little has happened since the members started for a percentile to mean anything.'),
    },
    notWanted: {
      summary: l10n.t('not asked'),
      sentence: l10n.t('This was not asked.'),
    },
  };
}
