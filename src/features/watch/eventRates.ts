import { type ChangeKind, changeKinds, rateSeconds } from '../../protocol/watch';

interface Second {
  /** Seconds since 1970. */
  readonly second: number;
  puts: number;
  deletes: number;
}

/** Exact counts of what came: in all, and by the second for the last minute. */
export class EventRates {
  private readonly counts = Object.fromEntries(changeKinds.map(kind => [kind, 0])) as Record<ChangeKind, number>;
  private readonly seconds: (Second | undefined)[] = new Array(rateSeconds + 1).fill(undefined);

  get totals(): Readonly<Record<ChangeKind, number>> {
    return { ...this.counts };
  }

  /** @param time milliseconds since 1970. */
  add(change: ChangeKind, time: number): void {
    this.counts[change]++;
    const second = Math.floor(time / 1000);
    const slot = second % this.seconds.length;
    let bucket = this.seconds[slot];
    if (bucket?.second !== second) {
      bucket = { second, puts: 0, deletes: 0 };
      this.seconds[slot] = bucket;
    }
    if (change === 'deleted') {
      bucket.deletes++;
    } else {
      bucket.puts++;
    }
  }

  /** The whole seconds before this time, oldest first. */
  recent(time: number): { readonly puts: readonly number[]; readonly deletes: readonly number[] } {
    const now = Math.floor(time / 1000);
    const buckets = Array.from({ length: rateSeconds }, (_, index) => {
      const second = now - rateSeconds + index;
      const bucket = this.seconds[second % this.seconds.length];
      return bucket?.second === second ? bucket : undefined;
    });
    return { puts: buckets.map(bucket => bucket?.puts ?? 0), deletes: buckets.map(bucket => bucket?.deletes ?? 0) };
  }
}
