import type { Limit, Unit } from '../../../core/health/healthReport';
import type { Localization } from '../../../host/errorSentenceTable';

const binarySteps = [
  [1024 ** 4, 'TiB'],
  [1024 ** 3, 'GiB'],
  [1024 ** 2, 'MiB'],
  [1024, 'KiB'],
] as const;

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A figure with its unit, as short as it can be read at a glance: `12.4 ms`, `1.9 GiB`, `37 %`. */
export function quantityText(value: number, unit: Unit, l10n: Localization): string {
  switch (unit) {
    case 'milliseconds':
      return millisecondsText(value, l10n);
    case 'seconds':
      return durationText(value, l10n);
    case 'days':
      return Math.floor(value) === 1 ? l10n.t('1 day') : l10n.t('{count} days', { count: Math.floor(value) });
    case 'bytes':
      return bytesText(value);
    case 'share':
      return shareText(value);
    case 'count':
      return decimals(value, 0);
    case 'perHour':
      return l10n.t('{count} an hour', { count: decimals(value, value < 10 && !Number.isInteger(value) ? 1 : 0) });
  }
}

/** `warning above 10 ms, critical above 50 ms` */
export function limitText({ unit, bad, warning, critical }: Limit, l10n: Localization): string {
  const side = (value: number) => {
    const limit = quantityText(value, unit, l10n);
    return bad === 'above' ? l10n.t('above {limit}', { limit }) : l10n.t('below {limit}', { limit });
  };
  return [
    ...(warning === undefined ? [] : [l10n.t('warning {limit}', { limit: side(warning) })]),
    ...(critical === undefined ? [] : [l10n.t('critical {limit}', { limit: side(critical) })]),
  ].join(', ');
}

export function bytesText(bytes: number): string {
  const [step, name] = binarySteps.find(([size]) => Math.abs(bytes) >= size) ?? [1, 'B'];
  return `${decimals(bytes / step, step > 1024 ? 1 : 0)} ${name}`;
}

/** Never rounded to nothing or to all of it. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 1) {
    return '< 1 %';
  }
  return percent > 99 && percent < 100 ? '> 99 %' : `${decimals(percent, 0)} %`;
}

/** Milliseconds below a second, else seconds. */
export function millisecondsText(milliseconds: number, l10n: Localization): string {
  return Math.abs(milliseconds) >= 1000
    ? l10n.t('{count} s', { count: decimals(milliseconds / 1000, 1) })
    : l10n.t('{count} ms', { count: decimals(milliseconds, Math.abs(milliseconds) < 10 ? 1 : 0) });
}

/** In the largest unit of which there are two or more. */
export function durationText(seconds: number, l10n: Localization): string {
  if (seconds >= 2 * day) {
    return l10n.t('{count} days', { count: decimals(seconds / day, 0) });
  }
  if (seconds >= 2 * hour) {
    return l10n.t('{count} hours', { count: decimals(seconds / hour, 0) });
  }
  return seconds >= 2 * minute
    ? l10n.t('{count} min', { count: decimals(seconds / minute, 0) })
    : l10n.t('{count} s', { count: decimals(seconds, 0) });
}

/** Grouped in thousands, as figures of etcd have no local form. */
function decimals(value: number, places: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: places });
}
