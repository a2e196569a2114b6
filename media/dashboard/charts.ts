import type { HistoryView, NoteView, SampleView } from '../../src/protocol/dashboard';
import { SampleHistory } from '../../src/protocol/sampleHistory';
import { dropdown } from '../ui/controls';
import { element } from '../ui/element';
import { lineLook, lineSwatch } from '../ui/lineLook';
import { onThemeChange } from '../ui/theme';
import { ChartCard } from './chartCard';
import { chartDefinitions, seriesOf } from './chartDefinitions';
import { type Layout, percentiles, timeSpans } from './layout';
import { Notes } from './notes';
import type { Words } from './words';

export interface ChartsOptions {
  readonly words: Words;
  readonly layout: Layout;
  readonly keep: (layout: Layout) => void;
}

const minute = 60_000;
/** Milliseconds. A chart of a few seconds is stretched to this. */
const leastSpan = minute;

/** What changes over time, a chart each, on one time axis. */
export class Charts {
  readonly element: HTMLElement;
  private readonly samples = new SampleHistory(60 * minute);
  private readonly cards: readonly ChartCard[];
  private readonly legend = element('ul', { class: 'chart-legend' });
  private readonly notes: Notes;
  private layout: Layout;
  private legendNames = '';
  private isStale = false;

  constructor(private readonly options: ChartsOptions) {
    const { words } = options;
    this.layout = options.layout;
    this.notes = new Notes(words);
    const onAppear = () => this.drawAnew();
    this.cards = chartDefinitions.map(
      ({ title, unit }) => new ChartCard({ title: words.of(title), unit, words, onAppear }),
    );
    const heading = element(
      'div',
      { class: 'section-heading' },
      element('h2', { text: words.of('overTime') }),
      this.legend,
      element('div', { class: 'toolbar' }, this.percentileChoice(), this.timeSpanChoice()),
    );
    const grid = element('div', { class: 'charts' }, ...this.cards.map(card => card.element));
    this.element = element('section', {}, heading, this.notes.element, grid);
    this.element.hidden = true;
    onThemeChange(() => {
      for (const card of this.cards) {
        card.redraw();
      }
    });
  }

  showNotes(notes: readonly NoteView[]): void {
    this.notes.show(notes);
  }

  /** What is begun and added is seen with the next {@link draw}. */
  begin(history: HistoryView): void {
    this.samples.replace(history);
    this.isStale = true;
  }

  add(sample: SampleView): void {
    this.samples.add(sample);
    this.isStale = true;
  }

  draw(): void {
    if (!this.isStale) {
      return;
    }
    this.isStale = false;
    const { times, members } = this.samples.view;
    const last = times.at(-1);
    const first = times[0];
    this.element.hidden = first === undefined;
    if (first === undefined || last === undefined) {
      return;
    }
    const from = Math.min(Math.max(first, last - Number(this.layout.minutes) * minute), last - leastSpan);
    const start = Math.max(
      0,
      times.findIndex(time => time >= from),
    );
    const shown = times.slice(start);
    this.drawLegend(members.map(({ name }) => name));
    for (const [number, definition] of chartDefinitions.entries()) {
      const series = seriesOf(definition, this.layout.percentile);
      const card = this.cards[number];
      if (!card?.isOnScreen) {
        continue;
      }
      card.show({
        times: shown,
        from,
        to: last,
        lines: members.map((member, index) => ({
          label: member.name,
          look: lineLook(index),
          values: member.series[series].slice(start),
        })),
      });
    }
  }

  private drawAnew(): void {
    this.isStale = true;
    this.draw();
  }

  private drawLegend(names: readonly string[]): void {
    const known = JSON.stringify(names);
    if (known !== this.legendNames) {
      this.legendNames = known;
      const entries = names.map((name, index) =>
        element('li', { class: 'legend-entry' }, lineSwatch(lineLook(index)), element('span', { text: name })),
      );
      this.legend.replaceChildren(...entries);
    }
  }

  private percentileChoice(): HTMLElement {
    const { words } = this.options;
    return dropdown({
      label: words.of('percentile'),
      value: this.layout.percentile,
      choices: percentiles.map(value => ({ value, label: words.of(value) })),
      onChange: percentile => this.change({ percentile }),
    });
  }

  private timeSpanChoice(): HTMLElement {
    const { words } = this.options;
    return dropdown({
      label: words.of('timeSpan'),
      value: this.layout.minutes,
      choices: timeSpans.map(value => ({ value, label: words.of('minutes', Number(value)) })),
      onChange: minutes => this.change({ minutes }),
    });
  }

  private change(changes: Partial<Layout>): void {
    this.layout = { ...this.layout, ...changes };
    this.options.keep(this.layout);
    this.drawAnew();
  }
}
