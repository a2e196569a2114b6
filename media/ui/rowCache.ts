export interface RowPage<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** Gives the rows [from, from + limit) in an order. */
export type PageSource<Row, Order> = (
  from: number,
  limit: number,
  order: Order,
  signal: AbortSignal,
) => Promise<RowPage<Row>>;

export interface RowCacheEvents {
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

const pageLength = 100;
/** Pages kept; the one asked for longest ago goes first. Far more than a screen, far less than half a million rows. */
const mostPages = 30;

/** Rows by their number, loaded in pages when they are first asked for. A reset gives up what is under way. */
export class RowCache<Row, Order> {
  private readonly pages = new Map<number, readonly Row[] | 'loading'>();
  private controller = new AbortController();
  private order: Order | undefined;
  private knownTotal = 0;
  private hasAnswer = false;

  constructor(
    private readonly load: PageSource<Row, Order>,
    private readonly events: RowCacheEvents,
  ) {}

  get total(): number {
    return this.knownTotal;
  }

  get isLoaded(): boolean {
    return this.hasAnswer;
  }

  /** Begins anew with an order. The rows that were there stay counted until the first new page says otherwise. */
  reset(order: Order): void {
    this.controller.abort();
    this.controller = new AbortController();
    this.pages.clear();
    this.order = order;
    this.fetch(0);
  }

  /** The row, or undefined while it is on its way. */
  row(index: number): Row | undefined {
    const number = Math.floor(index / pageLength);
    const page = this.pages.get(number);
    if (page === undefined) {
      this.fetch(number);
      return undefined;
    }
    return page === 'loading' ? undefined : page[index % pageLength];
  }

  private fetch(number: number): void {
    if (this.order === undefined) {
      return;
    }
    this.pages.set(number, 'loading');
    for (const old of this.pages.keys()) {
      if (this.pages.size > mostPages && old !== number) {
        this.pages.delete(old);
      }
    }
    const { signal } = this.controller;
    this.load(number * pageLength, pageLength, this.order, signal).then(
      ({ total, rows }) => {
        if (!signal.aborted) {
          this.hasAnswer = true;
          this.knownTotal = total;
          this.pages.set(number, rows);
          this.events.onChange();
        }
      },
      (error: unknown) => {
        if (!signal.aborted) {
          this.events.onError(error);
        }
      },
    );
  }
}
