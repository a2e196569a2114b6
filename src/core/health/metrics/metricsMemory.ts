import type { MemberMetrics } from './memberMetrics';

/** Milliseconds. What is judged as recent goes back so far at most. */
const longest = 10 * 60 * 1000;
/** Readings of a member in that time. */
const mostReadings = 5;
const mostMembers = 100;

/**
 * Earlier readings of the members' metrics, so that the next one can tell what happened since: percentiles over the
 * weeks of a process' life hide a disk that is slow today.
 */
export class MetricsMemory {
  /** By member id, the oldest reading first. */
  private readonly readings = new Map<bigint, MemberMetrics[]>();

  /** Keeps the reading, and gives the oldest one that is not too old and of the same process. */
  next(memberId: bigint, reading: MemberMetrics): MemberMetrics | undefined {
    const kept = (this.readings.get(memberId) ?? []).filter(
      ({ readAt, startedAt }) =>
        readAt <= reading.readAt && reading.readAt - readAt <= longest && startedAt === reading.startedAt,
    );
    const newest = kept.at(-1);
    if (newest === undefined || reading.readAt - newest.readAt >= longest / mostReadings) {
      kept.push(reading);
    }
    this.readings.delete(memberId);
    this.readings.set(memberId, kept.slice(-mostReadings - 1));
    for (const longestUnused of this.readings.keys()) {
      if (this.readings.size <= mostMembers) {
        break;
      }
      this.readings.delete(longestUnused);
    }
    return kept[0] === reading ? undefined : kept[0];
  }
}
