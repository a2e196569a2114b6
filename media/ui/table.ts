import { element, setAttributes } from './element';
import { type PageSource, RowCache } from './rowCache';

export interface Column<Row, Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** A track of a CSS grid, such as `minmax(8rem, 2fr)`. */
  readonly width: string;
  readonly cell: (row: Row) => Node | string;
}

export interface Sort<Id extends string> {
  readonly column: Id;
  readonly descending: boolean;
}

export interface TableOptions<Row, Id extends string> {
  readonly label: string;
  readonly columns: readonly Column<Row, Id>[];
  readonly sort: Sort<Id>;
  readonly load: PageSource<Row, Sort<Id>>;
  /** Enter, or a double click. */
  readonly onOpen: (row: Row) => void;
  /** Buttons at the end of a row. */
  readonly actions: (row: Row) => readonly HTMLElement[];
  readonly onSort: (sort: Sort<Id>) => void;
  /** Told how many rows there are, and whenever that changes. */
  readonly onTotal: (total: number) => void;
  readonly onError: (error: unknown) => void;
  /** Shown in the place of rows where there are none. */
  readonly emptyText: string;
}

/** Pixels; the style sheet of this folder has the same. */
const rowHeight = 26;
/** Rows drawn above and below those on screen, so that a turn of the wheel finds them there. */
const margin = 8;

/**
 * A table of any number of rows of which only those on screen exist: as elements here, and as data in the pages around
 * them. It sorts and filters nothing itself but asks for pages that are. To keyboard and screen reader it is one grid with
 * one active row: arrows move it, Enter opens it.
 */
export class Table<Row, Id extends string> {
  readonly element: HTMLElement;
  private readonly cache: RowCache<Row, Sort<Id>>;
  private readonly scroller: HTMLElement;
  private readonly header: HTMLElement;
  private readonly body: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly rows = new Map<number, HTMLElement>();
  private sort: Sort<Id>;
  private active = 0;
  private isDrawPlanned = false;

  constructor(private readonly options: TableOptions<Row, Id>) {
    this.sort = options.sort;
    this.cache = new RowCache(options.load, {
      onChange: () => {
        this.options.onTotal(this.cache.total);
        this.discardRows();
        this.planDraw();
      },
      onError: options.onError,
    });
    this.header = element('div', { class: 'table-row table-header', role: 'row', attributes: { 'aria-rowindex': 1 } });
    this.body = element('div', { class: 'table-body', role: 'rowgroup' });
    this.empty = element('div', { class: 'table-empty', text: options.emptyText });
    this.scroller = element(
      'div',
      {
        class: 'table',
        role: 'grid',
        attributes: { 'aria-label': options.label, 'aria-colcount': options.columns.length + 1, tabindex: 0 },
        on: { scroll: () => this.planDraw(), keydown: event => this.onKey(event) },
      },
      element('div', { class: 'table-head', role: 'rowgroup' }, this.header),
      this.body,
    );
    this.element = element('div', { class: 'table-frame' }, this.scroller, this.empty);
    this.scroller.style.setProperty('--columns', [...options.columns.map(({ width }) => width), '40px'].join(' '));
    this.drawHeader();
    new ResizeObserver(() => this.planDraw()).observe(this.scroller);
  }

  /** Asks for everything again, from the top. */
  reload(): void {
    this.active = 0;
    this.scroller.scrollTop = 0;
    this.cache.reset(this.sort);
  }

  private drawHeader(): void {
    const cells = this.options.columns.map(({ id, label }, index) => {
      const isSorted = this.sort.column === id;
      const direction = this.sort.descending ? 'descending' : 'ascending';
      const arrow = isSorted ? (this.sort.descending ? '▼' : '▲') : '';
      return element(
        'div',
        {
          class: 'table-cell',
          role: 'columnheader',
          attributes: { 'aria-sort': isSorted ? direction : 'none', 'aria-colindex': index + 1 },
        },
        element(
          'button',
          { class: 'table-sort', title: label, on: { click: () => this.sortBy(id) } },
          element('span', { text: label }),
          element('span', { class: 'table-arrow', text: arrow, attributes: { 'aria-hidden': true } }),
        ),
      );
    });
    this.header.replaceChildren(...cells, element('div', { class: 'table-cell table-actions', role: 'columnheader' }));
  }

  private sortBy(column: Id): void {
    const focused = this.options.columns.findIndex(({ id }) => id === column);
    this.sort = { column, descending: this.sort.column === column && !this.sort.descending };
    this.drawHeader();
    this.header.querySelectorAll('button')[focused]?.focus();
    this.options.onSort(this.sort);
    this.reload();
  }

  private onKey(event: KeyboardEvent): void {
    if (event.target !== this.scroller) {
      return;
    }
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / rowHeight) - 2);
    const last = this.cache.total - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    const row = this.cache.row(this.active);
    if (to !== undefined) {
      event.preventDefault();
      this.activate(Math.max(0, Math.min(last, to)));
    } else if (event.key === 'Enter' && row !== undefined) {
      event.preventDefault();
      this.options.onOpen(row);
    }
  }

  private activate(index: number): void {
    this.active = index;
    const top = index * rowHeight;
    const visible = this.scroller.clientHeight - rowHeight;
    if (top < this.scroller.scrollTop) {
      this.scroller.scrollTop = top;
    } else if (top + rowHeight > this.scroller.scrollTop + visible) {
      this.scroller.scrollTop = top + rowHeight - visible;
    }
    this.draw();
  }

  private planDraw(): void {
    if (!this.isDrawPlanned) {
      this.isDrawPlanned = true;
      requestAnimationFrame(() => {
        this.isDrawPlanned = false;
        this.draw();
      });
    }
  }

  private discardRows(): void {
    this.rows.clear();
    this.body.replaceChildren();
  }

  private draw(): void {
    const { total } = this.cache;
    this.body.style.height = `${total * rowHeight}px`;
    this.empty.hidden = total > 0 || !this.cache.isLoaded;
    setAttributes(this.scroller, { 'aria-rowcount': total + 1 });
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / rowHeight) - margin);
    const last = Math.min(
      total,
      Math.ceil((this.scroller.scrollTop + this.scroller.clientHeight) / rowHeight) + margin,
    );
    for (const [index, row] of this.rows) {
      if (index < first || index >= last) {
        row.remove();
        this.rows.delete(index);
      }
    }
    for (let index = first; index < last; index++) {
      const drawn = this.rows.get(index) ?? this.drawRow(index);
      drawn.classList.toggle('active', index === this.active);
      setAttributes(drawn, { 'aria-selected': index === this.active });
    }
    const active = this.rows.get(this.active);
    setAttributes(this.scroller, { 'aria-activedescendant': active?.id });
  }

  private drawRow(index: number): HTMLElement {
    const row = this.cache.row(index);
    const drawn = element('div', {
      class: index % 2 === 1 ? 'table-row odd' : 'table-row',
      role: 'row',
      id: `row-${index}`,
      attributes: { 'aria-rowindex': index + 2, 'aria-busy': row === undefined ? true : undefined },
    });
    drawn.style.top = `${index * rowHeight}px`;
    if (row !== undefined) {
      drawn.append(...this.cells(row));
      drawn.addEventListener('mousedown', () => this.activate(index));
      drawn.addEventListener('dblclick', () => this.options.onOpen(row));
    }
    // Scrolling up draws rows behind those below them; screen readers go by aria-rowindex.
    this.body.append(drawn);
    this.rows.set(index, drawn);
    return drawn;
  }

  private cells(row: Row): HTMLElement[] {
    const cells = this.options.columns.map(({ cell }, index) => {
      const content = cell(row);
      const title = typeof content === 'string' ? content : (content.textContent ?? '');
      const attributes = { 'aria-colindex': index + 1 };
      return element('div', { class: 'table-cell', role: 'gridcell', title, attributes }, content);
    });
    const actions = this.options.actions(row);
    return [...cells, element('div', { class: 'table-cell table-actions', role: 'gridcell' }, ...actions)];
  }
}
