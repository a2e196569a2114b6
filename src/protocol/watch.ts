/** What the panel of a watch and its host say to each other. Rows say what changed in words; whole values stay in the host. */
import { contract } from './contract';
import { count, everyOf, flag, list, nothing, oneOf, optional, record, type ShapeType, text } from './shape';

/** Rows that one message brings: more than the tallest screen shows. */
export const mostRows = 300;
/** Keys that can be pinned at a time. */
export const mostPins = 20;
/** Entries that a filter's menu offers. */
export const mostChoices = 300;
/** Seconds that the rate is drawn for, one bar each. */
export const rateSeconds = 60;

/** What an event did to its key. */
export const changeKinds = ['created', 'updated', 'deleted'] as const;
const changeKind = oneOf(...changeKinds);
export type ChangeKind = ShapeType<typeof changeKind>;

/** What the list is narrowed to; `put` is `created` and `updated` together. */
export const changeFilters = ['all', 'put', ...changeKinds] as const;
const changeFilter = oneOf(...changeFilters);
export type ChangeFilter = ShapeType<typeof changeFilter>;

const word = text(300);
const revision = text(20);
/** Milliseconds since 1970. */
const time = count;

const filter = record({
  /** Characters that a key must have. */
  text: word,
  change: changeFilter,
  resource: optional(word),
  namespace: optional(word),
});
export type EventFilter = ShapeType<typeof filter>;

const event = record({
  revision,
  change: changeKind,
  /** Of a key of Kubernetes, else empty. */
  resource: word,
  namespace: word,
  /** The object's name, or the key. */
  name: word,
  /** Bytes of the value. */
  size: count,
  /** What changed. Empty while it is still to be found out. */
  words: text(1_000),
  /** Who wrote it, by the object's own account. */
  by: word,
  /** It had happened before the watch began, so that the time says nothing. */
  isEarlier: flag,
});
export type EventView = ShapeType<typeof event>;

const row = record({
  /** Stands for the row in later requests, within one watch. */
  id: count,
  time,
  event: optional(event),
  /** A line between events: where the watch began, was interrupted, or misses something. */
  mark: optional(record({ text: text(500), isGap: flag })),
});
export type RowView = ShapeType<typeof row>;

const pin = record({ id: count, key: word, count, latest: optional(row) });
export type PinView = ShapeType<typeof pin>;

const state = record({
  kind: oneOf('starting', 'live', 'reconnecting', 'ended'),
  /** In a word or two: `live`, `reconnecting (12 s)`. */
  label: word,
  /** How far it has come, or why it ended. */
  detail: text(1_000),
  /** Whether it can go on: where it was, or only from the oldest revision that is left. */
  next: optional(oneOf('goOn', 'goOnFromOldest')),
});
export type StateView = ShapeType<typeof state>;

const view = record({
  name: word,
  /** What is watched. */
  scope: word,
  state,
  filter,
  isPaused: flag,
  /** Whether the connection may be written to. */
  isWritable: flag,
  resources: list(word, mostChoices),
  namespaces: list(word, mostChoices),
  pins: list(pin, mostPins),
});
export type WatchView = ShapeType<typeof view>;

const rows = record({
  /** Another list than before: what was known of rows is void. */
  generation: count,
  /** The rows [first, end) can be asked for. Each keeps its number for as long as it is there. */
  first: count,
  end: count,
  /** Those among them that are on screen. */
  from: count,
  rows: list(row, mostRows),
});
export type RowsView = ShapeType<typeof rows>;

const figures = record({
  totals: everyOf(changeKinds, count),
  /** Events of the last whole second. */
  rate: count,
  /** By the second, oldest first. */
  puts: list(count, rateSeconds),
  deletes: list(count, rateSeconds),
  /** Events still held, and those that no longer are. */
  kept: count,
  fellOut: count,
  /** Events that came since the list was paused. */
  waiting: count,
  /** More come than a screen shows. */
  isSampled: flag,
});
export type FiguresView = ShapeType<typeof figures>;

const field = record({
  path: text(500),
  what: oneOf('added', 'removed', 'changed'),
  before: optional(word),
  after: optional(word),
});
export type FieldView = ShapeType<typeof field>;

const details = record({
  key: text(4_000),
  /** Short facts about the event: revisions, version, size, lease. */
  facts: list(record({ name: word, value: word }), 20),
  summary: text(1_000),
  fields: list(field, 200),
  /** Changed fields beyond those. */
  omitted: count,
  isPinned: flag,
  canCompare: flag,
});
export type DetailsView = ShapeType<typeof details>;

/** What can be done with an event's key, each as from the tree. */
export const keyActions = ['compare', 'compareWithNow', 'open', 'reveal', 'copyKey', 'delete', 'pin', 'unpin'] as const;
export type KeyAction = (typeof keyActions)[number];

/**
 * What the page says to VS Code of an event under the pointer, for the menu that opens there; its commands are given it
 * again. Names are also those of `when` clauses in package.json.
 */
export const eventContext = record({
  webviewSection: oneOf('event'),
  watch: count,
  /** Id of a row or a pin. */
  event: count,
  watchIsWritable: flag,
});
export type EventContext = ShapeType<typeof eventContext>;

const byId = record({ id: count });

export const watch = contract({
  toHost: {
    requests: {
      details: { params: byId, result: record({ details: optional(details) }) },
    },
    events: {
      ready: nothing,
      /** What is on screen: the newest rows, or those from a number on. */
      look: record({ from: count, limit: count, isFollowing: flag }),
      /** The rows that were sent last have come; the next may be sent. */
      taken: nothing,
      filter,
      pause: nothing,
      resume: nothing,
      clear: nothing,
      putKey: nothing,
      exportEvents: nothing,
      goOn: nothing,
      key: record({ id: count, action: oneOf(...keyActions) }),
    },
  },
  toPanel: {
    requests: {},
    events: { view, rows, figures },
  },
});

/** The words of the panel, in the user's language. `{0}` and `{1}` stand for what the panel fills in. */
export const watchStringNames = [
  'title',
  'pause',
  'resume',
  'clear',
  'follow',
  'putKey',
  'export',
  'filter',
  'changeFilter',
  'resourceFilter',
  'namespaceFilter',
  'all',
  'put',
  'created',
  'updated',
  'deleted',
  'allResources',
  'allNamespaces',
  'time',
  'revision',
  'change',
  'key',
  'size',
  'whatChanged',
  'by',
  'earlier',
  'earlierHint',
  'events',
  'rate',
  'rateLabel',
  'totals',
  'kept',
  'fellOut',
  'paused',
  'waiting',
  'sampled',
  'pins',
  'pinCount',
  'pinNothing',
  'details',
  'noSelection',
  'closeDetails',
  'moreFields',
  'fieldAdded',
  'fieldRemoved',
  'fieldChanged',
  'compare',
  'compareWithNow',
  'open',
  'reveal',
  'copyKey',
  'delete',
  'pin',
  'unpin',
  'goOn',
  'goOnFromOldest',
  'emptyTitle',
  'emptyText',
  'emptyFiltered',
  'emptyStarting',
  'emptyReconnecting',
  'emptyReconnectingText',
  'emptyEnded',
  'emptyEndedText',
  'reconnecting',
  'failed',
] as const;

export type WatchStrings = Readonly<Record<(typeof watchStringNames)[number], string>>;

/** What the page is born with. */
export const watchStart = record({
  strings: everyOf(watchStringNames, word),
  language: text(50),
  /** Tells this watch from the others of its window. */
  watch: count,
});
export type WatchStart = ShapeType<typeof watchStart>;
