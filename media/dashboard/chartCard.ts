import { quantityText, type Unit } from '../../src/protocol/quantityText';
import { timeText } from '../../src/protocol/timeText';
import { type ChartData, LineChart } from '../ui/chart';
import { element, setAttributes, setText } from '../ui/element';
import { type LineLook, lineSwatch } from '../ui/lineLook';
import type { Words } from './words';

export interface ChartCardOptions {
  readonly title: string;
  readonly unit: Unit;
  readonly words: Words;
  /** The card has come into sight, and wants what was not shown to it meanwhile. */
  readonly onAppear: () => void;
}

interface Readout {
  readonly element: HTMLElement;
  readonly value: HTMLElement;
}

/** Milliseconds. The words for screen readers lag behind the picture until somebody comes to it. */
const describedFor = 10_000;

/**
 * One chart with its title, and below it each line's value: of now, or of the time that is pointed at. Focus makes it a
 * picture with a text for screen readers, and the arrow keys point.
 */
export class ChartCard {
  readonly element: HTMLElement;
  private readonly chart: LineChart;
  private readonly frame: HTMLElement;
  private readonly summary = element('span', { class: 'chart-unit' });
  private readonly readouts = element('ul', { class: 'readouts' });
  private readonly empty: HTMLElement;
  private readonly spoken = element('div', { class: 'announcement', attributes: { 'aria-live': 'polite' } });
  private lines: Readout[] = [];
  private looks = '';
  private data: ChartData = { times: [], lines: [], from: 0, to: 1 };
  private pointed: number | undefined;
  private isSeen = false;
  private describedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: ChartCardOptions) {
    const { title, words, unit } = options;
    this.chart = new LineChart({
      group: 'dashboard',
      language: words.language,
      format: value => this.format(value),
      steps: unit === 'bytes' ? 'binary' : unit === 'count' ? 'whole' : 'any',
      onPoint: index => this.onPoint(index),
    });
    this.empty = element('div', { class: 'chart-empty muted', text: words.of('waitingForSamples') });
    this.frame = element(
      'div',
      {
        class: 'chart-frame',
        role: 'img',
        attributes: { tabindex: 0 },
        on: {
          focus: () => {
            this.chart.catchUp();
            this.describe();
          },
          keydown: event => this.onKey(event),
          blur: () => this.chart.unpoint(),
        },
      },
      this.chart.element,
      this.empty,
    );
    const heading = element('div', { class: 'chart-heading' }, element('h3', { text: title }), this.summary);
    this.element = element('div', { class: 'chart-card' }, heading, this.frame, this.readouts, this.spoken);
    new IntersectionObserver(entries => {
      const wasSeen = this.isSeen;
      this.isSeen = entries.at(-1)?.isIntersecting ?? this.isSeen;
      if (this.isSeen && !wasSeen) {
        options.onAppear();
      }
    }).observe(this.element);
  }

  /** A chart out of sight needs not be shown anything. */
  get isOnScreen(): boolean {
    return this.isSeen;
  }

  show(data: ChartData): void {
    this.data = data;
    this.draw();
  }

  redraw(): void {
    this.chart.redraw();
  }

  private draw(): void {
    const hasValues = this.data.lines.some(({ values }) => values.some(value => value !== null));
    this.empty.hidden = hasValues;
    setText(this.empty, this.options.words.of(this.data.times.length < 2 ? 'waitingForSamples' : 'noData'));
    this.chart.element.style.visibility = hasValues ? 'visible' : 'hidden';
    this.chart.show(this.data);
    this.drawReadouts();
    if (performance.now() - this.describedAt > describedFor) {
      this.describe();
    }
  }

  private drawReadouts(): void {
    const { lines } = this.data;
    const looks = JSON.stringify(lines.map(({ label, look }) => [label, look]));
    if (looks !== this.looks) {
      this.looks = looks;
      this.lines = lines.map(({ label, look }) => createReadout(label, look));
      this.readouts.replaceChildren(...this.lines.map(({ element }) => element));
    }
    this.updateReadouts();
  }

  private updateReadouts(): void {
    // The newest values may be ahead of the picture, but what is pointed at is in it.
    const { times, lines } = this.pointed === undefined ? this.data : this.chart.drawn;
    const last = times.length - 1;
    const index = Math.min(this.pointed ?? last, last);
    for (const [number, { value }] of this.lines.entries()) {
      setText(value, this.valueText(lines[number]?.values[index]));
    }
    const time = this.pointed === undefined ? undefined : times[index];
    setText(this.summary, time === undefined ? '' : timeText(time, this.options.words.language));
  }

  private onPoint(index: number | undefined): void {
    this.pointed = index;
    this.updateReadouts();
  }

  private onKey(event: KeyboardEvent): void {
    const last = this.chart.drawn.times.length - 1;
    const from = this.pointed ?? last;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: this.pointed === undefined ? last : from - 1,
      ArrowRight: from + 1,
      PageUp: from - 10,
      PageDown: from + 10,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (event.key === 'Escape') {
      this.chart.unpoint();
    } else if (to !== undefined && last >= 0) {
      event.preventDefault();
      const index = Math.max(0, Math.min(last, to));
      this.chart.point(index);
      this.spoken.textContent = this.spokenAt(index);
    }
  }

  private spokenAt(index: number): string {
    const { times, lines } = this.chart.drawn;
    const time = times[index];
    const values = lines.map(({ label, values }) => `${label} ${this.valueText(values[index])}`);
    return time === undefined ? '' : `${timeText(time, this.options.words.language)}: ${values.join(', ')}`;
  }

  private describe(): void {
    this.describedAt = performance.now();
    setAttributes(this.frame, { 'aria-label': this.description() });
  }

  /** What the picture shows, in words. */
  private description(): string {
    const { title, words } = this.options;
    const lines = this.data.lines.map(({ label, values }) => {
      const known = values.filter(value => value !== null);
      if (known.length === 0) {
        return `${label}: ${words.of('notKnown')}`;
      }
      const [least, most] = known.reduce(
        ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
        [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      );
      const now = words.of('now', this.valueText(values.at(-1)));
      return `${label}: ${now}, ${words.of('between', this.format(least), this.format(most))}`;
    });
    return [title, ...lines, words.of('chartHelp')].join('. ');
  }

  private valueText(value: number | null | undefined): string {
    return value === null || value === undefined ? '–' : this.format(value);
  }

  private format(value: number): string {
    return quantityText(value, this.options.unit, this.options.words.language);
  }
}

function createReadout(label: string, look: LineLook): Readout {
  const value = element('span', { class: 'readout-value' });
  const name = element('span', { class: 'announcement', text: label });
  return { element: element('li', { class: 'readout', title: label }, lineSwatch(look), name, value), value };
}
