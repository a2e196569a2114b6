import { ProblemError } from '../problem';

/** Seconds from 1970 to Go's zero time, the first instant of year 1. A time that is zero prints as null. */
const zeroTimeSeconds = -62_135_596_800;
/** Most that a JavaScript date can be away from 1970, in seconds. */
const mostSeconds = 8.64e12;

/** RFC 3339 in UTC with seconds (metav1.Time), or null for Go's zero time. */
export function formatTime(seconds: number | bigint, offset: number): string | null {
  return seconds === zeroTimeSeconds ? null : `${dateAndTime(seconds, offset)}Z`;
}

/** RFC 3339 in UTC with six decimal places (metav1.MicroTime), or null for Go's zero time. */
export function formatMicroTime(seconds: number | bigint, nanoseconds: number, offset: number): string | null {
  const carried = Math.floor(nanoseconds / 1e9);
  const total = typeof seconds === 'bigint' ? seconds : seconds + carried;
  const microseconds = Math.floor((nanoseconds - carried * 1e9) / 1000);
  if (total === zeroTimeSeconds && microseconds === 0) {
    return null;
  }
  return `${dateAndTime(total, offset)}.${String(microseconds).padStart(6, '0')}Z`;
}

const secondsOfDay = 86_400;
/** Times of one object fall on few days, and writing a date is what takes long. */
let lastDate = { day: 0, text: '1970-01-01' };

function dateAndTime(seconds: number | bigint, offset: number): string {
  if (typeof seconds === 'bigint' || Math.abs(seconds) > mostSeconds) {
    throw new ProblemError('outOfRange', offset);
  }
  const day = Math.floor(seconds / secondsOfDay);
  if (day !== lastDate.day) {
    lastDate = { day, text: dateOf(day) };
  }
  const second = seconds - day * secondsOfDay;
  const minute = Math.floor(second / 60);
  return `${lastDate.text}T${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}:${twoDigits(second % 60)}`;
}

/** Not by `toISOString`, which takes as long as decoding the rest of an object's metadata. */
function dateOf(day: number): string {
  const date = new Date(day * secondsOfDay * 1000);
  const year = date.getUTCFullYear();
  const yearText = year >= 0 ? String(year).padStart(4, '0') : String(year);
  return `${yearText}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** A duration as Go's time.Duration.String has it: `1h30m0s`, `1.5s`, `100ms`. */
export function formatDuration(nanoseconds: number | bigint): string {
  const total = BigInt(nanoseconds);
  if (total === 0n) {
    return '0s';
  }
  const sign = total < 0n ? '-' : '';
  const size = total < 0n ? -total : total;
  if (size < 1_000n) {
    return `${sign}${size}ns`;
  }
  if (size < 1_000_000n) {
    return `${sign}${decimal(size, 1_000n)}µs`;
  }
  if (size < 1_000_000_000n) {
    return `${sign}${decimal(size, 1_000_000n)}ms`;
  }
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) {
    return sign + seconds;
  }
  return minutes < 60n ? `${sign}${minutes}m${seconds}` : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const digits = String(value % unit)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '');
  return `${value / unit}${digits === '' ? '' : `.${digits}`}`;
}
