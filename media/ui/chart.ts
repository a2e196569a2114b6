/** Lines over time. The only file that knows the library that draws them; it swaps here. */
import UPlot from 'uplot';
import { timeText } from '../../src/protocol/timeText';
import type { LineLook } from './lineLook';
import { themeColor, themeFont } from './theme';

export interface ChartLine {
  readonly label: string;
  readonly look: LineLook;
  /** One for each time; null where nothing is known, which breaks the line. */
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  /** Milliseconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Milliseconds since 1970: what the width of the chart stands for. */
  readonly from: number;
  readonly to: number;
}

export interface LineChartOptions {
  /** Charts of one group show the pointer at the same time. */
  readonly group: string;
  readonly language: string;
  readonly format: (value: number) => string;
  /** Steps between the numbers beside the chart: any, whole ones, or powers of two. */
  readonly steps: 'any' | 'whole' | 'binary';
  /** The time that is pointed at, as its index, or undefined once the pointer has left. */
  readonly onPoint: (index: number | undefined) => void;
}

/** Pixels. */
const height = 124;
const axisWidth = 62;
const axisHeight = 24;

const steps = {
  whole: Array.from({ length: 15 }, (_, power) => [1, 2, 5].map(digit => digit * 10 ** power)).flat(),
  binary: Array.from({ length: 50 }, (_, power) => 2 ** power),
};

/** Share of the height from which on a change is shown before the picture has moved. */
const jump = 0.25;

/**
 * Draws into its element, as wide as that is, whatever can be seen to be new: a picture of a quarter of an hour moves by
 * a pixel in four seconds. Colours are read anew from the theme with every drawing.
 */
export class LineChart {
  readonly element = document.createElement('div');
  private plot: UPlot | undefined;
  private data: ChartData = { times: [], lines: [], from: 0, to: 1 };
  /** What was shown last, of which the newest samples may not be drawn yet. */
  private latest = this.data;
  private isPointedAt = false;
  /** What a drawn plot cannot change any more: how many lines, and how they look. */
  private shape = '';

  constructor(private readonly options: LineChartOptions) {
    this.element.className = 'line-chart';
    this.element.style.height = `${height}px`;
    new ResizeObserver(() => this.fit()).observe(this.element);
  }

  /** What the picture is of, and what is pointed at an index of. */
  get drawn(): ChartData {
    return this.data;
  }

  show(data: ChartData): void {
    this.latest = data;
    const shape = JSON.stringify(data.lines.map(({ look }) => look));
    if (this.plot && shape === this.shape) {
      if (this.isPointedAt || isVisiblyNew(data, this.data, this.plot)) {
        this.catchUp();
      }
    } else if (this.element.clientWidth > 0) {
      this.shape = shape;
      this.data = data;
      this.plot?.destroy();
      this.plot = new UPlot(this.plotOptions(), aligned(data), this.element);
      this.update(this.plot);
    }
  }

  /** Draws what was shown last, whether or not it looks different. */
  catchUp(): void {
    if (this.plot && this.data !== this.latest) {
      this.data = this.latest;
      this.update(this.plot);
    }
  }

  redraw(): void {
    this.plot?.redraw(false);
  }

  /** Points at the time of this index, as the pointer would. */
  point(index: number): void {
    const { plot, data } = this;
    const time = data.times[index];
    if (plot && time !== undefined) {
      plot.setCursor({ left: plot.valToPos(time, 'x'), top: 0 });
    }
  }

  unpoint(): void {
    this.plot?.setCursor({ left: -10, top: -10 });
  }

  private update(plot: UPlot): void {
    const { from, to } = this.data;
    plot.batch(() => {
      plot.setData(aligned(this.data), false);
      plot.setScale('x', { min: from, max: to });
    });
  }

  private fit(): void {
    const width = this.element.clientWidth;
    if (this.plot && width > 0 && width !== this.plot.width) {
      this.plot.setSize({ width, height });
    } else if (!this.plot && width > 0) {
      this.show(this.latest);
    }
  }

  private plotOptions(): UPlot.Options {
    const { lines } = this.data;
    const { group, format, onPoint } = this.options;
    const font = `11px ${themeFont()}`;
    const text = () => themeColor('descriptionForeground', 'foreground');
    const grid = { stroke: () => `color-mix(in srgb, ${themeColor('foreground')} 14%, transparent)`, width: 1 };
    return {
      width: this.element.clientWidth,
      height,
      // Times are milliseconds.
      ms: 1,
      // The last time is written around the end of the axis.
      padding: [8, 26, 0, 0],
      legend: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        sync: { key: group, setSeries: false },
        points: { size: 6, width: 0, fill: (_plot, line) => colorOf(lines[line - 1]) },
      },
      scales: {
        x: { time: true, auto: false },
        // From zero, so that a ripple does not look like a wave.
        y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.15 : 1] },
      },
      axes: [
        {
          font,
          stroke: text,
          grid: { show: false },
          ticks: { show: false },
          size: axisHeight,
          gap: 6,
          space: 64,
          values: (_plot, times, _axis, _space, step) =>
            times.map(time => timeText(time, this.options.language, step < 60_000 ? 'seconds' : 'minutes')),
        },
        {
          font,
          stroke: text,
          grid,
          ticks: { show: false },
          size: axisWidth,
          gap: 6,
          space: 30,
          ...(this.options.steps !== 'any' && { incrs: steps[this.options.steps] }),
          values: (_plot, values) => values.map(format),
        },
      ],
      series: [
        {},
        ...lines.map(line => ({
          label: line.label,
          stroke: () => colorOf(line),
          dash: [...line.look.dash],
          width: 1.5,
          points: { show: false },
          ...(lines.length === 1 && { fill: () => `color-mix(in srgb, ${colorOf(line)} 14%, transparent)` }),
        })),
      ],
      hooks: {
        setCursor: [
          ({ cursor }) => {
            const index = cursor.idx ?? undefined;
            this.isPointedAt = index !== undefined;
            onPoint(index);
          },
        ],
      },
    };
  }
}

function aligned({ times, lines }: ChartData): UPlot.AlignedData {
  return [times as number[], ...lines.map(({ values }) => values as (number | null)[])];
}

/** Whether the picture of `next` looks different from that of `drawn` at its own size. */
function isVisiblyNew(next: ChartData, drawn: ChartData, plot: UPlot): boolean {
  const pixel = (next.to - next.from) / Math.max(1, plot.bbox.width);
  const { max: top } = plot.scales.y ?? {};
  return (
    next.lines.length !== drawn.lines.length ||
    Math.abs(next.to - drawn.to) >= pixel ||
    Math.abs(next.from - drawn.from) >= pixel ||
    next.lines.some(({ values }, index) => hasJumped(values.at(-1), drawn.lines[index]?.values.at(-1), top))
  );
}

/** Whether a line has begun, has ended, has left the picture or does so in large steps. */
function hasJumped(value: number | null = null, before: number | null = null, top: number | undefined): boolean {
  if (value === null || before === null || top === undefined) {
    return value !== before;
  }
  return value > top || Math.abs(value - before) > top * jump;
}

function colorOf(line: ChartLine | undefined): string {
  return line ? themeColor(line.look.color, 'foreground') : 'transparent';
}
