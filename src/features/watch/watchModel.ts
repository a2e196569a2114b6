import type { WatchEvent } from '../../core/etcd';
import { type ChangeKind, type EventFilter, type FiguresView, mostPins } from '../../protocol/watch';
import { EntryList } from './entryList';
import { EntryRing, type RingLimits } from './entryRing';
import { EventRates } from './eventRates';
import { type EventEntry, entryOfEvent, type ListEntry, type Mark } from './listEntry';
import { matchesFilter, noFilter } from './matchesFilter';
import { SeenNames } from './seenNames';

/** Events a second beyond which nobody can read each of them. */
const mostReadable = 300;

export interface Pin {
  /** Stands for the pin in requests; no entry has it. */
  readonly id: number;
  readonly key: Uint8Array;
  readonly count: number;
  readonly latest?: EventEntry;
}

/** Pins are numbered where no entry will be. */
const firstPinId = 2 ** 52;

/**
 * What a watch has seen: the newest events, the part of them that is listed, pinned keys, and exact counts of everything.
 * While it is paused the list stays as it is; what comes is kept and counted all the same.
 */
export class WatchModel {
  private readonly ring: EntryRing;
  private readonly rates = new EventRates();
  private readonly pinned = new Map<string, Pin>();
  private readonly seenNames = new SeenNames();
  private list = new EntryList();
  private matches = matchesFilter(noFilter);
  private currentFilter = noFilter;
  /** All entries there were when the list was paused, also those that have fallen out since. */
  private frozen: readonly ListEntry[] | undefined;
  private listGeneration = 0;
  private fellOut = 0;
  private kept = 0;
  private waiting = 0;
  private nextPinId = firstPinId;

  constructor(limits: RingLimits) {
    this.ring = new EntryRing(limits);
  }

  get filter(): EventFilter {
    return this.currentFilter;
  }

  get isPaused(): boolean {
    return this.frozen !== undefined;
  }

  /** Goes up whenever the rows of the list are others than before. */
  get generation(): number {
    return this.listGeneration;
  }

  get first(): number {
    return this.list.first;
  }

  get end(): number {
    return this.list.end;
  }

  /** Resources and namespaces that were seen, as far as a menu has room for them. */
  get resources(): readonly string[] {
    return this.seenNames.resources;
  }

  get namespaces(): readonly string[] {
    return this.seenNames.namespaces;
  }

  /** Of all events since the watch began. */
  get totals(): Readonly<Record<ChangeKind, number>> {
    return this.rates.totals;
  }

  get pins(): readonly Pin[] {
    return [...this.pinned.values()];
  }

  /** @param time when it came, in milliseconds since 1970. */
  addEvent(event: WatchEvent, time: number, isEarlier: boolean): void {
    const entry = entryOfEvent(event, { id: this.ring.next, time, isEarlier });
    this.rates.add(entry.change, time);
    this.kept++;
    this.seenNames.note(entry.key);
    this.notePin(entry);
    this.add(entry);
  }

  addMark(mark: Mark, time: number): void {
    this.add({ kind: 'mark', id: this.ring.next, time, mark });
  }

  /** The listed entries with the numbers [from, end). */
  rows(from: number, end: number): readonly ListEntry[] {
    return this.list.slice(from, end);
  }

  /** The entry or the pin's latest event that an id stands for, while it is known. */
  find(id: number): ListEntry | undefined {
    return (
      this.ring.get(id) ??
      this.pins.find(pin => pin.id === id || pin.latest?.id === id)?.latest ??
      findById(this.frozen ?? [], id)
    );
  }

  /** What an event's key held before it, as far as an event before it tells. */
  valueBefore(entry: EventEntry): Uint8Array | undefined {
    return entry.before ?? this.ring.before(entry)?.after;
  }

  /** The key that an id stands for: of an event, or of a pin. */
  keyOf(id: number): Uint8Array | undefined {
    const entry = this.find(id);
    return entry?.kind === 'event' ? entry.key : this.pins.find(pin => pin.id === id)?.key;
  }

  setFilter(filter: EventFilter): void {
    this.currentFilter = filter;
    this.matches = matchesFilter(filter);
    this.relist();
  }

  pause(): void {
    if (!this.frozen) {
      this.frozen = [...this.ring.entries()];
      this.waiting = 0;
    }
  }

  resume(): void {
    if (this.frozen) {
      this.frozen = undefined;
      this.waiting = 0;
      this.relist();
    }
  }

  /** Forgets the events; counts and pins stay. */
  clear(): void {
    this.ring.clear();
    this.frozen = this.frozen && [];
    this.fellOut = 0;
    this.kept = 0;
    this.waiting = 0;
    this.relist();
  }

  isPinned(key: Uint8Array): boolean {
    return this.pinned.has(latinText(key));
  }

  /** Whether there was room for it. */
  pin(key: Uint8Array): boolean {
    const name = latinText(key);
    if (this.pinned.has(name)) {
      return true;
    }
    if (this.pinned.size >= mostPins) {
      return false;
    }
    const events = [...this.ring.entries()].filter(
      (entry): entry is EventEntry => entry.kind === 'event' && latinText(entry.key) === name,
    );
    const latest = events.at(-1);
    this.pinned.set(name, { id: this.nextPinId++, key, count: events.length, ...(latest && { latest }) });
    return true;
  }

  unpin(key: Uint8Array): void {
    this.pinned.delete(latinText(key));
  }

  /** All events that are kept and pass the filter, oldest first. */
  *events(): IterableIterator<EventEntry> {
    for (const entry of this.frozen ?? this.ring.entries()) {
      if (entry.kind === 'event' && this.matches(entry)) {
        yield entry;
      }
    }
  }

  figures(time: number): FiguresView {
    const { puts, deletes } = this.rates.recent(time);
    const rate = (puts.at(-1) ?? 0) + (deletes.at(-1) ?? 0);
    const { fellOut, waiting, kept, totals } = this;
    return { totals, rate, puts, deletes, kept, fellOut, waiting, isSampled: !this.isPaused && rate > mostReadable };
  }

  private add(entry: ListEntry): void {
    const fallen = this.ring.push(entry);
    if (fallen?.kind === 'event') {
      this.fellOut++;
      this.kept--;
    }
    if (this.frozen) {
      this.waiting += entry.kind === 'event' ? 1 : 0;
      return;
    }
    if (fallen) {
      this.list.dropBefore(this.ring.first);
    }
    if (this.matches(entry)) {
      this.list.push(entry);
    }
  }

  private relist(): void {
    this.listGeneration++;
    this.list = new EntryList();
    for (const entry of this.frozen ?? this.ring.entries()) {
      if (this.matches(entry)) {
        this.list.push(entry);
      }
    }
  }

  private notePin(entry: EventEntry): void {
    if (this.pinned.size > 0) {
      const name = latinText(entry.key);
      const pin = this.pinned.get(name);
      if (pin) {
        this.pinned.set(name, { ...pin, count: pin.count + 1, latest: entry });
      }
    }
  }
}

function latinText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}

/** Ids go up along the list. */
function findById(entries: readonly ListEntry[], id: number): ListEntry | undefined {
  const first = entries[0]?.id;
  return first === undefined ? undefined : entries[id - first];
}
