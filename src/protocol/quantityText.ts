/** How a measure reads. Both sides write by it, so that a chart and the row above it say the same. */

export const units = ['bytes', 'milliseconds', 'count', 'perSecond'] as const;
export type Unit = (typeof units)[number];

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A measure with its unit, to about three digits: `24.3 MiB`, `0.42 ms`, `1,204`, `3.1/s`. */
export function quantityText(value: number, unit: Unit, language: string): string {
  switch (unit) {
    case 'bytes':
      return bytesText(value, language);
    case 'milliseconds':
      // Beyond ten seconds nobody reads milliseconds.
      return value >= 10_000 ? `${rounded(value / 1000, language)} s` : `${rounded(value, language)} ms`;
    case 'count':
      return rounded(value, language);
    case 'perSecond':
      return `${rounded(value, language)}/s`;
  }
}

/** A share of 1 as percent; what is little but there does not read as nothing, nor what is almost all as all. */
export function shareText(share: number, language: string): string {
  const format = formatOf(language, { style: 'percent', maximumFractionDigits: 0 });
  if (share > 0 && share < 0.01) {
    return `< ${format.format(0.01)}`;
  }
  return format.format(share < 1 ? Math.min(share, 0.99) : share);
}

function bytesText(bytes: number, language: string): string {
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < byteUnits.length - 1) {
    value /= 1024;
    step++;
  }
  return `${rounded(value, language)} ${byteUnits[step]}`;
}

/** Whole where it is large, with decimals where those are what tells values apart. */
function rounded(value: number, language: string): string {
  const size = Math.abs(value);
  const decimals = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
  return formatOf(language, { maximumFractionDigits: decimals }).format(value);
}

type Options = Pick<Intl.NumberFormatOptions, 'style'> & { readonly maximumFractionDigits: number };

/** Making a format costs more than using it a hundred times; a window has one language. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(language: string, options: Options): Intl.NumberFormat {
  const id = `${language} ${options.style ?? ''} ${options.maximumFractionDigits}`;
  const known = formats.get(id);
  if (known) {
    return known;
  }
  const made = new Intl.NumberFormat(language, options);
  formats.set(id, made);
  return made;
}
