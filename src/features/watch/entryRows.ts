import { hasCode } from '../../core/base/errors';
import type { DescribedChange } from '../../core/kubernetes/changes';
import type { Localization } from '../../host/errorSentenceTable';
import type { EventView, RowView } from '../../protocol/watch';
import { changeWords, unreadText } from './changeWords';
import {
  type DescribeTools,
  describeEntry,
  describeOpened,
  isEncrypted,
  lacksBefore,
  withBefore,
} from './describeEntry';
import { type EventEntry, type ListEntry, nameOfKey } from './listEntry';
import { markText } from './markText';
import { writerWords } from './originWords';

export interface RowTools extends DescribeTools {
  readonly l10n: Localization;
  /** Milliseconds of any clock that only goes forward. */
  readonly clock: () => number;
}

/** Milliseconds that one batch of rows may spend on finding words; rows beyond that get them with a later batch. */
const mostTime = 12;
/** Events that are completed or opened between two batches of rows: each may take a read, or a call of a plugin. */
const mostOpened = 16;
/** Calls of KMS plugins in a minute. An API server of today has one seed for all that it wrote since it started. */
const mostPluginCalls = 32;
const minute = 60_000;
/** Fields that are told apart for a row. */
const mostFields = 4;

type Words = Pick<EventView, 'words' | 'by'>;

/** Turns entries into rows. What changed is found out only for rows that are looked at, once for each. */
export class EntryRows {
  private known = new WeakMap<EventEntry, Words>();
  /** Events that came without the value before them, and encrypted ones, with the words that what is here allows. */
  private unopened = new WeakSet<EventEntry>();
  private isOpening = false;
  private budget = { pluginCalls: mostPluginCalls };
  private budgetSince = Number.NEGATIVE_INFINITY;

  /** @param opened is told once rows have other words, since their values were read or decrypted. */
  constructor(
    private readonly tools: RowTools,
    private readonly opened: () => void = () => undefined,
  ) {}

  /**
   * The rows, and whether each has its words. Those of encrypted events may have better ones a little later, and so may
   * those that came without the value before them.
   */
  rows(entries: readonly ListEntry[]): { readonly rows: readonly RowView[]; readonly isComplete: boolean } {
    const { clock, l10n } = this.tools;
    const start = clock();
    const unopened: EventEntry[] = [];
    let isComplete = true;
    // What is newest is at the end, and looked at first.
    const rows = [...entries].reverse().map((entry): RowView => {
      const { id, time } = entry;
      if (entry.kind === 'mark') {
        return { id, time, mark: { text: markText(entry.mark, l10n), isGap: entry.mark.what === 'gap' } };
      }
      const words = this.known.get(entry) ?? (clock() - start < mostTime ? this.describe(entry) : undefined);
      isComplete &&= words !== undefined;
      if (this.unopened.has(entry)) {
        unopened.push(entry);
      }
      return { id, time, event: eventView(entry, words ?? { words: '', by: '' }) };
    });
    if (unopened.length > 0 && !this.isOpening) {
      void this.open(unopened.slice(0, mostOpened));
    }
    return { rows: rows.reverse(), isComplete };
  }

  /** Finds all words anew: the connection may have other keys than before, or answer again. */
  forget(): void {
    this.known = new WeakMap();
    this.unopened = new WeakSet();
    this.budget = { pluginCalls: mostPluginCalls };
  }

  private describe(entry: EventEntry): Words {
    const isToRead = this.tools.valueBefore !== undefined && lacksBefore(entry);
    const words = isToRead ? { words: '', by: '' } : this.wordsOf(describeEntry(entry, this.tools, mostFields));
    this.known.set(entry, words);
    if (isToRead || (this.tools.openValue && isEncrypted(entry))) {
      this.unopened.add(entry);
    }
    return words;
  }

  /** Whatever keeps a value closed or from being read leaves the event the words it has. */
  private async open(entries: readonly EventEntry[]): Promise<void> {
    const { known, unopened, tools } = this;
    this.refillBudget();
    const { budget } = this;
    this.isOpening = true;
    try {
      const complete = await Promise.all(entries.map(entry => withBefore(entry, tools)));
      for (const [index, entry] of entries.entries()) {
        const whole = complete[index];
        const words = whole
          ? this.wordsOf(await describeOpened(whole, tools, mostFields, { budget }))
          : { words: unreadText(tools.l10n), by: '' };
        known.set(entry, words);
        unopened.delete(entry);
      }
    } catch (error) {
      // The connection was closed or got other keys: what is still looked at is opened with the next batch.
      if (!hasCode(error, 'cancelled')) {
        throw error;
      }
    } finally {
      this.isOpening = false;
      this.opened();
    }
  }

  private refillBudget(): void {
    const now = this.tools.clock();
    if (now - this.budgetSince >= minute) {
      this.budgetSince = now;
      this.budget = { pluginCalls: mostPluginCalls };
    }
  }

  private wordsOf(described: DescribedChange | undefined): Words {
    const { l10n } = this.tools;
    return {
      words: described ? changeWords(described, l10n, true) : l10n.t('the values are no longer known'),
      by: writerWords(described?.origin, l10n),
    };
  }
}

function eventView(entry: EventEntry, words: Words): EventView {
  const { modRevision, change, size, isEarlier } = entry;
  return { revision: String(modRevision), change, ...nameOfKey(entry.key), size, isEarlier, ...words };
}
