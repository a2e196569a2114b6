import { type Fact, known, notAsked } from '../fact';
import type { MemberFacts } from '../healthFacts';
import { countOf, difference, quantile } from '../metrics/histogram';
import type { Histogram, MemberMetrics } from '../metrics/memberMetrics';
import { type MemberNumber, mapFact, notTold } from './checkTools';

const hour = 60 * 60 * 1000;

/**
 * A counter over the life of the process, an hour at least: one event in the first minute is not sixty an hour.
 * Undefined where the member does not tell when it started.
 */
export function perHour(count: number, { readAt, startedAt }: MemberMetrics): MemberNumber | undefined {
  if (startedAt === undefined) {
    return undefined;
  }
  return { value: count / (Math.max(hour, readAt - startedAt) / hour), basis: 'sinceStart' };
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
