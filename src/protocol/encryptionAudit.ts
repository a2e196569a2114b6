/** What the panel of the encryption audit and its host say to each other. No secret value is in any of it. */
import { contract } from './contract';
import { count, everyOf, flag, list, nothing, oneOf, optional, record, type ShapeType, text } from './shape';

/** Bounds of what a panel draws at once. What is beyond them is said in words. */
export const mostResources = 500;
export const mostFindings = 200;
export const mostNamespaces = 1_000;
/** Rows of the table that one request may ask for. */
export const mostRows = 500;

/** How an object lies in etcd: what a row of the table, a part of a bar and an entry of a legend show. */
export const atRestStates = ['encrypted', 'stale', 'unreadable', 'plaintext', 'plain'] as const;
export type AtRestState = (typeof atRestStates)[number];

/** `plaintext` for what should not be, `plain` for what nobody expects to be encrypted. */
const state = oneOf(...atRestStates);
const level = oneOf('good', 'information', 'warning', 'bad');
export type Level = ShapeType<typeof level>;

const segment = record({
  /** Provider, version and key: `aescbc v1 · key-a`; of plaintext a word. */
  label: text(),
  provider: text(200),
  state,
  count,
});
export type Segment = ShapeType<typeof segment>;

const resource = record({ name: text(), total: count, segments: list(segment, 200) });
export type ResourceView = ShapeType<typeof resource>;

const finding = record({
  level,
  title: text(),
  explanation: text(),
  /** To be copied, each on its own. */
  commands: list(text(), 20),
});
export type FindingView = ShapeType<typeof finding>;

const group = record({ name: text(), counts: everyOf(atRestStates, count), total: count });
export type GroupView = ShapeType<typeof group>;

const progress = record({ done: count, total: count });
export type ProgressView = ShapeType<typeof progress>;

const view = record({
  phase: oneOf('running', 'done', 'cancelled', 'failed'),
  /** Of the connection. */
  name: text(),
  /** What was read, where and when, in a few short facts. */
  facts: list(text(), 20),
  /** Where the configuration is from; absent where none was given. */
  configuration: optional(text()),
  progress: optional(progress),
  /** Absent until there is one. */
  verdict: optional(record({ level, sentence: text(), summary: text(), detail: text() })),
  resources: list(resource, mostResources),
  findings: list(finding, mostFindings),
  namespaces: list(group, mostNamespaces),
  types: list(group, 200),
  /** Rows of the table, and objects that it leaves out. */
  objects: record({ listed: count, omitted: count }),
});
export type AuditView = ShapeType<typeof view>;

export const rowColumns = ['resource', 'namespace', 'name', 'atRest', 'state', 'type'] as const;
const column = oneOf(...rowColumns);
export type RowColumn = ShapeType<typeof column>;

const rowQuery = record({
  from: count,
  limit: count,
  sort: column,
  descending: flag,
  /** Characters that a row must have somewhere. */
  text: text(500),
  state: optional(state),
});
export type RowQuery = ShapeType<typeof rowQuery>;

const row = record({
  /** Stands for the key in later requests, within one audit. */
  id: count,
  resource: text(),
  namespace: text(),
  name: text(),
  atRest: text(),
  type: text(),
  state,
});
export type RowView = ShapeType<typeof row>;

export const encryptionAudit = contract({
  toHost: {
    requests: {
      rows: { params: rowQuery, result: record({ total: count, rows: list(row, mostRows) }) },
      /** Answers whether a file was written. */
      exportReport: { params: nothing, result: record({ isSaved: flag }) },
    },
    events: {
      ready: nothing,
      stop: nothing,
      runAgain: nothing,
      chooseResources: nothing,
      chooseConfiguration: nothing,
      openKey: record({ id: count }),
      showRawBytes: record({ id: count }),
      copy: record({ text: text() }),
    },
  },
  toPanel: {
    requests: {},
    events: { view, progress },
  },
});

const word = text(300);

/** The words of the panel, in the user's language. `{0}` and `{1}` stand for what the panel fills in. */
export const auditStringNames = [
  'stop',
  'runAgain',
  'chooseResources',
  'chooseConfiguration',
  'export',
  'running',
  'findings',
  'noFindings',
  'resources',
  'objects',
  'namespaces',
  'secretTypes',
  'copy',
  'copied',
  'title',
  'failed',
  'filter',
  'allStates',
  'stateFilter',
  'resource',
  'namespace',
  'name',
  'atRest',
  'state',
  'type',
  'total',
  'openKey',
  'showRawBytes',
  'shownOf',
  'omitted',
  'noRows',
  'encrypted',
  'stale',
  'unreadable',
  'plaintext',
  'plain',
  'good',
  'information',
  'warning',
  'bad',
  'clusterScoped',
] as const;

export type AuditStrings = Readonly<Record<(typeof auditStringNames)[number], string>>;

/** What the page is born with. */
export const auditStart = record({ strings: everyOf(auditStringNames, word), language: text(50) });
export type AuditStart = ShapeType<typeof auditStart>;
