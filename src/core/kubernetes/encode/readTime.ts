/** Times and durations as users write them: RFC 3339 and Go's time.ParseDuration. */
import { formatDuration, formatMicroTime, formatTime } from '../protobuf/goTime';

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

export interface Instant {
  /** Since 1970; negative before. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanoseconds: number;
}

/** Undefined where the text is no time. */
export function parseInstant(text: string): Instant | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour = '0', offsetMinute = '0'] =
    rfc3339.exec(text) ?? [];
  if (year === undefined) {
    return undefined;
  }
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const isDate = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  const isClock = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  const isOffset = Number(offsetHour) <= 24 && Number(offsetMinute) < 60;
  if (!isDate || !isClock || !isOffset) {
    return undefined;
  }
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60 * (sign === '-' ? -1 : 1);
  const seconds = date.getTime() / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset;
  return { seconds, nanoseconds: Number(fraction.padEnd(9, '0')) };
}

/** As Kubernetes prints it, in UTC and whole seconds; null for Go's zero time, undefined where the text is no time. */
export function canonicalTime(text: string): string | null | undefined {
  const instant = parseInstant(text);
  return instant && formatTime(instant.seconds, 0);
}

/** The same with microseconds. */
export function canonicalMicroTime(text: string): string | null | undefined {
  const instant = parseInstant(text);
  return instant && formatMicroTime(instant.seconds, instant.nanoseconds, 0);
}

const nanosecondsOf = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
/** Each with a number before it: the first has no sign. */
const durationParts = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const largestDuration = 2n ** 63n - 1n;
/** No duration that fits has more characters. */
const mostDuration = 200;

/** Nanoseconds, or undefined where the text is no duration or one that does not fit. */
export function parseDuration(text: string): bigint | undefined {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') {
    return 0n;
  }
  if (rest === '' || rest.length > mostDuration) {
    return undefined;
  }
  let total = 0n;
  for (let position = 0; position < rest.length; ) {
    durationParts.lastIndex = position;
    const [part, whole = '', fraction = '', unit = ''] = durationParts.exec(rest) ?? [];
    if (part === undefined || whole + fraction === '') {
      return undefined;
    }
    position += part.length;
    const size = nanosecondsOf.get(unit) ?? 0n;
    total += (BigInt(whole + fraction) * size) / 10n ** BigInt(fraction.length);
  }
  return total > largestDuration ? undefined : sign === '-' ? -total : total;
}

/** As Go prints it: `1h30m0s`. */
export function canonicalDuration(text: string): string | undefined {
  const nanoseconds = parseDuration(text);
  return nanoseconds === undefined ? undefined : formatDuration(nanoseconds);
}
