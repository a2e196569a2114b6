import type { describeChange } from '../../core/kubernetes';
import type { DescribedChange } from '../../core/kubernetes/changes';
import type { Localization } from '../../host/errorSentenceTable';
import type { EventView, RowView } from '../../protocol/watch';
import { changeWords } from './changeWords';
import { type EventEntry, type ListEntry, nameOfKey } from './listEntry';
import { markText } from './markText';

export interface RowTools {
  readonly describeChange: typeof describeChange;
  readonly l10n: Localization;
  /** Milliseconds of any clock that only goes forward. */
  readonly clock: () => number;
}

/** Milliseconds that one batch of rows may spend on finding words; rows beyond that get them with a later batch. */
const mostTime = 12;

/** Characters of a manager's name. */
const mostManagerLength = 100;

type Words = Pick<EventView, 'words' | 'by'>;

/** Turns entries into rows. What changed is found out only for rows that are looked at, once for each. */
export class EntryRows {
  private readonly known = new WeakMap<EventEntry, Words>();

  constructor(private readonly tools: RowTools) {}

  /** The rows, and whether each has its words. */
  rows(entries: readonly ListEntry[]): { readonly rows: readonly RowView[]; readonly isComplete: boolean } {
    const { clock, l10n } = this.tools;
    const start = clock();
    let isComplete = true;
    // What is newest is at the end, and looked at first.
    const rows = [...entries].reverse().map((entry): RowView => {
      const { id, time } = entry;
      if (entry.kind === 'mark') {
        return { id, time, mark: { text: markText(entry.mark, l10n), isGap: entry.mark.what === 'gap' } };
      }
      const words = this.known.get(entry) ?? (clock() - start < mostTime ? this.describe(entry) : undefined);
      isComplete &&= words !== undefined;
      return { id, time, event: eventView(entry, words ?? { words: '', by: '' }) };
    });
    return { rows: rows.reverse(), isComplete };
  }

  private describe(entry: EventEntry): Words {
    const described = describeEntry(entry, this.tools, 4);
    const by = described?.manager?.name ?? '';
    const words = {
      words: described ? changeWords(described, this.tools.l10n) : this.tools.l10n.t('the values are no longer known'),
      by: by.length > mostManagerLength ? `${by.slice(0, mostManagerLength)}…` : by,
    };
    this.known.set(entry, words);
    return words;
  }
}

/** What an event changed; undefined where its values are no longer known. */
export function describeEntry(
  { key, change, before, after, hasDroppedValues }: EventEntry,
  { describeChange }: Pick<RowTools, 'describeChange'>,
  most: number,
): DescribedChange | undefined {
  // What was compacted meanwhile comes without the value before (WatchCreateRequest.prev_kv).
  const isKnown = !hasDroppedValues && (change !== 'updated' || before !== undefined);
  return !isKnown ? undefined : describeChange({ key, ...(before && { before }), ...(after && { after }) }, { most });
}

function eventView(entry: EventEntry, words: Words): EventView {
  const { modRevision, change, size, isEarlier } = entry;
  return { revision: String(modRevision), change, ...nameOfKey(entry.key), size, isEarlier, ...words };
}
