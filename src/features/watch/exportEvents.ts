import { textFromBytes } from '../../core/base/bytes';
import { keyText } from '../../core/keyspace/keyText';
import type { DescribedChange, WriteOrigin } from '../../core/kubernetes/changes';
import type { Localization } from '../../host/errorSentenceTable';
import { changeWords } from './changeWords';
import { describeOpened, withBefore } from './describeEntry';
import type { RowTools } from './entryRows';
import { type EventEntry, nameOfKey } from './listEntry';

/** Fields that a line names. */
const mostFields = 20;
/** Events whose values before are read at the same time: beyond the length of the way to the cluster, more gain nothing. */
const mostReads = 64;
/** Calls of KMS plugins for one export. */
const mostPluginCalls = 256;

/**
 * Events as JSON lines, one object each. Keys that are no text carry their bytes in base64 as well; values are not in it,
 * only what changed in words.
 */
export async function* exportLines(entries: Iterable<EventEntry>, tools: RowTools): AsyncIterableIterator<string> {
  const budget = { pluginCalls: mostPluginCalls };
  for await (const entry of completed(entries, tools)) {
    const described = await describeOpened(entry, tools, mostFields, { budget });
    yield `${JSON.stringify(exported(entry, described, tools.l10n))}\n`;
  }
}

/** The events with the values before them. Once one cannot be read, the others are not tried. */
async function* completed(entries: Iterable<EventEntry>, tools: RowTools): AsyncIterableIterator<EventEntry> {
  let { valueBefore } = tools;
  for (const part of inParts(entries)) {
    const whole = await Promise.all(part.map(entry => withBefore(entry, { valueBefore })));
    if (whole.includes(undefined)) {
      valueBefore = undefined;
    }
    yield* part.map((entry, index) => whole[index] ?? entry);
  }
}

function* inParts(entries: Iterable<EventEntry>): IterableIterator<readonly EventEntry[]> {
  let part: EventEntry[] = [];
  for (const entry of entries) {
    part.push(entry);
    if (part.length === mostReads) {
      yield part;
      part = [];
    }
  }
  yield part;
}

function exported(
  entry: EventEntry,
  described: DescribedChange | undefined,
  l10n: Localization,
): Readonly<Record<string, unknown>> {
  const { key, time, change, modRevision, createRevision, version, lease, size, isEarlier } = entry;
  const { resource, namespace } = nameOfKey(key);
  const text = textFromBytes(key);
  return {
    // Events of before the watch have no time that is known.
    ...(!isEarlier && { received: new Date(time).toISOString() }),
    // As text: JSON's numbers end at 2^53.
    revision: String(modRevision),
    change,
    key: text ?? keyText(key),
    ...(text === undefined && { keyBase64: Buffer.from(key).toString('base64') }),
    ...(resource !== '' && { resource }),
    ...(namespace !== '' && { namespace }),
    ...(described?.kind !== undefined && { kind: described.kind }),
    ...(change !== 'deleted' && { createRevision: String(createRevision), version: String(version), size }),
    ...(lease !== 0n && { lease: lease.toString(16) }),
    ...exportedOrigin(described?.origin),
    ...(described && { changed: changeWords(described, l10n) }),
  };
}

/** `lastManager` is not known to have written. */
function exportedOrigin(origin: WriteOrigin | undefined): Readonly<Record<string, unknown>> {
  switch (origin?.told) {
    case 'writer':
      return { manager: origin.manager.name };
    case 'lastManager':
      return { lastManager: origin.manager.name, ...(origin.field !== undefined && { lastManagerOf: origin.field }) };
    default:
      return {};
  }
}
