import {
  type ChartedMember,
  type HistoryView,
  mostMembers,
  mostSamples,
  type SampleView,
  type SeriesName,
  seriesNames,
} from './dashboard';

type Measures = (number | null)[];

interface MemberSamples extends ChartedMember {
  readonly series: Readonly<Record<SeriesName, Measures>>;
}

/** Samples beyond the bound that may gather before they go, so that not every new one moves all others. */
const slack = 60;

/**
 * The samples of a dashboard, oldest first: its host keeps them while the window lives, and its page keeps a copy that
 * grows by the same steps. Bounded in samples, in age and in members.
 */
export class SampleHistory {
  private times: number[] = [];
  private members: MemberSamples[] = [];

  /** @param mostMilliseconds the age at which a sample goes, measured from the newest one. */
  constructor(private readonly mostMilliseconds: number) {}

  /** When the newest sample was taken, or undefined where there is none. */
  get lastTime(): number | undefined {
    return this.times.at(-1);
  }

  get view(): HistoryView {
    return { times: this.times, members: this.members };
  }

  replace({ times, members }: HistoryView): void {
    this.times = [...times];
    this.members = members.map(({ key, name, series }) => ({ key, name, series: copied(series) }));
  }

  /** Adds a sample that is newer than all others; an older one, as after the clock was set back, begins anew. */
  add(sample: SampleView): void {
    if (this.lastTime !== undefined && sample.time <= this.lastTime) {
      this.times = [];
      this.members = [];
    }
    const taken = new Map(sample.members.map(member => [member.key, member]));
    for (const member of sample.members) {
      this.admit(member, taken);
    }
    this.members = this.members.map(member => ({ ...member, name: taken.get(member.key)?.name ?? member.name }));
    this.times.push(sample.time);
    for (const { key, series } of this.members) {
      const values = taken.get(key)?.values;
      for (const name of seriesNames) {
        series[name].push(values?.[name] ?? null);
      }
    }
    this.trim();
  }

  private admit({ key, name }: ChartedMember, taken: ReadonlyMap<string, unknown>): void {
    if (this.members.some(member => member.key === key)) {
      return;
    }
    if (this.members.length >= mostMembers) {
      const gone = this.members.findIndex(member => !taken.has(member.key));
      if (gone < 0) {
        return;
      }
      this.members.splice(gone, 1);
    }
    this.members.push({ key, name, series: emptySeries(this.times.length) });
  }

  private trim(): void {
    const oldest = (this.lastTime ?? 0) - this.mostMilliseconds;
    const tooMany = this.times.length - mostSamples;
    const tooOld = this.times.findIndex(time => time >= oldest);
    // What crosses to the page is never more than it takes.
    if (tooMany > 0 || tooOld > slack) {
      this.discard(Math.max(tooMany + slack, tooOld));
    }
  }

  private discard(count: number): void {
    this.times.splice(0, count);
    for (const { series } of this.members) {
      for (const name of seriesNames) {
        series[name].splice(0, count);
      }
    }
    this.members = this.members.filter(({ series }) =>
      seriesNames.some(name => series[name].some(value => value !== null)),
    );
  }
}

function emptySeries(length: number): Record<SeriesName, Measures> {
  return seriesOf(() => new Array<null>(length).fill(null));
}

function copied(series: Readonly<Record<SeriesName, readonly (number | null)[]>>): Record<SeriesName, Measures> {
  return seriesOf(name => [...series[name]]);
}

function seriesOf(measures: (name: SeriesName) => Measures): Record<SeriesName, Measures> {
  return Object.fromEntries(seriesNames.map(name => [name, measures(name)])) as Record<SeriesName, Measures>;
}
