import type { ProgressView } from '../../src/protocol/encryptionAudit';
import { button, progressLine } from '../ui/controls';
import { element } from '../ui/element';
import type { Words } from './words';

export interface AuditProgress {
  readonly element: HTMLElement;
  set(progress: ProgressView): void;
}

/** How far the audit is, with a way to end it. */
export function createProgress(words: Words, stop: () => void): AuditProgress {
  const line = progressLine(words.of('title'));
  const whole = element('div', { class: 'running' }, line.element, button({ label: words.of('stop'), onClick: stop }));
  whole.hidden = true;
  return {
    element: whole,
    set: ({ done, total }) => {
      const part = total === 0 ? undefined : Math.min(1, done / total);
      line.set(part, total === 0 ? words.of('running') : words.of('shownOf', done, total));
    },
  };
}
