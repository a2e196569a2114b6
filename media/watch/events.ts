import type { EventView, KeyAction, RowView } from '../../src/protocol/watch';
import { actionIcons } from '../ui/actionIcons';
import { iconButton } from '../ui/controls';
import { element, icon, setText } from '../ui/element';
import { type LiveColumn, LiveList, type Look } from '../ui/liveList';
import { menuContext } from './menuContext';
import type { WatchWords } from './words';

export interface EventsOptions {
  readonly words: WatchWords;
  readonly onLook: (look: Look) => void;
  readonly onSelect: (row: RowView | undefined) => void;
  readonly onFollow: (isFollowing: boolean) => void;
  readonly act: (id: number, action: KeyAction) => void;
}

/** The list of events. */
export function createEvents({ words, onLook, onSelect, onFollow, act }: EventsOptions): LiveList<RowView> {
  return new LiveList<RowView>({
    label: words.of('events'),
    columns: columns(words),
    idOf: row => row.id,
    isNote: ({ event }) => event === undefined,
    lookOf: ({ event, mark }) => (event ? `change-${event.change}` : mark?.isGap ? 'is-mark is-gap' : 'is-mark'),
    actions: row => {
      const button = (label: 'compare' | 'pin', action: KeyAction) =>
        iconButton({
          label: words.of(label),
          icon: icon(actionIcons[label]),
          onClick: () => {
            const event = row();
            if (event) {
              act(event.id, action);
            }
          },
        });
      return [button('compare', 'compare'), button('pin', 'pin')];
    },
    menuOf: ({ id, event }) => (event ? menuContext(id) : undefined),
    onLook,
    onSelect,
    onOpen: row => {
      if (row.event) {
        act(row.id, 'compare');
      }
    },
    onFollow,
  });
}

function columns(words: WatchWords): readonly LiveColumn<RowView>[] {
  const ofEvent =
    (text: (event: EventView) => string) =>
    (cell: HTMLElement, { event }: RowView) => {
      setText(cell, event ? text(event) : '');
    };
  return [
    {
      id: 'time',
      label: words.of('time'),
      // A mark has this cell alone, over the whole width.
      fill: (cell, { time, event, mark }) => {
        setText(cell, mark ? mark.text : event?.isEarlier ? words.of('earlier') : words.time(time));
      },
      hint: ({ time, event, mark }) =>
        event?.isEarlier ? words.of('earlierHint') : [words.dateTime(time), mark?.text].join('  ').trim(),
    },
    { id: 'revision', label: words.of('revision'), fill: ofEvent(({ revision }) => revision) },
    { id: 'change', label: words.of('change'), fill: ofEvent(({ change }) => words.of(change)) },
    { id: 'resource', label: words.of('resourceFilter'), fill: ofEvent(({ resource }) => resource) },
    {
      id: 'key',
      label: words.of('key'),
      fill: fillKey,
      hint: ({ event }) => (event ? `${event.resource} ${keyOfEvent(event)}`.trim() : ''),
    },
    { id: 'words', label: words.of('whatChanged'), fill: ofEvent(event => event.words) },
    { id: 'by', label: words.of('by'), fill: ofEvent(({ by }) => by) },
    {
      id: 'size',
      label: words.of('size'),
      fill: (cell, { event }) => {
        setText(cell, !event || event.change === 'deleted' ? '' : words.number(event.size));
      },
    },
  ];
}

/** Its resource stands before it where the column for that has no room; the style sheet hides one of them. */
function fillKey(cell: HTMLElement, { event }: RowView): void {
  if (cell.childElementCount === 0) {
    // The space is for who listens, and hangs off where only the second one shows.
    cell.append(element('span', { class: 'key-resource' }), ' ', element('span'));
  }
  const [resource, name] = cell.children;
  if (resource && name) {
    setText(resource, event?.resource ?? '');
    setText(name, event ? keyOfEvent(event) : '');
  }
}

/** `namespace/name`, or the key. */
function keyOfEvent({ namespace, name }: EventView): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
