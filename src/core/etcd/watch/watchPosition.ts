import { equalBytes } from '../../base/bytes';
import { EtcdscopeError } from '../../base/errors';
import type { WatchEvent } from './watchUpdate';

/**
 * How far a watch has come, over all the streams that it takes: where the next stream begins, and which of its events
 * were delivered before.
 *
 * etcd sends whole revisions in ascending order, and within one revision the events in the order they were written. Only the
 * parts of a large answer divide a revision, so at most one is delivered in part: of that, the last key delivered is remembered, and a
 * new stream, which begins with it again, is skipped up to that key. No key occurs twice in a revision.
 */
export class WatchPosition {
  /** The first revision of which anything may be missing; undefined until a server said what "now" is. */
  private next: bigint | undefined;
  /** Of revision `next`, when some of its events were delivered. */
  private lastKeyOfPart: Uint8Array | undefined;
  private isSkipping = false;

  constructor(startRevision: bigint | undefined) {
    this.next = startRevision;
  }

  /** The revision that a new stream has to begin with. */
  get startRevision(): bigint | undefined {
    return this.next;
  }

  /** Everything up to here was delivered; undefined as long as nothing is known. */
  get completeRevision(): bigint | undefined {
    return this.next === undefined ? undefined : this.next - 1n;
  }

  /** Before the first answer of a new stream. */
  begin(): void {
    this.isSkipping = this.lastKeyOfPart !== undefined;
  }

  /** The server watches, and its store stood at this revision when it began. */
  created(revision: bigint): void {
    this.next ??= revision + 1n;
  }

  /** The server says that there was nothing more up to this revision. */
  progressed(revision: bigint): void {
    if (this.next === undefined || revision >= this.next) {
      this.next = revision + 1n;
      this.lastKeyOfPart = undefined;
      this.isSkipping = false;
    }
  }

  /**
   * Of events that came, those that were not delivered before.
   * @param isPart Whether more events of the last one's revision may follow in the same answer.
   * @throws {EtcdscopeError} `revision.compacted` when what was delivered of a revision is no longer part of it: then the
   *   rest, which was not, may be gone too.
   */
  accept(events: readonly WatchEvent[], isPart: boolean): readonly WatchEvent[] {
    const last = events.at(-1);
    if (last === undefined) {
      return events;
    }
    const fresh = this.isFresh(events[0]) ? events : events.filter(event => this.isNew(event));
    if (this.next === undefined || last.modRevision >= this.next) {
      if (isPart) {
        this.next = last.modRevision;
        this.lastKeyOfPart = this.isSkipping ? this.lastKeyOfPart : last.key;
      } else {
        this.next = last.modRevision + 1n;
        this.lastKeyOfPart = undefined;
        this.isSkipping = false;
      }
    }
    return fresh;
  }

  /** Whether an answer that begins with this event holds nothing delivered before. */
  private isFresh(first: WatchEvent | undefined): boolean {
    return !this.isSkipping && (this.next === undefined || (first !== undefined && first.modRevision >= this.next));
  }

  private isNew(event: WatchEvent): boolean {
    const { next, lastKeyOfPart } = this;
    if (next !== undefined && event.modRevision < next) {
      return false;
    }
    if (this.isSkipping && lastKeyOfPart) {
      if (event.modRevision !== next) {
        throw new EtcdscopeError('revision.compacted', { revision: next, reason: 'changedByCompaction' });
      }
      this.isSkipping = !equalBytes(event.key, lastKeyOfPart);
      return false;
    }
    return true;
  }
}
