import { hasCode } from '../../core/base/errors';
import type { Localization } from '../../host/errorSentenceTable';
import type { StateView } from '../../protocol/watch';
import type { RunState } from './watchRun';

export interface StateWords {
  readonly l10n: Localization;
  /** What happened and what can be done, for an error. */
  readonly sentence: (error: unknown) => string;
  readonly summary: (error: unknown) => string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How a watch is doing, in words. */
export function stateView(state: RunState, { l10n, sentence, summary, now }: StateWords): StateView {
  switch (state.kind) {
    case 'starting':
      return { kind: 'starting', label: l10n.t('starting…'), detail: '' };
    case 'live':
      return {
        kind: 'live',
        label: l10n.t('live'),
        detail: l10n.t('complete up to revision {revision}', { revision: String(state.revision) }),
      };
    case 'reconnecting': {
      const seconds = Math.max(0, Math.floor((now - state.since) / 1000));
      return {
        kind: 'reconnecting',
        label: l10n.t('reconnecting ({seconds} s)', { seconds }),
        detail: sentence(state.error),
      };
    }
    case 'ended':
      if (state.error === undefined) {
        return { kind: 'ended', label: l10n.t('ended'), detail: '', next: 'goOn' };
      }
      return {
        kind: 'ended',
        label: l10n.t('ended: {why}', { why: summary(state.error) }),
        detail:
          state.compactRevision === undefined
            ? sentence(state.error)
            : compactedText(state.error, state.compactRevision + 1n, l10n),
        next: state.compactRevision === undefined ? 'goOn' : 'goOnFromOldest',
      };
  }
}

function compactedText(error: unknown, oldestLeft: bigint, l10n: Localization): string {
  const revision = hasCode(error, 'revision.compacted') ? error.facts.revision : undefined;
  const oldest = String(oldestLeft);
  return revision === undefined
    ? l10n.t('What comes next was compacted: the oldest revision left is {oldest}.', { oldest })
    : l10n.t('Revision {revision} was compacted: the oldest left is {oldest}.', { revision: String(revision), oldest });
}
