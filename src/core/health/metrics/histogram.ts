import type { Histogram } from './memberMetrics';

const mostBuckets = 200;

/** Adds up buckets, of one series or of several with the same bounds. */
export class HistogramBuilder {
  private readonly byBound = new Map<number, number>();
  private sum = 0;

  /** @param bound The label `le`. */
  addBucket(bound: number, count: number): void {
    if (!Number.isNaN(bound) && isCount(count) && (this.byBound.has(bound) || this.byBound.size < mostBuckets)) {
      this.byBound.set(bound, (this.byBound.get(bound) ?? 0) + count);
    }
  }

  addSum(seconds: number): void {
    if (Number.isFinite(seconds)) {
      this.sum += seconds;
    }
  }

  /** Undefined for buckets that no histogram has: without the infinite one, or where a wider one holds less. */
  build(): Histogram | undefined {
    const buckets = [...this.byBound].sort(([a], [b]) => a - b);
    const counts = buckets.map(([, count]) => count);
    const bounds = buckets.map(([bound]) => bound);
    const isCumulative = counts.every((count, index) => index === 0 || count >= (counts[index - 1] as number));
    if (bounds.pop() !== Number.POSITIVE_INFINITY || !isCumulative) {
      return undefined;
    }
    return { bounds, counts, sum: this.sum };
  }
}

export function countOf({ counts }: Histogram): number {
  return counts.at(-1) ?? 0;
}

/**
 * Seconds below which a share of the observations lies, as Prometheus' histogram_quantile estimates it: evenly spread
 * within a bucket. For what lies beyond the last finite bound, that bound: it is then at least so much.
 * Undefined without observations.
 */
export function quantile(histogram: Histogram, share: number): number | undefined {
  const { bounds, counts } = histogram;
  const all = countOf(histogram);
  if (all === 0 || bounds.length === 0) {
    return undefined;
  }
  const rank = share * all;
  const index = counts.findIndex(count => count >= rank && count > 0);
  if (index < 0 || index >= bounds.length) {
    return bounds.at(-1);
  }
  const below = index === 0 ? 0 : (counts[index - 1] as number);
  const inside = (counts[index] as number) - below;
  const upper = bounds[index] as number;
  const lower = index === 0 ? Math.min(0, upper) : (bounds[index - 1] as number);
  return inside === 0 ? upper : lower + (upper - lower) * ((rank - below) / inside);
}

/** What was observed between two readings; undefined where the process was started anew, or the buckets differ. */
export function difference(later: Histogram, earlier: Histogram): Histogram | undefined {
  const isSame =
    later.bounds.length === earlier.bounds.length &&
    later.bounds.every((bound, index) => bound === earlier.bounds[index]);
  const counts = later.counts.map((count, index) => count - (earlier.counts[index] ?? 0));
  const isSound = counts.every((count, index) => count >= 0 && (index === 0 || count >= (counts[index - 1] as number)));
  return isSame && isSound ? { bounds: later.bounds, counts, sum: Math.max(0, later.sum - earlier.sum) } : undefined;
}

function isCount(count: number): boolean {
  return Number.isFinite(count) && count >= 0;
}
