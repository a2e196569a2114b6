import { element, setAttributes } from './element';

export interface LiveColumn<Row> {
  /** Also `data-column` of its cells, by which a style sheet sizes or hides it. */
  readonly id: string;
  readonly label: string;
  /** Fills a cell that may have held another row before. */
  readonly fill: (cell: HTMLElement, row: Row) => void;
  /** What the pointer is told over a cell; its text where there is no more to say. */
  readonly hint?: (row: Row) => string;
}

/** By which VS Code learns where in a page its menu was asked for. */
export const menuAttribute = 'data-vscode-context';

export interface RowPoolOptions<Row> {
  readonly columns: readonly LiveColumn<Row>[];
  /** Classes of a row beside its own. */
  readonly lookOf: (row: Row) => string;
  /** What VS Code is told of a row for the menu that opens on it; nothing where none is to open. */
  readonly menuOf: (row: Row) => string | undefined;
  /** Buttons at the end of a row; `row` gives the one that they stand in at the time. */
  readonly actions: (row: () => Row | undefined) => readonly HTMLElement[];
  readonly onPress: (number: number) => void;
  /** A double click. */
  readonly onOpen: (row: Row) => void;
}

export interface PlacedRow<Row> {
  readonly number: number;
  /** Undefined where it is not known, or not known any more. */
  readonly row: Row | undefined;
  /** Pixels from the top of the list. */
  readonly top: number;
  /** From 1, which is the header. */
  readonly index: number;
  readonly isActive: boolean;
}

interface DrawnRow<Row> {
  readonly element: HTMLElement;
  readonly cells: readonly HTMLElement[];
  number: number;
  row: Row | undefined;
  /** What was set last: what is not set again costs the browser nothing. */
  placed: string;
}

/** The elements of the rows on screen. Those of rows that leave it are used again, so that a flood makes no new ones. */
export class RowPool<Row> {
  private readonly drawn = new Map<number, DrawnRow<Row>>();
  private readonly spare: DrawnRow<Row>[] = [];

  constructor(
    private readonly body: HTMLElement,
    private readonly options: RowPoolOptions<Row>,
  ) {}

  /** Takes the rows out whose numbers are not in [from, end). */
  keep(from: number, end: number): void {
    for (const [number, drawn] of this.drawn) {
      if (number < from || number >= end) {
        this.drawn.delete(number);
        drawn.element.hidden = true;
        this.spare.push(drawn);
      }
    }
  }

  /** What the rows held is void: their numbers stand for others now. */
  forget(): void {
    for (const drawn of this.drawn.values()) {
      drawn.row = undefined;
    }
  }

  place({ number, row, top, index, isActive }: PlacedRow<Row>): void {
    const drawn = this.drawn.get(number) ?? this.take(number);
    this.fill(drawn, row ?? drawn.row);
    const look = drawn.row === undefined ? 'is-loading' : this.options.lookOf(drawn.row);
    const placed = `${look} ${number % 2} ${top} ${index} ${isActive}`;
    if (placed !== drawn.placed) {
      drawn.placed = placed;
      const { element: made } = drawn;
      made.style.top = `${top}px`;
      made.className = `table-row ${look}${number % 2 === 1 ? ' odd' : ''}${isActive ? ' active' : ''}`;
      setAttributes(made, {
        'aria-rowindex': index,
        'aria-selected': isActive,
        'aria-busy': drawn.row === undefined ? true : undefined,
      });
    }
  }

  /** The id of a row's element, while it is on screen. */
  idOf(number: number): string | undefined {
    return this.drawn.get(number)?.element.id;
  }

  private take(number: number): DrawnRow<Row> {
    const drawn = this.spare.pop() ?? this.create();
    drawn.element.hidden = false;
    drawn.number = number;
    drawn.row = undefined;
    this.drawn.set(number, drawn);
    return drawn;
  }

  private fill(drawn: DrawnRow<Row>, row: Row | undefined): void {
    if (row === undefined || row === drawn.row) {
      return;
    }
    drawn.row = row;
    for (const [index, { fill }] of this.options.columns.entries()) {
      const cell = drawn.cells[index];
      if (cell) {
        fill(cell, row);
        // Of the row before, where the pointer has rested on it since.
        cell.removeAttribute('title');
      }
    }
    setAttributes(drawn.element, { [menuAttribute]: this.options.menuOf(row) });
  }

  private create(): DrawnRow<Row> {
    const { columns, actions, onPress, onOpen } = this.options;
    const cells = columns.map(({ id, hint }, index) => {
      const cell = element('div', {
        class: 'table-cell',
        role: 'gridcell',
        attributes: { 'aria-colindex': index + 1, 'data-column': id },
      });
      // Found out under the pointer only: a flood would have it done for nothing thousands of times.
      cell.addEventListener('mouseenter', () => {
        cell.title = drawn.row !== undefined && hint ? hint(drawn.row) : (cell.textContent ?? '');
      });
      return cell;
    });
    const drawn: DrawnRow<Row> = {
      element: element('div', { id: `live-row-${this.body.childElementCount}`, role: 'row' }),
      cells,
      number: -1,
      row: undefined,
      placed: '',
    };
    const buttons = actions(() => drawn.row);
    drawn.element.append(...cells, element('div', { class: 'table-cell table-actions', role: 'gridcell' }, ...buttons));
    drawn.element.addEventListener('mousedown', () => onPress(drawn.number));
    drawn.element.addEventListener('dblclick', () => drawn.row !== undefined && onOpen(drawn.row));
    this.body.append(drawn.element);
    return drawn;
  }
}
