import type { Localization } from '../../host/errorSentenceTable';

/** A run of bytes and what it is. */
export interface LabelledBytes {
  /** Half open, in bytes of the value. */
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** One of {@link toneNames}: what colour it gets. */
  readonly tone: Tone;
}

export const toneNames = ['name', 'nonce', 'tag', 'key', 'ciphertext', 'readable', 'other'] as const;
export type Tone = (typeof toneNames)[number];

/** Where a run stands in the text, for its colour. */
export interface ToneRange {
  readonly tone: Tone;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface RawBytesText {
  readonly text: string;
  readonly ranges: readonly ToneRange[];
}

const width = 16;
/** Bytes of one run that are shown: half at its beginning, half at its end. */
const mostOfRun = 2048;
/** Runs shown. A value of hostile make may have hundreds of thousands. */
const mostRuns = 500;

const indent = '  ';
const offsetWidth = 8;
const digitsStart = indent.length + offsetWidth + 2;
const textStart = digitsStart + width * 3 + 1;

/**
 * Bytes as offset, hexadecimal digits and printable ASCII, each run below a line that says what it is. The bytes are
 * indented, so that a run folds, and what it is stays in sight while one scrolls through it. A long run shows its ends.
 *
 * @param head lines above the bytes.
 */
export function rawBytesText(
  value: Uint8Array,
  runs: readonly LabelledBytes[],
  head: readonly string[],
  l10n: Localization,
): RawBytesText {
  const lines = [...head, ''];
  const ranges: ToneRange[] = [];
  const addLine = (start: number, end: number, tone: Tone) => {
    const bytes = value.subarray(start, end);
    const digits = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(' ');
    const text = Array.from(bytes, printable).join('');
    const offset = start.toString(16).padStart(offsetWidth, '0');
    lines.push(`${indent}${offset}  ${digits.padEnd(width * 3)} ${text}`);
    const line = lines.length - 1;
    ranges.push({ tone, line, start: digitsStart, end: digitsStart + digits.length });
    ranges.push({ tone, line, start: textStart, end: textStart + text.length });
  };
  const addBytes = (start: number, end: number, tone: Tone) => {
    for (let from = start; from < end; from += width) {
      addLine(from, Math.min(end, from + width), tone);
    }
  };
  for (const { start, end, label, tone } of runs.slice(0, mostRuns)) {
    lines.push(l10n.t('{label}: {bytes}', { label, bytes: bytesText(end - start, l10n) }));
    if (end - start <= mostOfRun) {
      addBytes(start, end, tone);
      continue;
    }
    const half = mostOfRun / 2;
    addBytes(start, start + half, tone);
    lines.push(`${indent}… ${l10n.t('{bytes} more', { bytes: bytesText(end - start - mostOfRun, l10n) })}`);
    addBytes(end - half, end, tone);
  }
  if (runs.length > mostRuns) {
    lines.push(`… ${l10n.t('{count} more parts', { count: runs.length - mostRuns })}`);
  }
  return { text: `${lines.join('\n')}\n`, ranges };
}

export function bytesText(count: number, l10n: Localization): string {
  return count === 1 ? l10n.t('1 byte') : l10n.t('{count} bytes', { count });
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
