/**
 * The lines of a Prometheus text exposition that are wanted, one by one. The text is hostile: a line that is not well
 * formed is passed over, and every size has a bound.
 *
 * Format: https://prometheus.io/docs/instrumenting/exposition_formats/, "Text-based format".
 */

export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** May be infinite or no number. */
  readonly value: number;
}

/** etcd writes some 2500 lines, and an extensive one some 20,000. */
const mostLines = 100_000;
const mostLabels = 32;
const mostLineCharacters = 16 * 1024;

const noLabels: ReadonlyMap<string, string> = new Map();

/** @param isWanted By the name, as a histogram's parts have it: with `_bucket`, `_sum`, `_count`. */
export function* prometheusSamples(
  text: string,
  isWanted: (name: string) => boolean,
): Generator<Sample, void, undefined> {
  let lineStart = 0;
  for (let lines = 0; lines < mostLines && lineStart < text.length; lines++) {
    const newline = text.indexOf('\n', lineStart);
    const lineEnd = newline < 0 ? text.length : newline;
    const nameEnd = endOfName(text, lineStart, lineEnd);
    if (nameEnd > lineStart && lineEnd - lineStart <= mostLineCharacters) {
      const name = text.slice(lineStart, nameEnd);
      if (isWanted(name)) {
        const sample = readSample(name, text.slice(nameEnd, lineEnd));
        if (sample) {
          yield sample;
        }
      }
    }
    lineStart = lineEnd + 1;
  }
}

/** Where the letters, digits, `_` and `:` of a name end; a comment has none. */
function endOfName(text: string, start: number, end: number): number {
  let index = start;
  for (; index < end; index++) {
    const code = text.charCodeAt(index);
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 58;
    if (!isLetter && !(code >= 48 && code <= 57 && index > start)) {
      break;
    }
  }
  return index;
}

function readSample(name: string, rest: string): Sample | undefined {
  let labels = noLabels;
  let tail = rest;
  if (rest.startsWith('{')) {
    const read = readLabels(rest);
    if (!read) {
      return undefined;
    }
    labels = read.labels;
    tail = rest.slice(read.end);
  }
  // A timestamp may follow.
  const match = /^[ \t]*([^ \t\r]{1,40})(?:[ \t]+-?\d{1,20})?[ \t\r]*$/.exec(tail);
  const value = readNumber(match?.[1] ?? '');
  return value === undefined ? undefined : { name, labels, value };
}

/** Labels between braces, at the beginning of the text. */
function readLabels(text: string): { readonly labels: Map<string, string>; readonly end: number } | undefined {
  const labels = new Map<string, string>();
  const pattern = /[ \t]*([A-Za-z_][A-Za-z0-9_]{0,99})[ \t]*=[ \t]*"((?:[^"\\]|\\.){0,500})"[ \t]*(,?)/y;
  let end = 1;
  for (let count = 0; count <= mostLabels; count++) {
    const close = /[ \t]*\}/y;
    close.lastIndex = end;
    if (close.test(text)) {
      return { labels, end: close.lastIndex };
    }
    pattern.lastIndex = end;
    const match = pattern.exec(text);
    if (!match) {
      return undefined;
    }
    labels.set(match[1] as string, withoutEscapes(match[2] as string));
    end = pattern.lastIndex;
  }
  return undefined;
}

function withoutEscapes(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter)) : text;
}

/** As Go writes floating-point numbers. */
function readNumber(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    return Number(text);
  }
  switch (text) {
    case '+Inf':
    case 'Inf':
      return Number.POSITIVE_INFINITY;
    case '-Inf':
      return Number.NEGATIVE_INFINITY;
    case 'NaN':
      return Number.NaN;
    default:
      return undefined;
  }
}
