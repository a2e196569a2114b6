import { keyText } from '../../core/keyspace/keyText';
import type { DescribedChange } from '../../core/kubernetes/changes';
import type { Localization } from '../../host/errorSentenceTable';
import type { DetailsView } from '../../protocol/watch';
import { changeWords, unreadText } from './changeWords';
import { describeOpened, withBefore } from './describeEntry';
import type { RowTools } from './entryRows';
import type { EventEntry } from './listEntry';
import { writerFacts } from './originWords';

/** Fields that the details list. */
const mostFields = 100;
/** Bytes of the key that the details show. */
const mostKeyBytes = 1000;
const mostValueLength = 200;

/** All that is to be told of one event, its values decrypted where the connection has the keys. */
export async function eventDetails(bare: EventEntry, isPinned: boolean, tools: RowTools): Promise<DetailsView> {
  const { l10n } = tools;
  const whole = await withBefore(bare, tools);
  const entry = whole ?? bare;
  const described = await describeOpened(entry, tools, mostFields);
  const { change } = described ?? {};
  const fields = change?.what === 'fields' ? change.fields : [];
  return {
    key: keyText(entry.key.subarray(0, mostKeyBytes)),
    facts: [...factsOf(entry, l10n), ...writerFacts(described?.origin, l10n)],
    summary: fields.length > 0 ? '' : whole ? summaryOf(described, l10n) : unreadText(l10n),
    fields: fields.map(({ path, what, before, after }) => ({
      path: path.slice(0, 500),
      what,
      ...(before !== undefined && { before: short(before) }),
      ...(after !== undefined && { after: short(after) }),
    })),
    omitted: change?.what === 'fields' ? change.omitted : 0,
    isPinned,
    canCompare: true,
  };
}

function summaryOf(described: DescribedChange | undefined, l10n: Localization): string {
  return described ? changeWords(described, l10n) : l10n.t('the values are no longer known');
}

function factsOf(entry: EventEntry, l10n: Localization): DetailsView['facts'] {
  const { modRevision, createRevision, version, lease, change, size, before } = entry;
  const bytes = (count: number) => l10n.t('{count} bytes', { count });
  return [
    { name: l10n.t('revision'), value: String(modRevision) },
    ...(change === 'deleted'
      ? []
      : [
          { name: l10n.t('created at'), value: String(createRevision) },
          { name: l10n.t('version'), value: String(version) },
          { name: l10n.t('value'), value: before ? `${bytes(before.length)} → ${bytes(size)}` : bytes(size) },
        ]),
    ...(change === 'deleted' && before ? [{ name: l10n.t('value'), value: bytes(before.length) }] : []),
    ...(lease === 0n ? [] : [{ name: l10n.t('lease'), value: lease.toString(16).padStart(16, '0') }]),
  ];
}

function short(text: string): string {
  return text.length > mostValueLength ? `${text.slice(0, mostValueLength)}…` : text;
}
