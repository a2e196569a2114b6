import type { FiguresView, WatchView } from '../../src/protocol/watch';
import { button } from '../ui/controls';
import { element, setText } from '../ui/element';
import { sparkline } from '../ui/sparkline';
import type { WatchWords } from './words';

export interface Heading {
  readonly element: HTMLElement;
  show(view: WatchView): void;
  showFigures(figures: FiguresView): void;
}

export interface HeadingActions {
  readonly goOn: () => void;
  readonly startAgain: () => void;
}

/** What is watched, how the watch is doing, and how much happens. */
export function createHeading(words: WatchWords, actions: HeadingActions): Heading {
  const scope = element('h1', { class: 'scope' });
  const dot = element('span', { class: 'state-dot', attributes: { 'aria-hidden': true } });
  const label = element('span', { role: 'status', attributes: { 'aria-live': 'polite' } });
  const state = element('span', { class: 'state' }, dot, label);
  const name = element('span', { class: 'connection' });
  const detail = element('span', { class: 'detail' });
  const totals = element('div', { class: 'totals number' });
  const rate = element('div', { class: 'rate number' });
  const line = sparkline();
  const goOn = button({ label: words.of('goOn'), isPrimary: true, onClick: actions.goOn });
  const startAgain = button({ label: words.of('startAgain'), isPrimary: true, onClick: actions.startAgain });
  const whole = element(
    'header',
    { class: 'heading' },
    element(
      'div',
      { class: 'heading-text' },
      element('div', { class: 'heading-line' }, scope, state),
      element('div', { class: 'facts' }, name, detail),
      element('div', { class: 'heading-actions' }, goOn, startAgain),
    ),
    element('div', { class: 'figures' }, element('div', { class: 'figures-text' }, rate, totals), line.element),
  );
  goOn.hidden = true;
  startAgain.hidden = true;
  return {
    element: whole,
    show: view => {
      setText(scope, view.scope);
      scope.title = view.scope;
      setText(name, view.name);
      setText(label, view.state.label);
      setText(detail, view.state.detail);
      state.className = `state state-${view.state.kind}`;
      goOn.hidden = view.state.action !== 'goOn';
      startAgain.hidden = view.state.action !== 'startAgain';
    },
    showFigures: figures => {
      const { puts, deletes } = figures;
      const most = Math.max(0, ...puts.map((count, index) => count + (deletes[index] ?? 0)));
      setText(rate, words.of('rate', figures.rate));
      setText(totals, words.of('totals', figures.totals.created, figures.totals.updated, figures.totals.deleted));
      line.set(
        [
          { counts: puts, look: 'rate-puts' },
          { counts: deletes, look: 'rate-deletes' },
        ],
        words.of('rateLabel', figures.rate, most),
      );
    },
  };
}
