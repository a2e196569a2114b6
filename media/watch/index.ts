import {
  type DetailsView,
  type FiguresView,
  type KeyAction,
  type RowsView,
  type RowView,
  type WatchView,
  watch,
  watchStart,
} from '../../src/protocol/watch';
import { element, setText } from '../ui/element';
import { openPage, readStartData } from '../ui/page';
import { drawDetails } from './details';
import { createEvents } from './events';
import { createHeading } from './heading';
import { layout } from './layout';
import { pageContext } from './menuContext';
import { drawPins } from './pins';
import { createToolbar } from './toolbar';
import { createWatchWords } from './words';

const { strings, language, watch: number } = readStartData(watchStart);
const words = createWatchWords(strings, language);
const {
  peer,
  state: kept,
  keep,
} = openPage({
  contract: watch,
  state: layout,
  handlers: {
    requests: {},
    events: { view: show, rows: take, figures: showFigures },
  },
  onError: reportError,
});

const heading = createHeading(words, {
  goOn: () => peer.tell('goOn', undefined),
});
const toolbar = createToolbar(words, {
  filter: filter => peer.tell('filter', filter),
  pause: () => peer.tell('pause', undefined),
  resume: () => peer.tell('resume', undefined),
  clear: () => peer.tell('clear', undefined),
  putKey: () => peer.tell('putKey', undefined),
  exportEvents: () => peer.tell('exportEvents', undefined),
  follow: () => events.setFollowing(true),
});
const events = createEvents({
  words,
  onLook: look => {
    peer.tell('look', look);
    keep({ isFollowing: look.isFollowing, from: look.from });
  },
  onSelect: row => void select(row),
  onFollow: isFollowing => toolbar.setFollowing(isFollowing),
  act: (id, action) => peer.tell('key', { id, action }),
});
const pins = element('ul', { class: 'pins', attributes: { 'aria-label': words.of('pins') } });
const details = element('section', { class: 'details', attributes: { 'aria-label': words.of('details') } });
const counts = element('span', { class: 'number' });
const notice = element('span', { class: 'notice', role: 'status', attributes: { 'aria-live': 'polite' } });
const problem = element('p', { class: 'problem', role: 'alert' });
const footer = element('footer', {}, counts, notice);
pins.hidden = true;
details.hidden = true;
problem.hidden = true;

let selected: RowView | undefined;
let isWritable = false;
let isFiltered = false;
let stateKind: WatchView['state']['kind'] = 'starting';
let shownPins = '';
let shownDetails = '';

const root = document.getElementById('root');
root?.append(heading.element, toolbar.element, pins, events.element, details, problem, footer);
toolbar.setFollowing(true);
showEmptyText();
peer.tell('ready', undefined);
if (kept && !kept.isFollowing) {
  events.stayAt(kept.from);
}

function show(view: WatchView): void {
  heading.show(view);
  toolbar.show(view);
  isWritable = view.isWritable;
  root?.setAttribute('data-vscode-context', pageContext(number, isWritable));
  stateKind = view.state.kind;
  const { text, change, resource, namespace } = view.filter;
  isFiltered = text !== '' || change !== 'all' || resource !== undefined || namespace !== undefined;
  showEmptyText();
  const nextPins = JSON.stringify(view.pins);
  if (nextPins !== shownPins) {
    shownPins = nextPins;
    pins.hidden = view.pins.length === 0;
    pins.replaceChildren(...drawPins(view.pins, words, (id, action) => peer.tell('key', { id, action })));
    if (selected) {
      void select(selected);
    }
  }
}

function take(rows: RowsView): void {
  // First, so that the next ones are on their way while these are drawn.
  peer.tell('taken', undefined);
  events.show(rows);
}

function showEmptyText(): void {
  if (stateKind === 'starting') {
    events.setEmptyText(words.of('emptyStarting'), '');
  } else if (stateKind === 'ended') {
    events.setEmptyText(words.of('emptyEnded'), words.of('emptyEndedText'));
  } else if (stateKind === 'reconnecting') {
    events.setEmptyText(words.of('emptyReconnecting'), words.of('emptyReconnectingText'));
  } else if (isFiltered) {
    events.setEmptyText(words.of('emptyFiltered'), '');
  } else {
    events.setEmptyText(words.of('emptyTitle'), words.of('emptyText'));
  }
}

function showFigures(figures: FiguresView): void {
  heading.showFigures(figures);
  const { kept: held, fellOut, isSampled } = figures;
  setText(counts, [words.of('kept', held), ...(fellOut > 0 ? [words.of('fellOut', fellOut)] : [])].join(' · '));
  // Where the list stands still, it shows each event of the time that it stands at.
  setText(notice, isSampled && events.isFollowing ? words.of('sampled') : '');
}

async function select(row: RowView | undefined): Promise<void> {
  selected = row;
  if (!row?.event) {
    details.hidden = true;
    return;
  }
  try {
    const answer = await peer.request('details', { id: row.id });
    if (selected === row) {
      showDetails(row.id, answer.details);
    }
  } catch (error) {
    reportError(error);
  }
}

function showDetails(id: number, next: DetailsView | undefined): void {
  const text = JSON.stringify([id, next]);
  details.hidden = next === undefined;
  // Drawn anew only for something new: a button that has the focus would lose it.
  if (text === shownDetails) {
    return;
  }
  shownDetails = text;
  const act = (action: KeyAction) => peer.tell('key', { id, action });
  const close = () => {
    events.deselect();
    events.focus();
  };
  details.replaceChildren(...(next ? drawDetails(next, isWritable, words, { act, close }) : []));
}

function reportError(error: unknown): void {
  problem.textContent = error instanceof Error && error.message !== '' ? error.message : words.of('failed');
  problem.hidden = false;
}
