import { countOf, difference, quantile } from '../metrics/histogram';
import type { Histogram, MemberMetrics } from '../metrics/memberMetrics';
import type { MemberNumber } from './checkTools';

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

/** Fewer observations between two readings make no 99th percentile. */
const leastObservations = 50;

/**
 * The 99th percentile in milliseconds: of the moments between two readings if enough happened in them, else of the
 * process' life. Undefined where nothing was observed.
 */
export function p99(first: Histogram | undefined, later: Histogram | undefined): MemberNumber | undefined {
  const recent = first && later && difference(later, first);
  const isEnough = recent !== undefined && countOf(recent) >= leastObservations;
  const histogram = isEnough ? recent : (later ?? first);
  const seconds = histogram && quantile(histogram, 0.99);
  return seconds === undefined ? undefined : { value: seconds * 1000, basis: isEnough ? 'recent' : 'sinceStart' };
}
