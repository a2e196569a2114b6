import { type Fact, known, notAsked } from '../fact';
import type { MemberFacts } from '../healthFacts';
import { countOf, difference, quantile } from '../metrics/histogram';
import type { Histogram, MemberMetrics } from '../metrics/memberMetrics';
import { type MemberNumber, mapFact, notTold } from './checkTools';

const hour = 60 * 60 * 1000;

/**
 * What a counter says an hour: over the life of the process, or since an earlier reading where that is more, as a calm
 * month hides the storm of the last minutes. Either counts as an hour at least: one event in the first minute is not sixty.
 */
export function perHour(
  member: MemberFacts,
  metric: string,
  counterOf: (reading: MemberMetrics) => number | undefined,
): Fact<MemberNumber> {
  return mapFact(readingsOf(member), ({ first, last }) => {
    const count = counterOf(last);
    if (count === undefined || last.startedAt === undefined) {
      return notTold(metric);
    }
    const whole = hourly(count, last.readAt - last.startedAt);
    const recent = hourly(count - (counterOf(first) ?? count), last.readAt - first.readAt);
    return known(recent > whole ? { value: recent, basis: 'recent' } : { value: whole, basis: 'sinceStart' });
  });
}

function hourly(count: number, milliseconds: number): number {
  return count / (Math.max(hour, milliseconds) / hour);
}

/** The readings of a member that are furthest apart; both the same where there is but one. */
export function readingsOf({
  metrics,
  earlierMetrics,
  laterMetrics,
}: MemberFacts): Fact<{ readonly first: MemberMetrics; readonly last: MemberMetrics }> {
  return mapFact(metrics, reading => known({ first: earlierMetrics ?? reading, last: laterMetrics?.value ?? reading }));
}

/** Fewer observations make no 99th percentile: one that was slow would be all there is. */
const leastObservations = 50;

/**
 * The 99th percentile in milliseconds: of the time between two readings if enough happened in it, else of the process'
 * life, which is the whole of the last reading.
 */
export function p99(metric: string, first: Histogram | undefined, whole: Histogram | undefined): Fact<MemberNumber> {
  if (!whole) {
    return notTold(metric);
  }
  const recent = first && difference(whole, first);
  const isEnough = recent !== undefined && countOf(recent) >= leastObservations;
  const observations = countOf(isEnough ? recent : whole);
  const seconds = quantile(isEnough ? recent : whole, 0.99);
  if (seconds === undefined || observations < leastObservations) {
    return notAsked('fewObservations', { metric, observations, needed: leastObservations });
  }
  return known({ value: seconds * 1000, basis: isEnough ? 'recent' : 'sinceStart' });
}
