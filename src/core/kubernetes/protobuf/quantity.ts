/**
 * Resource quantities as Kubernetes prints them (k8s.io/apimachinery, pkg/api/resource): the number moved to the
 * largest suffix that keeps it whole. Stored ones nearly always are in that form already.
 */

/** Three digits at most, so neither a thousand nor a Ki is left to move into the suffix; or a whole number without zeros to move. */
const alreadyCanonical = /^(?:0|[1-9]\d{0,2}(?:[numkMGTPE]|[KMGTP]i)?|[1-9]\d{0,14}[1-9])$/;
const quantityParts = /^([+-]?)(\d*)(?:\.(\d*))?([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d{1,18})?$/;

const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const decimalSuffixes = new Map(Object.entries(decimalExponents).map(([suffix, exponent]) => [exponent, suffix]));
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** The finest that a quantity can be. */
const nano = -9;
/** Larger powers of ten than any quantity has are left as they were written. */
const mostExponent = 100;
/** Binary quantities are capped there. */
const largestBinary = 2n ** 63n - 1n;

/** The canonical form, or undefined where the text is no quantity. */
export function canonicalQuantity(text: string): string | undefined {
  if (alreadyCanonical.test(text)) {
    return text;
  }
  const [, sign, whole = '', fraction = '', suffix = ''] = quantityParts.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '' || text.length > mostExponent) {
    return undefined;
  }
  const isBinary = suffix.endsWith('i');
  const isExponent = /^[eE]./.test(suffix);
  const exponent = isBinary ? 0 : isExponent ? Number(suffix.slice(1)) : (decimalExponents[suffix] ?? 0);
  if (Math.abs(exponent) > mostExponent) {
    return text;
  }
  let magnitude = BigInt(whole + fraction) * (isBinary ? 1024n ** BigInt(binarySuffixes.indexOf(suffix)) : 1n);
  let scale = exponent - fraction.length;
  if (magnitude === 0n) {
    return '0';
  }
  if (scale < nano) {
    magnitude = divideUp(magnitude, 10n ** BigInt(nano - scale));
    scale = nano;
  }
  const minus = sign === '-' ? '-' : '';
  const binary = isBinary ? binaryForm(magnitude, scale) : undefined;
  return minus + (binary ?? decimalForm(magnitude, scale, isExponent));
}

/** Undefined where binary suffixes would round: a fraction, or less than the smallest of them. */
function binaryForm(magnitude: bigint, scale: number): string | undefined {
  const divisor = 10n ** BigInt(Math.max(0, -scale));
  if (magnitude % divisor !== 0n || magnitude / divisor < 1024n) {
    return undefined;
  }
  let rest = magnitude / divisor;
  rest = rest > largestBinary ? largestBinary : rest;
  let power = 0;
  while (power < binarySuffixes.length - 1 && rest % 1024n === 0n) {
    rest /= 1024n;
    power++;
  }
  return `${rest}${binarySuffixes[power]}`;
}

function decimalForm(magnitude: bigint, scale: number, asExponent: boolean): string {
  let rest = magnitude;
  let exponent = scale;
  while (rest % 10n === 0n) {
    rest /= 10n;
    exponent++;
  }
  while (exponent % 3 !== 0) {
    rest *= 10n;
    exponent--;
  }
  if (exponent === 0) {
    return String(rest);
  }
  const suffix = asExponent ? undefined : decimalSuffixes.get(exponent);
  return suffix === undefined && !asExponent
    ? String(rest * 10n ** BigInt(exponent))
    : `${rest}${suffix ?? `e${exponent}`}`;
}

/** Away from zero: whoever wants some resources should get some. */
function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
