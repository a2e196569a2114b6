import { type DashboardView, dashboard, dashboardStart } from '../../src/protocol/dashboard';
import { element, setText } from '../ui/element';
import { onNextFrame } from '../ui/nextFrame';
import { openPage, readStartData } from '../ui/page';
import { createWords } from '../ui/words';
import { Charts } from './charts';
import { Heading } from './heading';
import { firstLayout, layout } from './layout';
import { Members } from './members';
import { Quorum } from './quorum';
import { Tiles } from './tiles';

/** What was told last and is not shown yet. */
let latest: DashboardView | undefined;
const planDraw = onNextFrame(draw);

const { strings, language } = readStartData(dashboardStart);
const words = createWords(strings, language);
const page = openPage({
  contract: dashboard,
  state: layout,
  handlers: {
    requests: {},
    events: {
      view: view => {
        latest = view;
        planDraw();
      },
      history: history => {
        charts.begin(history);
        planDraw();
      },
      sample: sample => {
        charts.add(sample);
        planDraw();
      },
    },
  },
  onError: reportError,
});
const { peer } = page;

const heading = new Heading(words, {
  refresh: () => peer.tell('refresh', undefined),
  openStatus: () => peer.tell('openStatus', undefined),
  checkHealth: () => peer.tell('checkHealth', undefined),
});
const quorum = new Quorum(words);
const tiles = new Tiles(words);
const members = new Members(words, key => {
  peer.tell('copyMember', { key });
  announcement.textContent = words.of('copied');
});
const charts = new Charts({ words, layout: page.state ?? firstLayout, keep: page.keep });
const announcement = element('div', { class: 'announcement', role: 'status', attributes: { 'aria-live': 'polite' } });
const failure = element('p', { class: 'failure', role: 'alert' });
failure.hidden = true;
document
  .getElementById('root')
  ?.append(
    heading.element,
    element('div', { class: 'overview' }, quorum.element, tiles.element),
    members.element,
    charts.element,
    failure,
    announcement,
  );
peer.tell('ready', undefined);

function draw(): void {
  try {
    if (latest) {
      show(latest);
    }
    latest = undefined;
    charts.draw();
  } catch (error) {
    reportError(error);
  }
}

/** What a screen reader should hear of, once a change: how the cluster stands, not every figure. */
let announced = '';

function show(view: DashboardView): void {
  heading.show(view);
  quorum.show(view.quorum);
  tiles.show(view.tiles);
  members.show(view.members);
  charts.showNotes(view.metricsNotes);
  const news = [view.problem ?? '', view.quorum?.sentence ?? ''].join(' ').trim();
  if (news !== announced) {
    announced = news;
    setText(announcement, news);
  }
}

function reportError(error: unknown): void {
  failure.textContent = error instanceof Error && error.message !== '' ? error.message : words.of('failed');
  failure.hidden = false;
}
