/**
 * The history of a key in a live cluster. etcd has no call for it, so it is walked backwards: the key just before its last
 * write is the key as the write before left it. That ends where the key was created; what was before can only be told by the
 * events of the store, and for them a server reads all revisions that it is asked about, of all keys (etcd-io/etcd,
 * server/storage/mvcc/watchable_store.go, syncWatchers). So they are asked for a few thousand revisions only.
 */
import { EtcdscopeError, hasCode } from '../../base/errors';
import type { CallOptions, KeyValue } from '../../base/keyValue';
import { throwIfAborted } from '../../base/limiter';
import type { KeyspaceReader } from '../keyspaceReader';
import { readPast } from '../readKey';
import type { HistoryEnd, KeyHistory, KeyRevision } from './keyHistory';

/** What `EtcdStore.watch` tells, as far as it matters here. */
export type HistoryUpdate =
  | (Pick<KeyRevision, 'modRevision' | 'createRevision' | 'version'> & {
      readonly type: 'put' | 'delete';
      readonly lease?: bigint;
    })
  | { readonly type: 'live' | 'progress' }
  | { readonly type: 'reconnecting'; readonly error: EtcdscopeError; readonly attempt: number };

export interface HistorySource extends KeyspaceReader {
  watch(options: {
    readonly key: Uint8Array;
    readonly startRevision: bigint;
    readonly signal: AbortSignal;
  }): AsyncIterable<readonly HistoryUpdate[]>;
}

export interface LiveHistoryOptions extends CallOptions {
  /** Revisions of the key that are told at most; {@link mostRevisions} unless given. */
  readonly most?: number;
  /** Revisions of the store whose events are asked for at once; {@link mostEvents} unless given. */
  readonly window?: bigint;
}

export const mostRevisions = 500;
const mostEvents = 10_000n;
/** Lives of a key, each begun by a creation, that are looked for before the first that was found. */
const mostWindows = 4;
/** Milliseconds for the events of one window. */
const mostMilliseconds = 20_000;
/**
 * Milliseconds of silence after which the events of the past are taken to have come, for a key that does not exist now: it has
 * no later event that would prove it, and a server's word on its progress came before the events themselves up to 3.5.7.
 */
const silence = 1500;
const mostAttempts = 3;

/**
 * All revisions of a key that can be found, within bounds.
 * @throws {EtcdscopeError} what reading throws; `cancelled`.
 */
export async function liveHistory(
  source: HistorySource,
  key: Uint8Array,
  options: LiveHistoryOptions = {},
): Promise<KeyHistory> {
  const walk = new HistoryWalk(source, key, options);
  const revision = await walk.begin();
  const end = await walk.run(revision);
  return { revisions: walk.found.reverse(), end, revision };
}

class HistoryWalk {
  /** Newest first. */
  readonly found: KeyRevision[] = [];
  private readonly signal: AbortSignal | undefined;
  private readonly most: number;
  private readonly window: bigint;

  constructor(
    private readonly source: HistorySource,
    private readonly key: Uint8Array,
    { signal, most = mostRevisions, window = mostEvents }: LiveHistoryOptions,
  ) {
    this.signal = signal;
    this.most = most;
    this.window = window;
  }

  /** The store's revision now. */
  async begin(): Promise<bigint> {
    const { revision } = await this.source.range({ key: this.key, countOnly: true }, this.options);
    return revision;
  }

  /** Looks at the key at a revision and back from there. */
  async run(from: bigint): Promise<HistoryEnd> {
    let at = from;
    for (let windows = 0; at > 0n; ) {
      if (this.found.length >= this.most) {
        return 'limit';
      }
      const keyValue = await this.read(at);
      if (keyValue === 'compacted') {
        return 'compacted';
      }
      this.lastIsReadable();
      if (keyValue) {
        this.found.push(revisionOf(keyValue, at));
        at = keyValue.modRevision - 1n;
        continue;
      }
      if (windows++ === mostWindows) {
        return 'limit';
      }
      const earlier = await this.eventsUpTo(at);
      this.found.push(...earlier.events);
      const oldest = earlier.events.at(-1);
      if (!oldest) {
        return earlier.end;
      }
      at = oldest.modRevision - 1n;
    }
    this.lastIsReadable();
    return 'beginning';
  }

  private get options(): CallOptions {
    return this.signal ? { signal: this.signal } : {};
  }

  private async read(revision: bigint): Promise<KeyValue | undefined | 'compacted'> {
    throwIfAborted(this.signal);
    return readPast(this.source, this.key, { ...this.options, revision, keysOnly: true });
  }

  /** Once an earlier revision could be read, the one that was found last can be read at its own. */
  private lastIsReadable(): void {
    const last = this.found.pop();
    if (last) {
      this.found.push({ ...last, readRevision: last.modRevision });
    }
  }

  /** What happened to the key in the window that ends with a revision at which there was none. Newest first. */
  private async eventsUpTo(last: bigint): Promise<{ events: readonly KeyRevision[]; end: HistoryEnd }> {
    let start = last >= this.window ? last - this.window + 1n : 1n;
    let end: HistoryEnd = start === 1n ? 'beginning' : 'limit';
    for (let attempts = 0; attempts < mostAttempts; attempts++) {
      try {
        const { events, isProven } = start > last ? { events: [], isProven: true } : await this.collect(start, last);
        return { events, end: isProven || events.length > 0 ? end : 'limit' };
      } catch (error) {
        const compacted = hasCode(error, 'revision.compacted') ? error.facts.compactRevision : undefined;
        if (typeof compacted === 'bigint' && compacted >= start) {
          start = compacted + 1n;
          end = 'compacted';
        } else if (hasCode(error, 'call.unsupported', 'auth.permissionDenied', 'call.timeout')) {
          break;
        } else {
          throw error;
        }
      }
    }
    return { events: [], end: 'limit' };
  }

  private async collect(
    startRevision: bigint,
    last: bigint,
  ): Promise<{ events: readonly KeyRevision[]; isProven: boolean }> {
    const events: KeyRevision[] = [];
    const controller = new AbortController();
    const hasLaterEvent = this.found.length > 0;
    let isLive = false;
    let timer = setTimeout(() => controller.abort(), mostMilliseconds);
    const signal = this.signal ? AbortSignal.any([this.signal, controller.signal]) : controller.signal;
    try {
      for await (const updates of this.source.watch({ key: this.key, startRevision, signal })) {
        for (const update of updates) {
          if (isPast(update, last)) {
            return { events: newestFirst(events, this.most), isProven: true };
          }
          if (update.type === 'put' || update.type === 'delete') {
            events.push(revisionOfEvent(update));
          } else if (update.type === 'reconnecting' && update.attempt >= mostAttempts) {
            throw update.error;
          }
          isLive ||= update.type === 'live';
        }
        if (isLive && !hasLaterEvent) {
          clearTimeout(timer);
          timer = setTimeout(() => controller.abort(), silence);
        }
      }
    } finally {
      clearTimeout(timer);
      // The watch has no end of its own.
      controller.abort();
    }
    throwIfAborted(this.signal);
    if (isLive && !hasLaterEvent) {
      return { events: newestFirst(events, this.most), isProven: false };
    }
    throw new EtcdscopeError('call.timeout', { milliseconds: mostMilliseconds });
  }
}

/** Whether all events up to a revision have come: they come in their order. */
function isPast(update: HistoryUpdate, last: bigint): boolean {
  return (update.type === 'put' || update.type === 'delete') && update.modRevision > last;
}

function newestFirst(events: readonly KeyRevision[], most: number): readonly KeyRevision[] {
  return [...events].reverse().slice(0, most);
}

function revisionOf({ modRevision, createRevision, version, lease }: KeyValue, readRevision: bigint): KeyRevision {
  return { type: 'put', modRevision, readRevision, createRevision, version, lease };
}

function revisionOfEvent(event: Extract<HistoryUpdate, { type: 'put' | 'delete' }>): KeyRevision {
  const { type, modRevision, createRevision, version, lease = 0n } = event;
  return { type, modRevision, readRevision: modRevision, createRevision, version, lease };
}
