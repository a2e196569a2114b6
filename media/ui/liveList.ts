import { element, setAttributes } from './element';
import { type LiveColumn, menuAttribute, RowPool } from './rowPool';

export type { LiveColumn } from './rowPool';

/** What is on screen: the newest rows, or those from a number on. */
export interface Look {
  readonly from: number;
  readonly limit: number;
  readonly isFollowing: boolean;
}

/** A part of a list that grows at its end and falls off at its beginning. Rows are numbered, and keep their number. */
export interface LiveRows<Row> {
  /** With another one, all rows are others. */
  readonly generation: number;
  readonly first: number;
  readonly end: number;
  readonly from: number;
  readonly rows: readonly Row[];
}

export interface LiveListOptions<Row> {
  readonly label: string;
  readonly columns: readonly LiveColumn<Row>[];
  /** Stays the same for as long as there is the row. */
  readonly idOf: (row: Row) => number;
  /** Whether the row only tells something about the list: with nothing else in it, the list is empty. */
  readonly isNote: (row: Row) => boolean;
  /** Classes of a row beside its own. */
  readonly lookOf: (row: Row) => string;
  /** What VS Code is told of a row for the menu that opens on it; nothing where none is to open. */
  readonly menuOf: (row: Row) => string | undefined;
  /** Buttons at the end of a row; `row` gives the one that they stand in at the time. */
  readonly actions: (row: () => Row | undefined) => readonly HTMLElement[];
  /** Asks for what is on screen. */
  readonly onLook: (look: Look) => void;
  /** A row became the active one, or none is. */
  readonly onSelect: (row: Row | undefined) => void;
  /** Enter, or a double click. */
  readonly onOpen: (row: Row) => void;
  readonly onFollow: (isFollowing: boolean) => void;
}

/** Pixels; the style sheet of tables has the same. */
const rowHeight = 26;
/** Rows drawn above and below those on screen. */
const margin = 6;

/**
 * The end of a long list that keeps growing, of which only the rows on screen exist. At its end it follows what comes;
 * scrolled away from there, it stays where it is. To keyboard and screen reader it is one grid with one active row.
 */
export class LiveList<Row> {
  readonly element: HTMLElement;
  private readonly scroller: HTMLElement;
  private readonly body: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly pool: RowPool<Row>;
  private known: LiveRows<Row> = { generation: -1, first: 0, end: 0, from: 0, rows: [] };
  private active: { readonly number: number; readonly id: number | undefined } | undefined;
  private follows = true;
  private asked = '';
  private wantedFrom: number | undefined;

  constructor(private readonly options: LiveListOptions<Row>) {
    this.body = element('div', { class: 'table-body', role: 'rowgroup' });
    this.pool = new RowPool(this.body, { ...options, onPress: number => this.activate(number) });
    this.empty = element('div', { class: 'table-empty' });
    this.scroller = element(
      'div',
      {
        class: 'table live',
        role: 'grid',
        attributes: { 'aria-label': options.label, 'aria-colcount': options.columns.length + 1, tabindex: 0 },
        on: {
          scroll: () => this.onScroll(),
          keydown: event => this.onKey(event),
          // At once: what comes before the scroll event would pull the list back to its end.
          wheel: event => (event.deltaY < 0 ? this.setFollowing(false) : this.isAtEnd && this.setFollowing(true)),
        },
      },
      element('div', { class: 'table-head', role: 'rowgroup' }, this.header()),
      this.body,
    );
    this.element = element('div', { class: 'table-frame live-frame' }, this.scroller, this.empty);
    new ResizeObserver(() => {
      this.place();
      this.revealActive();
    }).observe(this.scroller);
  }

  get isFollowing(): boolean {
    return this.follows;
  }

  /** The newest rows from now on, or what is on screen. */
  setFollowing(follows: boolean): void {
    if (follows !== this.follows) {
      this.follows = follows;
      this.options.onFollow(follows);
      this.place();
    }
  }

  /** Stays where a former page was, as soon as there is something to show. */
  stayAt(from: number): void {
    this.setFollowing(false);
    this.wantedFrom = from;
  }

  setEmptyText(title: string, text: string): void {
    this.empty.replaceChildren(
      element('div', {}, element('p', { class: 'live-empty-title', text: title }), element('p', { text })),
    );
  }

  show(rows: LiveRows<Row>): void {
    const before = this.known;
    this.known = rows;
    if (rows.generation !== before.generation) {
      this.deselect();
      this.pool.forget();
    } else if (!this.follows && rows.first > before.first) {
      // What fell off above moves everything up; the eye stays on its row.
      this.scroller.scrollTop -= (rows.first - before.first) * rowHeight;
    }
    this.place();
    if (this.wantedFrom !== undefined && rows.end > rows.first) {
      this.scroller.scrollTop = (this.wantedFrom + margin - rows.first) * rowHeight;
      this.wantedFrom = undefined;
    }
  }

  deselect(): void {
    if (this.active) {
      this.active = undefined;
      this.options.onSelect(undefined);
      this.draw();
    }
  }

  focus(): void {
    this.scroller.focus();
  }

  private header(): HTMLElement {
    const cells = this.options.columns.map(({ id, label }, index) =>
      element('div', {
        class: 'table-cell',
        role: 'columnheader',
        text: label,
        attributes: { 'aria-colindex': index + 1, 'data-column': id },
      }),
    );
    const actions = element('div', { class: 'table-cell table-actions', role: 'columnheader' });
    const attributes = { 'aria-rowindex': 1 };
    return element('div', { class: 'table-row table-header', role: 'row', attributes }, ...cells, actions);
  }

  private get isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollTop + clientHeight >= scrollHeight - rowHeight / 2;
  }

  /** Rows that fit below the header. */
  private get visibleRows(): number {
    return Math.max(1, Math.floor(this.scroller.clientHeight / rowHeight) - 1);
  }

  private get look(): Look {
    const { first, end } = this.known;
    const limit = this.visibleRows + 2 * margin;
    const top = first + Math.floor(this.scroller.scrollTop / rowHeight) - margin;
    return { from: Math.max(first, Math.min(top, end)), limit, isFollowing: this.follows };
  }

  private get isEmpty(): boolean {
    const { first, end, rows } = this.known;
    return rows.length === end - first && rows.every(row => this.options.isNote(row));
  }

  /** Scrolls to the end where the list follows it, draws, and asks for what is not known yet. */
  private place(): void {
    const { first, end } = this.known;
    this.body.style.height = `${(end - first) * rowHeight}px`;
    this.empty.hidden = !this.isEmpty;
    setAttributes(this.scroller, { 'aria-rowcount': end - first + 1 });
    if (this.follows) {
      this.scroller.scrollTop = this.scroller.scrollHeight;
    }
    this.draw();
    this.ask();
  }

  private ask(): void {
    const { look } = this;
    // While it follows, the other side knows by itself where that is.
    const text = look.isFollowing ? `end ${look.limit}` : `${look.from} ${look.limit}`;
    if (text !== this.asked) {
      this.asked = text;
      this.options.onLook(look);
    }
  }

  private onScroll(): void {
    // A row that is looked at should not run away, only because it is near the end.
    const follows = this.isAtEnd && (this.follows || !this.active);
    if (follows !== this.follows) {
      this.follows = follows;
      this.options.onFollow(follows);
    }
    this.draw();
    this.ask();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.target !== this.scroller) {
      return;
    }
    const { first, end } = this.known;
    const at = this.active?.number ?? end;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + this.visibleRows,
      PageUp: at - this.visibleRows,
      Home: first,
      End: end - 1,
    };
    const to = moves[event.key];
    if (to !== undefined && end > first) {
      event.preventDefault();
      this.activate(Math.max(first, Math.min(end - 1, to)));
    } else if (event.key === 'Enter' && this.active) {
      const row = this.rowAt(this.active.number);
      if (row !== undefined) {
        event.preventDefault();
        this.options.onOpen(row);
      }
    } else if (event.key === 'Escape' && this.active) {
      event.preventDefault();
      this.deselect();
    }
  }

  private activate(number: number): void {
    // What is looked at should not run away.
    this.setFollowing(false);
    this.active = { number, id: undefined };
    this.revealActive();
    this.draw();
    this.ask();
  }

  private revealActive(): void {
    if (!this.active || this.active.number < this.known.first) {
      return;
    }
    const top = (this.active.number - this.known.first) * rowHeight;
    const visible = this.visibleRows * rowHeight;
    if (top < this.scroller.scrollTop) {
      this.scroller.scrollTop = top;
    } else if (top + rowHeight > this.scroller.scrollTop + visible) {
      this.scroller.scrollTop = top + rowHeight - visible;
    }
  }

  private rowAt(number: number): Row | undefined {
    return this.known.rows[number - this.known.from];
  }

  private draw(): void {
    const { first, end } = this.known;
    const { from, limit } = this.look;
    const last = Math.min(end, from + limit);
    this.pool.keep(from, last);
    for (let number = from; number < last; number++) {
      const top = (number - first) * rowHeight;
      const isActive = number === this.active?.number;
      this.pool.place({ number, row: this.rowAt(number), top, index: number - first + 2, isActive });
    }
    this.tellActive();
  }

  /** Tells of an active row once it is known which row that is. */
  private tellActive(): void {
    const { active } = this;
    const row = active && this.rowAt(active.number);
    setAttributes(this.scroller, {
      'aria-activedescendant': active && this.pool.idOf(active.number),
      // A menu that the keyboard asks for opens on the list, which has the focus.
      [menuAttribute]: row && this.options.menuOf(row),
    });
    if (active && row !== undefined && this.options.idOf(row) !== active.id) {
      this.active = { number: active.number, id: this.options.idOf(row) };
      this.options.onSelect(row);
    }
  }
}
