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
}

/** What is watched, how the watch is doing, and how much happens. */
export function createHeading(words: WatchWords, actions: HeadingActions): Heading {
  const scope = element('h1', { class: 'scope' });
  const dot = element('span', { class: 'state-dot', attributes: { 'aria-hidden': true } });
  const label = element('span');
  const state = element('span', { class: 'state' }, dot, label);
  const paused = element('span', { class: 'paused number' });
  // Without the seconds and the counts of the others: to be told of each of them would drown out everything else.
  const spoken = element('div', { class: 'announcement', role: 'status', attributes: { 'aria-live': 'polite' } });
  const name = element('span', { class: 'connection' });
  const detail = element('span', { class: 'detail' });
  const totals = element('div', { class: 'totals number' });
  const rate = element('div', { class: 'rate number' });
  const line = sparkline();
  const next = element('div', { class: 'heading-actions' });
  let shownNext: WatchView['state']['next'];
  const whole = element(
    'header',
    { class: 'heading' },
    element(
      'div',
      { class: 'heading-text' },
      element('div', { class: 'heading-line' }, scope, state, paused),
      element('div', { class: 'facts' }, name, detail),
      next,
      spoken,
    ),
    element('div', { class: 'figures' }, element('div', { class: 'figures-text' }, rate, totals), line.element),
  );
  paused.hidden = true;
  return {
    element: whole,
    show: view => {
      setText(scope, view.scope);
      scope.title = view.scope;
      paused.hidden = !view.isPaused;
      setText(name, view.name);
      setText(label, view.state.label);
      setText(spoken, spokenText(view, words));
      setText(detail, view.state.detail);
      state.className = `state state-${view.state.kind}`;
      if (view.state.next !== shownNext) {
        shownNext = view.state.next;
        next.replaceChildren(
          ...(shownNext ? [button({ label: words.of(shownNext), isPrimary: true, onClick: actions.goOn })] : []),
        );
      }
    },
    showFigures: figures => {
      const { puts, deletes, waiting } = figures;
      setText(paused, waiting === 0 ? words.of('paused') : words.of('waiting', waiting));
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

function spokenText({ state, isPaused }: WatchView, words: WatchWords): string {
  const label = state.kind === 'reconnecting' ? words.of('reconnecting') : state.label;
  return isPaused ? `${label}, ${words.of('paused')}` : label;
}
