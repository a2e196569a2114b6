/**
 * What a YAML scalar without quotes means to kubectl and the API server (sigs.k8s.io/yaml over go-yaml v2, its
 * resolve.go): YAML 1.1 in its words and octal numbers, dates as text. A reader of YAML 1.2 would take `on` for a text where
 * they take it for true.
 */

const nothing = new Set(['', '~', 'null', 'Null', 'NULL']);
const yes = wordForms('y', 'yes', 'on', 'true');
const no = wordForms('n', 'no', 'off', 'false');
const decimal = /^[-+]?(?:0|[1-9]\d*)$/;
const prefixed = /^([-+]?)(0[bB][01]+|0[oO]?[0-7]+|0[xX][\da-fA-F]+)$/;
const floating = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const beyond = new Map([
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(word => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map(word => [word, Number.NEGATIVE_INFINITY] as const),
  ...['.nan', '.NaN', '.NAN'].map(word => [word, Number.NaN] as const),
]);
/** Longer digits are no number that anything could hold. */
const mostDigits = 400;

export function readPlainScalar(source: string): null | boolean | number | bigint | string {
  if (nothing.has(source)) {
    return null;
  }
  if (yes.has(source)) {
    return true;
  }
  if (no.has(source)) {
    return false;
  }
  if (!/^[-+.\d]/.test(source) || source.length > mostDigits) {
    return source;
  }
  const digits = source.replaceAll('_', '');
  if (decimal.test(digits)) {
    return exact(BigInt(digits.replace(/^\+/, '')));
  }
  const [, sign, number] = prefixed.exec(digits) ?? [];
  if (number !== undefined) {
    const size = BigInt(number.replace(/^0[oO]?(?=[0-7])/, '0o'));
    return exact(sign === '-' ? -size : size);
  }
  return floating.test(digits) ? Number(digits) : (beyond.get(source) ?? source);
}

/** A number where it holds every digit. */
export function exact(value: bigint): number | bigint {
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : value;
}

function wordForms(...words: readonly string[]): ReadonlySet<string> {
  return new Set(
    words.flatMap(word => [word, word.toUpperCase(), word.replace(/^[a-z]/, letter => letter.toUpperCase())]),
  );
}
