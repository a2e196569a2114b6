import {
  type AtRestState,
  type AuditView,
  atRestStates,
  type RowColumn,
  type RowQuery,
  type RowView,
} from '../../src/protocol/encryptionAudit';
import { dropdown, iconButton, textField } from '../ui/controls';
import { element, icon } from '../ui/element';
import { icons } from '../ui/icons';
import type { RowPage } from '../ui/rowCache';
import { type Column, type Sort, Table } from '../ui/table';
import type { Layout } from './layout';
import { classOfState } from './look';
import type { Words } from './words';

export interface ObjectsOptions {
  readonly words: Words;
  readonly layout: Layout;
  readonly load: (query: RowQuery, signal: AbortSignal) => Promise<RowPage<RowView>>;
  readonly keep: (layout: Layout) => void;
  readonly openKey: (id: number) => void;
  readonly showRawBytes: (id: number) => void;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds between the last key stroke in the filter and the question it leads to. */
const typingPause = 150;

/** The audited objects one by one: filtered, sorted, opened. */
export function createObjects(options: ObjectsOptions): { element: HTMLElement; show(view: AuditView): void } {
  const { words } = options;
  let { layout } = options;
  let pause: ReturnType<typeof setTimeout> | undefined;
  const total = element('span', { class: 'muted number', attributes: { 'aria-live': 'polite' } });
  const note = element('p', { class: 'note' });
  let listed = 0;
  const change = (changes: Partial<Layout>) => {
    layout = { ...layout, ...changes };
    options.keep(layout);
  };
  const table = new Table<RowView, RowColumn>({
    label: words.of('objects'),
    columns: columns(words),
    sort: layout.sort,
    load: (from, limit, sort: Sort<RowColumn>, signal) => {
      const { text, state } = layout;
      const query = { from, limit, sort: sort.column, descending: sort.descending, text };
      return options.load(state === undefined ? query : { ...query, state }, signal);
    },
    onOpen: row => options.openKey(row.id),
    actions: row => [
      iconButton({
        label: words.of('showRawBytes'),
        icon: icon(icons.bytes),
        onClick: () => options.showRawBytes(row.id),
      }),
    ],
    onSort: sort => change({ sort }),
    onTotal: shown => {
      total.textContent = words.of('shownOf', shown, listed);
    },
    onError: options.onError,
    emptyText: words.of('noRows'),
  });
  const filter = textField({
    label: words.of('filter'),
    value: layout.text,
    onInput: text => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        change({ text });
        table.reload();
      }, typingPause);
    },
  });
  const states = dropdown<AtRestState | 'all'>({
    label: words.of('stateFilter'),
    value: layout.state ?? 'all',
    choices: [
      { value: 'all', label: words.of('allStates') },
      ...atRestStates.map(state => ({ value: state, label: words.of(state) })),
    ],
    onChange: chosen => {
      const { state: _, ...rest } = layout;
      layout = rest;
      change(chosen === 'all' ? {} : { state: chosen });
      table.reload();
    },
  });
  const whole = element(
    'section',
    {},
    element('h2', { text: words.of('objects') }),
    element('div', { class: 'filters' }, filter, states, total),
    table.element,
    note,
  );
  whole.hidden = true;
  return {
    element: whole,
    show: ({ phase, objects }) => {
      whole.hidden = phase === 'running' || objects.listed === 0;
      listed = objects.listed;
      note.textContent = objects.omitted > 0 ? words.of('omitted', objects.omitted) : '';
      if (!whole.hidden) {
        table.reload();
      }
    },
  };
}

function columns(words: Words): readonly Column<RowView, RowColumn>[] {
  return [
    {
      id: 'state',
      label: words.of('state'),
      width: '120px',
      cell: ({ state }) =>
        element(
          'span',
          { class: 'marked' },
          element('span', { class: `swatch ${classOfState(state)}`, attributes: { 'aria-hidden': true } }),
          element('span', { text: words.of(state) }),
        ),
    },
    { id: 'namespace', label: words.of('namespace'), width: 'minmax(90px, 1.2fr)', cell: row => row.namespace },
    { id: 'name', label: words.of('name'), width: 'minmax(140px, 2fr)', cell: row => row.name },
    { id: 'atRest', label: words.of('atRest'), width: 'minmax(150px, 2fr)', cell: row => row.atRest },
    { id: 'type', label: words.of('type'), width: 'minmax(120px, 2fr)', cell: row => row.type },
    { id: 'resource', label: words.of('resource'), width: 'minmax(80px, 1fr)', cell: row => row.resource },
  ];
}
