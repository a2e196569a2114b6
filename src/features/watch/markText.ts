import type { Localization } from '../../host/errorSentenceTable';
import type { Mark } from './listEntry';

/** What a line between events says. */
export function markText(mark: Mark, l10n: Localization): string {
  switch (mark.what) {
    case 'began':
      return l10n.t('Watching from revision {revision} on, at {endpoint}', {
        revision: String(mark.revision),
        endpoint: mark.endpoint,
      });
    case 'reconnected':
      return l10n.t('Reconnected to {endpoint} after {seconds} s; nothing was missed', {
        endpoint: mark.endpoint,
        seconds: secondsText(mark.milliseconds),
      });
    case 'gap':
      return mark.from >= mark.to
        ? l10n.t('Gap: what happened up to revision {to} was compacted and is not known', { to: String(mark.to) })
        : l10n.t('Gap: revisions {from} to {to} were compacted and are not known', {
            from: String(mark.from),
            to: String(mark.to),
          });
    case 'ended':
      return l10n.t('The watch ended');
  }
}

/** Seconds with one digit behind the point, while they are few. */
export function secondsText(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds));
}
