import type { ClockOffset } from '../healthFacts';

/** A clock as an HTTP answer shows it; milliseconds since 1970. */
export interface ClockReading {
  /** In whole seconds, by the other clock. */
  readonly date?: number;
  /** Before the question left and after the answer had come, by ours. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/**
 * Between which numbers of milliseconds a clock is ahead of ours. When a server writes second D it is between D and
 * D + 1 s there, and here somewhere between question and answer. Each further reading can only narrow that; readings
 * that contradict each other (a clock was set meanwhile) leave the last.
 */
export function clockOffset(readings: readonly ClockReading[]): ClockOffset | undefined {
  let offset: ClockOffset | undefined;
  for (const { date, sentAt, answeredAt } of readings) {
    if (date === undefined) {
      continue;
    }
    const one = { lowest: date - answeredAt, highest: date + 1000 - sentAt };
    const both = offset && {
      lowest: Math.max(offset.lowest, one.lowest),
      highest: Math.min(offset.highest, one.highest),
    };
    offset = both && both.lowest <= both.highest ? both : one;
  }
  return offset;
}
